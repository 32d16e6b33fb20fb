"""Speaks Shopware 6 (Admin API), where a file keeps its id when its bytes change, on everything that shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING

from connectors import tokens
from connectors.answers import Raw, page_of
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
    RenewsKey,
    SetupField,
    StoreIdentity,
    WritesImage,
    WritesProduct,
)
from connectors.errors import AuthFailed, BadReply, NotFound, Refused
from connectors.platforms.shopware import access, criteria, mapping, media, storefront
from connectors.platforms.shopware.api import ShopwareApi
from connectors.platforms.shopware.arranging import arrange
from connectors.platforms.shopware.fields import read
from connectors.platforms.shopware.storefront import Storefront
from connectors.platforms.shopware.uploads import replace_file
from connectors.web_address import host_of

if TYPE_CHECKING:
    from connectors.http import Auth, Http


class ShopwareConnector(
    Connector,
    RenewsKey,
    ReadsCategories,
    ReadsProducts,
    ReadsImages,
    WritesProduct,
    WritesImage,
    AddsImage,
    CountsThings,
):
    platform = "shopware"
    label = "Shopware 6"
    help = "A shop with Shopware 6.5 or newer, in the cloud or self-hosted."
    setup = (
        SetupField(
            "url",
            "Shop address",
            "The address of your shop, as it stands in the browser before /admin when you are in its administration.",
            "url",
            placeholder="https://shop.example.com",
        ),
        SetupField(
            "key",
            "Access key ID",
            "Shopware's administration: Settings, System, Integrations, Add integration. Switch on “Administrator”, or"
            " choose a role that may view and edit products, view, edit and create media, and view categories and sales"
            " channels.",
            placeholder="SWIA…",
        ),
        SetupField(
            "secret",
            "Secret access key",
            "It is shown below the access key ID, once: copy it before you save the integration.",
            "secret",
        ),
    )
    replacing = "The file itself is replaced: pages and products that show the same file change with it."
    default_channels = ("google",)
    in_place = True
    shares_files = True
    reasons = {
        "access": "A Shopware integration is made in the shop's administration, and its keys are copied from there.",
        # WebhookDispatcher.php: only the calls to an app are signed.
        "webhooks": "Shopware signs its calls only for apps from its store, and the hub listens to signed calls alone.",
    }

    def __init__(self, settings: Mapping[str, str], http: Http) -> None:
        super().__init__(settings, http)
        self.api = ShopwareApi(http, key_has_ended=lambda: tokens.has_ended(settings))

    @classmethod
    def base_url(cls, settings: Mapping[str, str]) -> str:
        return f"{access.shop_url(settings)}/api/"

    @classmethod
    def auth(cls, settings: Mapping[str, str]) -> Auth | None:
        return tokens.bearer(settings)

    @classmethod
    def renew_at(cls, settings: Mapping[str, str]) -> datetime | None:
        return access.renew_at(settings)

    @classmethod
    def renewed(cls, settings: Mapping[str, str], http: Http) -> dict[str, str]:
        return access.renewed(settings, http)

    def check(self) -> StoreIdentity:
        version = read.text(self.api.get("_info/version"), "version")
        if not version.startswith("6."):
            raise Refused(
                f"The shop runs Shopware {version[:20] or 'of an unknown version'}; the hub speaks Shopware 6."
            )
        # A right that lacks is told now, and not in the middle of the first sync.
        self.api.search("product", {**criteria.PRODUCT, "limit": 1})
        self.api.search("category", {**criteria.CATEGORY, "limit": 1})
        url = access.shop_url(self.settings)
        front = self._storefront
        return StoreIdentity(self._shop_name() or front.name or host_of(url), front.url or url, front.currency)

    # ---- reading -------------------------------------------------------------------------------------------------

    def categories(self) -> Iterator[CategoryRecord]:
        for rows, _ in self.api.pages("category", criteria.CATEGORY):
            yield from (mapping.category(raw) for raw in rows)

    def product_pages(self, *, since: datetime | None = None, cursor: str | None = None) -> Iterator[ProductPage]:
        changed = [criteria.changed_since(since)] if since else []
        pages = self.api.pages("product", criteria.PRODUCT, criteria.LISTED, *changed, start=int(cursor or 0))
        for rows, following in pages:
            yield page_of(rows, partial(mapping.product, page_url=self._storefront.page_url), following)

    def gallery(self, product_id: str) -> Gallery:
        return mapping.gallery(self._live(product_id))

    def counts(self) -> Counts:
        return Counts(
            categories=self.api.total("category"),
            products=self.api.total("product", criteria.LISTED),
            images=self.api.total("product-media", criteria.PHOTOS),
        )

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
        replace_file(self.api, media.row_of(live, image_id), picture)
        order = [image.id for image in media.images(live)]
        if position is not None and order.index(image_id) != position:
            wanted, _ = with_moved(order, image_id, position)
            arrange(self.api, live, wanted, {})
        return _named(self.gallery(product_id), image_id)

    def add_image(
        self, product_id: str, picture: Picture, *, position: int | None = None, alt: str = ""
    ) -> ImageRecord:
        live = self._live(product_id)
        wanted, place = with_added([image.id for image in media.images(live)], picture, position, alt)
        rows = arrange(self.api, live, wanted, {})
        return _named(self.gallery(product_id), rows[place]["id"])

    # ---- inside --------------------------------------------------------------------------------------------------

    def _live(self, product_id: str) -> Raw:
        """A product's photos and variants as they are in the store now. Raises `NotFound`."""
        found = self.api.search("product", criteria.one(mapping.known_id(product_id, "product"), criteria.GALLERY))
        if not found:
            raise NotFound(f"The store has no product {product_id}.")
        return read.object(found[0], "product")

    @cached_property
    def _storefront(self) -> Storefront:
        domains = self.api.search("sales-channel-domain", criteria.STOREFRONTS)
        return storefront.chosen(domains, access.shop_url(self.settings))

    def _shop_name(self) -> str:
        """As it stands in Settings, Basic information; empty for an integration that must not see it."""
        try:
            found = self.api.get("_action/system-config", domain="core.basicInformation")
        except AuthFailed:
            return ""
        return read.text(found, "core.basicInformation.shopName")


def _named(gallery: Gallery, image_id: str) -> ImageRecord:
    for image in gallery.images:
        if image.id == image_id:
            return image
    raise BadReply("The store answered that it took the photo, but does not list it.")
