"""Speaks Vendure (Admin GraphQL), where a photo cannot be overwritten: another asset takes its place in the product."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from connectors.answers import Raw, page_of
from connectors.arrangement import with_added, with_swapped
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
from connectors.errors import BadReply, NotFound
from connectors.platforms.vendure import api, mapping
from connectors.platforms.vendure.api import VendureApi, read
from connectors.platforms.vendure.arranging import arrange
from connectors.platforms.vendure.documents import CHECK, COLLECTIONS, COUNTS, PRODUCT, PRODUCTS, RIGHTS
from connectors.web_address import host_of

if TYPE_CHECKING:
    from connectors.http import Auth, Http

DEFAULT_CHANNEL = "__default_channel__"
# Either of a pair will do: rights on the whole catalogue, or on the one kind of thing.


class VendureConnector(
    Connector,
    ReadsCategories,
    ReadsProducts,
    ReadsImages,
    WritesProduct,
    WritesImage,
    AddsImage,
    CountsThings,
):
    platform = "vendure"
    label = "Vendure"
    help = "A Vendure server, version 2 or 3, by an API key (3.6 or newer) or an administrator's login."
    setup = (
        SetupField(
            "url",
            "Server address",
            "The address of your Vendure server, as it stands before /dashboard or /admin in the browser. If your"
            " developers have renamed the Admin API, enter its whole address.",
            "url",
            placeholder="https://shop.example.com/admin-api",
        ),
        SetupField(
            "api_key",
            "API key",
            # docs.vendure.io, developer guide, "API Keys": without the option the header is passed over in silence.
            "Vendure dashboard: Settings, API Keys, New API Key. It is shown once, with a colon in it. Its role needs"
            " the rights to read and update the catalogue and to create assets. Your developers must have switched"
            " keys on (“api-key” in authOptions.tokenMethod).",
            "secret",
            required=False,
            placeholder="id:secret",
        ),
        SetupField(
            "username",
            "User name",
            "Instead of a key: the e-mail address of an administrator, from Settings, Administrators.",
            required=False,
        ),
        SetupField(
            "password",
            "Password",
            "The password with which this administrator logs in to the dashboard.",
            "secret",
            required=False,
        ),
        SetupField(
            "channel",
            "Channel token",
            "Only if you sell in several channels: Settings, Channels, the channel's token. Empty for the default one.",
            required=False,
        ),
    )
    replacing = "Each new photo is a new asset; the old one stays among your assets."
    default_channels = ("google",)
    reasons = {
        "access": "Vendure shows an API key in its dashboard only. You enter it by hand.",
        "webhooks": "Vendure calls nobody by itself. Changes are found at the next sync.",
    }
    in_place = False
    # Assets have a name, but no alt text: the place of a photo is heeded, its text cannot be.
    shows_alt = False

    def __init__(self, settings: Mapping[str, str], http: Http) -> None:
        super().__init__(settings, http)
        self.api = VendureApi(http, settings)

    @classmethod
    def base_url(cls, settings: Mapping[str, str]) -> str:
        return api.endpoint(settings).rpartition("/")[0]

    @classmethod
    def auth(cls, settings: Mapping[str, str]) -> Auth | None:
        return api.auth(settings)

    def check(self) -> StoreIdentity:
        found = self.api.ask(CHECK)
        channel = found.get("activeChannel")
        if not isinstance(channel, Mapping):
            raise BadReply("Vendure's answer lacks the channel (activeChannel).")
        code = str(channel.get("code") or "")
        self.api.ask(RIGHTS, repeatable=False)
        host = host_of(self.http.base_url)
        name = host if code in {"", DEFAULT_CHANNEL} else code
        return StoreIdentity(name, self.http.base_url, str(channel.get("defaultCurrencyCode") or ""))

    # ---- reading -------------------------------------------------------------------------------------------------

    def categories(self) -> Iterator[CategoryRecord]:
        """Collections."""
        entries = [raw for page, _ in self.api.pages(COLLECTIONS, "collections") for raw in page]
        yield from mapping.categories(entries)

    def product_pages(self, *, since: datetime | None = None, cursor: str | None = None) -> Iterator[ProductPage]:
        """In order of id: what is changed while the pages are read keeps its place."""
        changed = {"filter": {"updatedAt": {"after": _before(since)}}} if since else {}
        for page, following in self.api.pages(PRODUCTS, "products", cursor=cursor, **changed):
            yield page_of(page, mapping.product, following)

    def gallery(self, product_id: str) -> Gallery:
        return mapping.gallery(self._live(product_id))

    def counts(self) -> Counts:
        """Pictures are counted by the first sync: assets may hang on several products, or on none."""
        found = self.api.ask(COUNTS)
        return Counts(
            read.total(found.get("collections"), "totalItems"), read.total(found.get("products"), "totalItems"), None
        )

    def _live(self, product_id: str) -> Raw:
        raw = self.api.ask(PRODUCT, id=product_id).get("product")
        if raw is None:
            raise NotFound(f"The store has no product {product_id[:50]}.")
        if not isinstance(raw, Mapping):
            raise BadReply("Vendure's answer lacks the product.")
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
        """The file itself is not touched: other products that show the same asset keep the old photo."""
        live = self._live(product_id)
        before = mapping.gallery(live)
        wanted, place = with_swapped(before, image_id, picture, position)
        new = arrange(self.api, live, wanted, {})[place]
        return self.gallery(product_id).image(new)

    def add_image(
        self, product_id: str, picture: Picture, *, position: int | None = None, alt: str = ""
    ) -> ImageRecord:
        live = self._live(product_id)
        wanted, place = with_added(mapping.gallery(live).ids, picture, position)
        new = arrange(self.api, live, wanted, {})[place]
        return self.gallery(product_id).image(new)


def _before(since: datetime) -> str:
    """`after` leaves out its own moment, and databases may keep whole seconds only (parse-filter-params.ts)."""
    return (since.astimezone(UTC) - timedelta(seconds=1)).isoformat()
