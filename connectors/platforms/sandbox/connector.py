"""Speaks the sandbox shop, which can do everything that the requirements document asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

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
    SendsWebhooks,
    SetupField,
    StoreEvent,
    StoreIdentity,
    WritesImage,
    WritesProduct,
)
from connectors.errors import BadReply
from connectors.platforms.sandbox import mapping
from connectors.platforms.sandbox.api import ShopApi, parsed
from connectors.platforms.sandbox.webhooks import read_event

if TYPE_CHECKING:
    from connectors.http import Auth, Http


class SandboxConnector(
    Connector,
    GrantsAccess,
    ReadsCategories,
    ReadsProducts,
    ReadsImages,
    WritesProduct,
    WritesImage,
    AddsImage,
    CountsThings,
    SendsWebhooks,
):
    platform = "sandbox"
    offered = False
    label = "Sandbox shop"
    help = "A shop on this machine, to try everything without touching a real one."
    setup = (
        SetupField(
            "url",
            "Address",
            "The shop's address: it stands on its page /shop/connect.",
            "url",
            placeholder="http://127.0.0.1:8100/shop",
        ),
        SetupField("token", "Token", "Open /shop/connect in the shop and copy the token.", "secret"),
    )
    default_channels = ("amazon", "google")

    def __init__(self, settings: Mapping[str, str], http: Http) -> None:
        super().__init__(settings, http)
        self.api = ShopApi(http)

    @classmethod
    def auth(cls, settings: Mapping[str, str]) -> Auth | None:
        return lambda method, url, query: ({"Authorization": f"Bearer {settings.get('token', '')}"}, query)

    @classmethod
    def grant_url(cls, settings: Mapping[str, str], *, state: str, callback_url: str, return_url: str) -> str:
        query = urlencode({"state": state, "callback_url": callback_url, "return_url": return_url})
        return f"{settings['url'].rstrip('/')}/authorize?{query}"

    @classmethod
    def state_of(cls, call: GrantCall) -> str:
        return str(parsed(call.body).get("state") or "")

    @classmethod
    def granted(cls, settings: Mapping[str, str], call: GrantCall, *, callback_url: str, http: Http) -> dict[str, str]:
        answer = parsed(call.body)
        token = answer.get("token")
        if not isinstance(token, str) or not token:
            raise BadReply("The shop's call holds no token.")
        return {**settings, "token": token}

    def check(self) -> StoreIdentity:
        return mapping.identity(self.api.get("shop"))

    def categories(self) -> Iterator[CategoryRecord]:
        for page in self.api.pages("categories", None):
            yield from (mapping.category(raw) for raw in mapping.entries(page, "categories"))

    def product_pages(self, *, since: datetime | None = None, cursor: str | None = None) -> Iterator[ProductPage]:
        changed = None if since is None else since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        for page in self.api.pages("products", cursor, updated_since=changed):
            yield mapping.product_page(page)

    def gallery(self, product_id: str) -> Gallery:
        return mapping.gallery(self.api.get(f"products/{product_id}/images"), product_id)

    def post_product(
        self,
        product_id: str,
        images: Sequence[Kept | Added],
        *,
        variant_images: Mapping[str, int] | None = None,
    ) -> Gallery:
        body = {"images": mapping.wanted_images(images), "variant_images": dict(variant_images or {})}
        return mapping.gallery(self.api.write("PUT", f"products/{product_id}", body), product_id)

    def post_image(
        self, product_id: str, image_id: str, picture: Picture, *, position: int | None = None
    ) -> ImageRecord:
        body = {"url": picture.url, "position": position}
        return mapping.image(self.api.write("PUT", f"images/{image_id}", body, repeatable=True), product_id)

    def add_image(
        self, product_id: str, picture: Picture, *, position: int | None = None, alt: str = ""
    ) -> ImageRecord:
        body = {"url": picture.url, "position": position, "alt": alt}
        return mapping.image(self.api.write("POST", f"products/{product_id}/images", body), product_id)

    def counts(self) -> Counts:
        return mapping.counts(self.api.get("counts"))

    def register_webhook(self, url: str, secret: str) -> None:
        self.api.write("POST", "webhooks", {"url": url, "secret": secret}, repeatable=True)

    @classmethod
    def read_webhook(cls, secret: str, headers: Mapping[str, str], body: bytes) -> StoreEvent:
        return read_event(secret, headers, body)
