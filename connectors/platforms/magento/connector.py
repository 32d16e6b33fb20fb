"""Speaks Magento 2 and Adobe Commerce (REST V1), where a photo's file can be replaced under its id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from connectors.answers import ids_of, page_of, set_aside
from connectors.arrangement import with_added, with_moved
from connectors.contract import (
    Added,
    AddsImage,
    CategoryRecord,
    Connector,
    Counts,
    CountsThings,
    Gallery,
    ImageRecord,
    Kept,
    Picture,
    ProductPage,
    ReadsCategories,
    ReadsImages,
    ReadsProducts,
    SetupField,
    StoreIdentity,
    WritesImage,
    WritesProduct,
)
from connectors.errors import BadReply, NotFound, Refused
from connectors.platforms.magento import access, mapping, media, views
from connectors.platforms.magento.api import MagentoApi, criteria, media_path
from connectors.platforms.magento.media import ENDINGS
from connectors.platforms.magento.views import View

if TYPE_CHECKING:
    from connectors.http import Auth, Http

# A page of a hundred is what the vendor's own examples ask for; 300 is the limit where one is set.
PAGE_SIZE = 100
INTEGRATION = "Magento's admin: System, Extensions, Integrations, your integration, Integration Details"


class MagentoConnector(
    Connector,
    ReadsCategories,
    ReadsProducts,
    ReadsImages,
    WritesProduct,
    WritesImage,
    AddsImage,
    CountsThings,
):
    platform = "magento"
    label = "Magento / Adobe Commerce"
    help = "A shop with Magento Open Source or Adobe Commerce 2.3.2 or newer; best 2.4."
    setup = (
        SetupField(
            "url",
            "Shop address",
            "The address of your shop's front page, as it stands in the browser (Magento's admin: Stores,"
            " Configuration, General, Web, Base URLs).",
            "url",
            placeholder="https://shop.example.com",
        ),
        SetupField(
            "token",
            "Access token",
            "Magento's admin: System, Extensions, Integrations, Add New Integration. On its tab API choose all"
            " resources, or Catalog and Stores; save, then Activate. The access token is shown then. Since Magento"
            " 2.4.4 it works alone only if “Allow OAuth Access Tokens to be used as standalone Bearer tokens” is on"
            " (Stores, Configuration, Services, OAuth, Consumer Settings); else fill in the three fields below too.",
            "secret",
        ),
        SetupField(
            "consumer_key",
            "Consumer key",
            f"{INTEGRATION}. Only needed if the access token does not work alone.",
            "secret",
            required=False,
        ),
        SetupField(
            "consumer_secret",
            "Consumer secret",
            f"{INTEGRATION}, below the consumer key.",
            "secret",
            required=False,
        ),
        SetupField(
            "token_secret",
            "Access token secret",
            f"{INTEGRATION}, below the access token.",
            "secret",
            required=False,
        ),
    )
    replacing = "Each new photo gets a new file name."
    default_channels = ("google",)
    in_place = True
    reasons = {
        "access": "A Magento integration is made in the shop's admin, and its token is copied from there.",
        "webhooks": "Magento Open Source sends no webhooks. Changes are found at the next sync.",
    }

    def __init__(self, settings: Mapping[str, str], http: Http) -> None:
        super().__init__(settings, http)
        self.api = MagentoApi(http)

    @classmethod
    def base_url(cls, settings: Mapping[str, str]) -> str:
        """Below "all", since a write to one store view would end that view's following of the others."""
        return f"{access.shop_url(settings)}/rest/all/V1/"

    @classmethod
    def auth(cls, settings: Mapping[str, str]) -> Auth | None:
        return access.way_in(settings)

    def check(self) -> StoreIdentity:
        self._products_total()
        return StoreIdentity(self._view.name, access.shop_url(self.settings), self._view.currency)

    def categories(self) -> Iterator[CategoryRecord]:
        return mapping.categories(self.api.get("categories"), self._view.language)

    def product_pages(self, *, since: datetime | None = None, cursor: str | None = None) -> Iterator[ProductPage]:
        """In order of the inner id, each page from where the last one ended.

        Magento's own pages shift while they are read: sorted by the time of change, a product that is saved meanwhile
        moves to the end, and one unread product onto a page that was read already. They also have no end: beyond the
        last one it is repeated (magento/magento2 issue 26986).
        """
        after: int | None = int(cursor or 0)
        while after is not None:
            page, after = self._page(after, since)
            yield page

    def gallery(self, product_id: str) -> Gallery:
        return mapping.gallery(self._product(product_id), self._view)

    def post_product(
        self,
        product_id: str,
        images: Sequence[Kept | Added],
        *,
        variant_images: Mapping[str, int] | None = None,
    ) -> Gallery:
        """The only variant is the SKU itself, which shows the main photo: always the first one."""
        live = self._product(product_id)
        todo = media.plan(live, images, leads=(variant_images or {}).get(product_id) == 0)
        for entry in todo.added:
            self._added_id(self.api.write("POST", media_path(product_id), {"entry": entry}))
        for entry in todo.changed:
            self.api.write("PUT", media_path(product_id, mapping.number(entry)), {"entry": entry})
        for number in todo.removed:
            self.api.write("DELETE", media_path(product_id, number))
        return self.gallery(product_id)

    def post_image(
        self, product_id: str, image_id: str, picture: Picture, *, position: int | None = None
    ) -> ImageRecord:
        before = self._product(product_id)
        old = media.entry_of(before, image_id)
        try:
            self.api.write(
                "PUT",
                media_path(product_id, mapping.number(old)),
                {"entry": media.replacement(old, picture)},
            )
        except Refused as error:
            raise _explained(error, picture) from error
        after = self._product(product_id)
        new_id = media.id_after(before, after, old)
        gallery = mapping.gallery(after, self._view)
        return gallery.image(new_id) if position is None else self._moved(gallery, new_id, position)

    def add_image(
        self, product_id: str, picture: Picture, *, position: int | None = None, alt: str = ""
    ) -> ImageRecord:
        wanted, place = with_added(self.gallery(product_id).ids, picture, position, alt)
        return self.post_product(product_id, wanted).at(place)

    def counts(self) -> Counts:
        """Photos are counted by the first sync: Magento has no number for them."""
        return Counts(sum(1 for _ in self.categories()), self._products_total(), None)

    @cached_property
    def _view(self) -> View:
        return views.chosen(self.api.get("store/storeConfigs"), access.shop_url(self.settings))

    def _products_total(self) -> int:
        return mapping.total(self.api.search("products", criteria(size=1), "total_count"))

    def _page(self, after: int, since: datetime | None) -> tuple[ProductPage, int | None]:
        """The products whose inner id is above `after`, and the id after which the next page begins."""
        filters = [("entity_id", "gt", str(after))]
        if since is not None:
            filters.append(("updated_at", "gteq", since.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")))
        asked = criteria(*filters, size=PAGE_SIZE, order="entity_id")
        found = self.api.search("products", asked, mapping.PRODUCT_FIELDS)
        entries = mapping.items(found)
        following = _last_id(entries, after) if mapping.total(found) > len(set(ids_of(entries))) > 0 else None
        view = self._view
        return page_of(entries, lambda raw: mapping.product(raw, view), following, aside=_by_sku), following

    def _product(self, product_id: str) -> Mapping[str, Any]:
        """One product with its gallery. By a search: web servers refuse a SKU with a slash in the path."""
        found = self.api.search("products", criteria(("sku", "eq", product_id), size=2), mapping.GALLERY_FIELDS)
        for raw in mapping.items(found):
            # MySQL finds "abc" for "ABC" too.
            if isinstance(raw, Mapping) and raw.get("sku") == product_id:
                return raw
        raise NotFound(f"The store has no product with the SKU {product_id}.")

    def _added_id(self, answer: Any) -> None:
        """Magento gives the new photo's id as text; anything else is no answer of it."""
        if not str(answer).isdecimal():
            raise BadReply("Magento did not say which id the new photo has.")

    def _moved(self, gallery: Gallery, image_id: str, position: int) -> ImageRecord:
        order, place = with_moved(gallery.ids, image_id, position)
        return self.post_product(gallery.product_id, order).at(place)


_by_sku = partial(set_aside, name="sku")


def _last_id(entries: Sequence[Any], after: int) -> int:
    """Where the next page begins. Raises `BadReply` if that is not beyond this one, as it would go on for ever."""
    ids = [raw["id"] for raw in entries if isinstance(raw, Mapping) and isinstance(raw.get("id"), int)]
    last = max(ids, default=0)
    if last <= after:
        raise BadReply("The store answered with the same page of products again.")
    return last


def _explained(error: Refused, picture: Picture) -> Refused:
    """Magento says no more than "The product can't be saved." of a type of file that it does not take."""
    if picture.mime in ENDINGS:
        return error
    return Refused(f"{error} Magento takes JPEG, PNG and GIF by itself, and this photo is {picture.mime}.")
