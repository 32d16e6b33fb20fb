"""Speaks Saleor (GraphQL), where a photo cannot be overwritten: the new one takes its place under a new id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

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
    SendsWebhooks,
    SetupField,
    StoreEvent,
    StoreIdentity,
    WritesImage,
    WritesProduct,
)
from connectors.errors import AuthFailed, BadReply, NotFound
from connectors.platforms.saleor import mapping, webhooks
from connectors.platforms.saleor.api import SaleorApi, read
from connectors.platforms.saleor.arranging import arrange
from connectors.platforms.saleor.documents import CATEGORIES, CHECK, COUNTS, PRODUCT, PRODUCTS
from connectors.web_address import host_of

if TYPE_CHECKING:
    from connectors.http import Auth, Http


class SaleorConnector(
    Connector,
    ReadsCategories,
    ReadsProducts,
    ReadsImages,
    WritesProduct,
    WritesImage,
    AddsImage,
    CountsThings,
    SendsWebhooks,
):
    platform = "saleor"
    label = "Saleor"
    help = "A Saleor shop, version 3.20 or newer, in Saleor Cloud or on a server of your own."
    setup = (
        SetupField(
            "url",
            "API address",
            "The address of your Saleor server with /graphql/ at its end. In Saleor Cloud it stands on the page of your"
            " environment. The dashboard's own address will do too if it ends in /dashboard/.",
            "url",
            placeholder="https://shop.eu.saleor.cloud/graphql/",
        ),
        SetupField(
            "token",
            "App token",
            "Saleor dashboard: Extensions, Add extension, Provide details manually (before 3.21: Apps, Create app)."
            " Give it the permission “Manage products”. The token is shown once, right after the app was made.",
            "secret",
        ),
    )
    replacing = "Each new photo gets a new address; the old one is deleted."
    default_channels = ("google",)
    reasons = {"access": "Saleor shows an app's token in its dashboard only. You enter it by hand."}
    in_place = False

    def __init__(self, settings: Mapping[str, str], http: Http) -> None:
        super().__init__(settings, http)
        self.api = SaleorApi(http)

    @classmethod
    def base_url(cls, settings: Mapping[str, str]) -> str:
        url = settings.get("url", "").strip().rstrip("/").removesuffix("/dashboard").removesuffix("/graphql")
        return f"{url if '://' in url else f'https://{url}'}/graphql/"

    @classmethod
    def auth(cls, settings: Mapping[str, str]) -> Auth | None:
        token = settings.get("token", "").strip()
        return lambda method, url, query: ({"Authorization": f"Bearer {token}"}, query)

    def check(self) -> StoreIdentity:
        found = self.api.ask(CHECK)
        granted = {one.get("code") for one in found["app"].get("permissions") or () if isinstance(one, Mapping)}
        if "MANAGE_PRODUCTS" not in granted:
            raise AuthFailed("The app lacks the permission “Manage products”.")
        shop = found.get("shop")
        if not isinstance(shop, Mapping):
            raise BadReply("Saleor's answer lacks the shop.")
        host = host_of(self.http.base_url)
        currencies = shop.get("channelCurrencies") or [""]
        domain = shop.get("domain")
        url = domain.get("url") if isinstance(domain, Mapping) else ""
        return StoreIdentity(str(shop.get("name") or host), str(url or self.http.base_url), str(currencies[0]))

    # ---- reading -------------------------------------------------------------------------------------------------

    def categories(self) -> Iterator[CategoryRecord]:
        for page, _ in self.api.pages(CATEGORIES, "categories"):
            yield from (mapping.category(raw) for raw in page)

    def product_pages(self, *, since: datetime | None = None, cursor: str | None = None) -> Iterator[ProductPage]:
        """By time of change: what is changed meanwhile comes once more at the end, and a cursor skips nothing."""
        where = {"updatedAt": {"range": {"gte": since.astimezone(UTC).isoformat()}}} if since else None
        for page, following in self.api.pages(PRODUCTS, "products", after=cursor, where=where):
            yield page_of(page, mapping.product, following, aside=mapping.broken)

    def gallery(self, product_id: str) -> Gallery:
        return mapping.gallery(self._live(product_id))

    def counts(self) -> Counts:
        """Pictures are counted by the first sync: Saleor has no number for them."""
        found = self.api.ask(COUNTS)
        return Counts(
            read.total(found.get("categories"), "totalCount"), read.total(found.get("products"), "totalCount"), None
        )

    def _live(self, product_id: str) -> Raw:
        found = self.api.ask(PRODUCT, id=mapping.global_id("Product", product_id))
        raw = found.get("product")
        if raw is None:
            raise NotFound(f"The store has no product {product_id}.")
        if not isinstance(raw, Mapping):
            raise BadReply("Saleor's answer lacks the product.")
        return raw

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
        wanted, place = with_added(mapping.gallery(live).ids, picture, position, alt)
        new = arrange(self.api, live, wanted, {})[place]
        return self.gallery(product_id).image(new)

    # ---- webhooks ------------------------------------------------------------------------------------------------

    def register_webhook(self, url: str, secret: str) -> None:
        webhooks.register(self.api, url, secret)

    @classmethod
    def read_webhook(cls, secret: str, headers: Mapping[str, str], body: bytes) -> StoreEvent:
        return webhooks.read_event(secret, headers, body)
