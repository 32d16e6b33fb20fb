"""Speaks Shopify (Admin GraphQL), where a file keeps its id when its bytes change, on every product that shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from connectors.answers import Raw, page_of
from connectors.arrangement import links_moved, with_added, with_moved, with_swapped
from connectors.contract import (
    Added,
    AddsImage,
    CategoryRecord,
    Connector,
    Counts,
    CountsThings,
    Gallery,
    GrantCall,
    GrantsAccess,
    ImageRecord,
    Kept,
    Picture,
    ProductPage,
    ReadsCategories,
    ReadsImages,
    ReadsProducts,
    RenewsKey,
    SendsWebhooks,
    SetupField,
    StoreEvent,
    StoreIdentity,
    WritesImage,
    WritesProduct,
)
from connectors.errors import AuthFailed, BadReply, Refused
from connectors.platforms.shopify import access, bulk, mapping, reading, webhooks
from connectors.platforms.shopify.api import ShopifyApi, part
from connectors.platforms.shopify.arranging import arrange
from connectors.platforms.shopify.documents import CHECK, COLLECTIONS, COUNTS, PRODUCTS
from connectors.platforms.shopify.media import replace_file

if TYPE_CHECKING:
    from connectors.http import Auth, Http


class ShopifyConnector(
    Connector,
    GrantsAccess,
    RenewsKey,
    ReadsCategories,
    ReadsProducts,
    ReadsImages,
    WritesProduct,
    WritesImage,
    AddsImage,
    CountsThings,
    SendsWebhooks,
):
    """Says of no picture where else it is shown: the Admin API tells a product's files, not a file's products."""

    platform = "shopify"
    label = "Shopify"
    help = "A Shopify store, through an app of its own in the Dev Dashboard, or a token of an older custom app."
    setup = (
        SetupField(
            "url",
            "Store domain",
            "In your Shopify admin: Settings, Domains; it ends in .myshopify.com. The address of your admin will do too.",
            placeholder="your-store.myshopify.com",
        ),
        SetupField(
            "client_id",
            "Client ID",
            "dev.shopify.com, Dev Dashboard: your app, Settings. The app needs the scopes read_products,"
            " write_products, read_files and write_files, and must be installed on this store.",
            required=False,
        ),
        SetupField(
            "client_secret",
            "Client secret",
            "Right below the client ID. For an older custom app: its API secret key, in your Shopify admin under"
            " Settings, Apps and sales channels, Develop apps, API credentials. It proves that a call is Shopify's.",
            "secret",
            required=False,
        ),
        SetupField(
            "token",
            "Admin API access token",
            "Only for a custom app that was made in the Shopify admin before 2026, instead of a client ID. It was shown"
            " once, when the app was installed, under API credentials.",
            "secret",
            required=False,
            placeholder="shpat_…",
        ),
    )
    replacing = "The file itself is replaced: pages and products that show the same file change with it."
    default_channels = ("shopify", "google")
    asks_for = ("url", "client_id", "client_secret")

    def __init__(self, settings: Mapping[str, str], http: Http) -> None:
        super().__init__(settings, http)
        self.api = ShopifyApi(http)

    @classmethod
    def base_url(cls, settings: Mapping[str, str]) -> str:
        return access.base_url(settings)

    @classmethod
    def auth(cls, settings: Mapping[str, str]) -> Auth | None:
        return access.auth(settings)

    # ---- getting in ----------------------------------------------------------------------------------------------

    @classmethod
    def grant_url(cls, settings: Mapping[str, str], *, state: str, callback_url: str, return_url: str) -> str:
        return access.grant_url(settings, state=state, callback_url=callback_url)

    @classmethod
    def state_of(cls, call: GrantCall) -> str:
        return call.query.get("state", "")

    @classmethod
    def granted(cls, settings: Mapping[str, str], call: GrantCall, *, callback_url: str, http: Http) -> dict[str, str]:
        return access.granted(settings, call, http)

    @classmethod
    def renew_at(cls, settings: Mapping[str, str]) -> datetime | None:
        return access.renew_at(settings)

    @classmethod
    def renewed(cls, settings: Mapping[str, str], http: Http) -> dict[str, str]:
        return access.renewed(settings, http)

    def check(self) -> StoreIdentity:
        if not access.token_of(self.settings):
            raise AuthFailed("Enter a client ID and a client secret, or an Admin API access token.")
        found = self.api.ask(CHECK)
        access.check_scopes(found.get("currentAppInstallation"))
        shop = found.get("shop")
        if not isinstance(shop, Mapping):
            raise BadReply("Shopify's answer lacks the shop.")
        domain = access.shop_of(self.settings)
        url = part(shop, "primaryDomain").get("url") or f"https://{domain}"
        return StoreIdentity(str(shop.get("name") or domain), str(url), str(shop.get("currencyCode") or ""))

    # ---- reading -------------------------------------------------------------------------------------------------

    def read_picture(self, url: str) -> bytes:
        """The bytes as they were handed in, not what the CDN makes of them."""
        image_id = mapping.media_of(url)
        original = reading.original_url(self.api, image_id) if image_id else ""
        return super().read_picture(original or url.partition("#")[0])

    def categories(self) -> Iterator[CategoryRecord]:
        """Collections, which are flat."""
        for page, _ in self.api.pages(COLLECTIONS, "collections"):
            yield from (mapping.category(raw) for raw in page)

    def product_pages(self, *, since: datetime | None = None, cursor: str | None = None) -> Iterator[ProductPage]:
        """By time of change: what is changed meanwhile comes once more at the end, and a cursor skips nothing."""
        if cursor is None and since is None and self._product_count() > bulk.FROM_PRODUCTS:
            cursor = bulk.start(self.api)
        if cursor and cursor.startswith(bulk.PREFIX):
            try:
                for page, following in bulk.pages(self.api, cursor):
                    yield self._page(page, following)
                return
            except bulk.NoResult:
                cursor = None
        for page, following in self.api.pages(PRODUCTS, "products", after=cursor, query=reading.changed_at(since)):
            yield self._page(page, following)

    def gallery(self, product_id: str) -> Gallery:
        return mapping.gallery(reading.settled_product(self.api, product_id))

    def counts(self) -> Counts:
        """Pictures are counted by the first sync: Shopify has no number for them."""
        found = self.api.ask(COUNTS)
        return Counts(reading.count(found, "collectionsCount"), reading.count(found, "productsCount"), None)

    def _product_count(self) -> int:
        return reading.count(self.api.ask(COUNTS), "productsCount")

    def _page(self, entries: Sequence[Any], following: str | None) -> ProductPage:
        return page_of(
            entries, lambda raw: mapping.product(reading.complete(self.api, raw)), following, aside=mapping.broken
        )

    # ---- writing -------------------------------------------------------------------------------------------------

    def post_product(
        self,
        product_id: str,
        images: Sequence[Kept | Added],
        *,
        variant_images: Mapping[str, int] | None = None,
    ) -> Gallery:
        arrange(self.api, reading.settled_product(self.api, product_id), images, variant_images or {})
        return self.gallery(product_id)

    def post_image(
        self, product_id: str, image_id: str, picture: Picture, *, position: int | None = None
    ) -> ImageRecord:
        live = reading.settled_product(self.api, product_id)
        before = mapping.gallery(live)
        place = before.place_of(image_id)
        if _is_another_kind(live, image_id, picture):
            image_id = self._swapped(before, image_id, picture)
        else:
            replace_file(self.api, mapping.gid("MediaImage", image_id), picture)
        if position in {None, place}:
            return self.gallery(product_id).image(image_id)
        return self._moved(product_id, image_id, position or 0).image(image_id)

    def add_image(
        self, product_id: str, picture: Picture, *, position: int | None = None, alt: str = ""
    ) -> ImageRecord:
        live = reading.settled_product(self.api, product_id)
        wanted, place = with_added(mapping.gallery(live).ids, picture, position, alt)
        new = arrange(self.api, live, wanted, {})[place]
        return self.gallery(product_id).image(mapping.number({"id": new}, "MediaImage"))

    def _swapped(self, before: Gallery, image_id: str, picture: Picture) -> str:
        """Another picture in the place of one; its new id."""
        wanted, place = with_swapped(before, image_id, picture)
        links = links_moved(before, image_id, place)
        return self.post_product(before.product_id, wanted, variant_images=links).at(place).id

    def _moved(self, product_id: str, image_id: str, position: int) -> Gallery:
        order, _ = with_moved(self.gallery(product_id).ids, image_id, position)
        return self.post_product(product_id, order)

    # ---- webhooks ------------------------------------------------------------------------------------------------

    @classmethod
    def webhook_secret(cls, settings: Mapping[str, str], drawn: str) -> str:
        """What signs the store's calls: the app's own secret, whatever the hub has drawn."""
        return settings.get("client_secret") or drawn

    def register_webhook(self, url: str, secret: str) -> None:
        if not self.settings.get("client_secret"):
            raise Refused(
                "Shopify signs its calls with the app's client secret. Enter it, and changes are heard at once."
            )
        webhooks.register(self.api, url)

    @classmethod
    def read_webhook(cls, secret: str, headers: Mapping[str, str], body: bytes) -> StoreEvent:
        return webhooks.read_event(secret, headers, body)


def _is_another_kind(live: Raw, image_id: str, picture: Picture) -> bool:
    """A file keeps its name, and so its ending ("extension must match the original", fileUpdate)."""
    media_id = mapping.gid("MediaImage", image_id)
    kinds = [entry.get("mimeType") for entry in mapping.media(live) if entry.get("id") == media_id]
    return any(kind and kind != picture.mime for kind in kinds)
