"""Speaks Medusa v2 (Admin REST), where a picture is an address: another one takes its place under a new id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from connectors.answers import Raw, page_of
from connectors.arrangement import links_moved, with_added, with_swapped
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
from connectors.platforms.medusa import api, mapping
from connectors.platforms.medusa.api import MedusaApi
from connectors.platforms.medusa.arranging import arrange
from connectors.web_address import host_of

if TYPE_CHECKING:
    from connectors.http import Auth, Http


class MedusaConnector(
    Connector,
    ReadsCategories,
    ReadsProducts,
    ReadsImages,
    WritesProduct,
    WritesImage,
    AddsImage,
    CountsThings,
):
    platform = "medusa"
    label = "Medusa"
    # Before it images lost their ids at each write, and variants had none (`@since 2.11.2` in the product module).
    help = "A Medusa server, version 2.11.2 or newer."
    setup = (
        SetupField(
            "url",
            "Server address",
            "The address of your Medusa server, as it stands before /app in the browser when you are in Medusa Admin.",
            "url",
            placeholder="https://shop.example.com",
        ),
        SetupField(
            "key",
            "Secret API key",
            "Medusa Admin: Settings, Secret API Keys, Create. It is shown once, right after the key was made.",
            "secret",
            placeholder="sk_…",
        ),
    )
    replacing = "Each new photo gets a new address; the old file stays in your file storage."
    default_channels = ("google",)
    reasons = {
        "access": "Medusa shows a secret key in its admin only. You enter it by hand.",
        "webhooks": "Medusa calls nobody by itself. Changes are found at the next sync.",
    }
    in_place = False
    # Pictures have no alt text: the place of a photo is heeded, its text cannot be.
    shows_alt = False

    def __init__(self, settings: Mapping[str, str], http: Http) -> None:
        super().__init__(settings, http)
        self.api = MedusaApi(http)

    @classmethod
    def base_url(cls, settings: Mapping[str, str]) -> str:
        return api.shop_url(settings)

    @classmethod
    def auth(cls, settings: Mapping[str, str]) -> Auth | None:
        return api.auth(settings)

    def check(self) -> StoreIdentity:
        fields = "id,name,*supported_currencies"
        (page, _) = next(self.api.pages("admin/stores", "stores", fields=fields))
        store = page[0] if page and isinstance(page[0], Mapping) else {}
        currencies = [one for one in store.get("supported_currencies") or () if isinstance(one, Mapping)]
        usual = next((str(one.get("currency_code") or "") for one in currencies if one.get("is_default")), "")
        url = api.shop_url(self.settings)
        return StoreIdentity(str(store.get("name") or host_of(url)), url, usual.upper())

    # ---- reading -------------------------------------------------------------------------------------------------

    def categories(self) -> Iterator[CategoryRecord]:
        for page, _ in self.api.pages("admin/product-categories", "product_categories", fields=mapping.CATEGORY_FIELDS):
            yield from (mapping.category(raw) for raw in page)

    def product_pages(self, *, since: datetime | None = None, cursor: str | None = None) -> Iterator[ProductPage]:
        """In order of id: what is changed while the pages are read keeps its place."""
        changed = {"updated_at[$gte]": since.astimezone(UTC).isoformat()} if since else {}
        for page, following in self.api.pages(
            "admin/products", "products", cursor=cursor, fields=mapping.PRODUCT_FIELDS, **changed
        ):
            yield page_of(page, mapping.product, following)

    def gallery(self, product_id: str) -> Gallery:
        return mapping.gallery(self._live(product_id))

    def counts(self) -> Counts:
        """Pictures are counted by the first sync: Medusa has no number for them."""
        return Counts(self.api.total("admin/product-categories"), self.api.total("admin/products"), None)

    def _live(self, product_id: str) -> Raw:
        return self.api.one(f"admin/products/{quote(product_id, safe='')}", "product", fields=mapping.GALLERY_FIELDS)

    # ---- writing -------------------------------------------------------------------------------------------------

    def post_product(
        self,
        product_id: str,
        images: Sequence[Kept | Added],
        *,
        variant_images: Mapping[str, int] | None = None,
    ) -> Gallery:
        arrange(self.api, self._live(product_id), images, variant_images or {})
        return self.gallery(product_id)

    def post_image(
        self, product_id: str, image_id: str, picture: Picture, *, position: int | None = None
    ) -> ImageRecord:
        live = self._live(product_id)
        before = mapping.gallery(live)
        wanted, place = with_swapped(before, image_id, picture, position)
        new = arrange(self.api, live, wanted, links_moved(before, image_id, place))[place]
        return self.gallery(product_id).image(new)

    def add_image(
        self, product_id: str, picture: Picture, *, position: int | None = None, alt: str = ""
    ) -> ImageRecord:
        live = self._live(product_id)
        wanted, place = with_added(mapping.gallery(live).ids, picture, position)
        new = arrange(self.api, live, wanted, {})[place]
        return self.gallery(product_id).image(new)
