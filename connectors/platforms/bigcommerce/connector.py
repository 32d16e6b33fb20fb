"""Speaks BigCommerce (REST v3), where a photo of the gallery keeps its id when its file is replaced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from connectors.answers import Raw, ids_of, page_of
from connectors.arrangement import with_added, with_moved
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
    ProductRecord,
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
from connectors.errors import BadReply, NotFound
from connectors.platforms.bigcommerce import access, api, mapping, media, variants, webhooks
from connectors.platforms.bigcommerce.api import BigCommerceApi
from connectors.platforms.bigcommerce.arranging import arrange

if TYPE_CHECKING:
    from connectors.http import Auth, Http

PRODUCTS = "v3/catalog/products"
WITH_LISTS = {"include": "images,variants", "include_fields": mapping.PRODUCT_FIELDS}
# How many photos and variants come with a product is not documented. Their own lists come by 50 unless told otherwise,
# so a list that ends just there may have been cut, and is read on its own.
CUT_AT = 50


class BigCommerceConnector(
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
    """A variant's own picture is a copy that no id joins to the gallery; see variants.py for what becomes of it."""

    platform = "bigcommerce"
    label = "BigCommerce"
    help = "A BigCommerce store, through an API account of its own, or an app that its owner lets in."
    asks_for = ("client_id", "client_secret")
    setup = (
        SetupField(
            "url",
            "Store hash or API path",
            "Your control panel's address holds it: store-abc123.mybigcommerce.com. Paste that address, or the API path"
            " that BigCommerce shows when an API account is made, or only the hash, here abc123.",
            placeholder="store-abc123.mybigcommerce.com",
        ),
        SetupField(
            "token",
            "Access token",
            "In your control panel: Settings, API, Store-level API accounts, Create API account. Choose the scopes"
            " Products: modify and Information & Settings: read-only. The token is shown once, when you save.",
            "secret",
        ),
        SetupField(
            "client_id",
            "Client ID",
            "Shown beside the access token. For an app: devtools.bigcommerce.com, My apps, View client ID.",
            required=False,
        ),
        SetupField(
            "client_secret",
            "Client secret",
            "Shown right below the client ID. It proves that a call comes from your store.",
            "secret",
            required=False,
        ),
    )
    replacing = "Each new photo gets a new address. A variant's own copy of the same file is replaced, too."
    default_channels = ("google",)
    in_place = True

    def __init__(self, settings: Mapping[str, str], http: Http) -> None:
        super().__init__(settings, http)
        self.store = access.store_of(settings)
        self.api = BigCommerceApi(http, access.HOME.format(store=self.store).partition("://")[2])

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
        return access.granted(settings, call, http, callback_url=callback_url)

    def check(self) -> StoreIdentity:
        """Two reads, since each scope has to be there."""
        facts = self._facts
        self.api.total(PRODUCTS)
        return StoreIdentity(facts.name or self.store, facts.url, facts.currency)

    # ---- reading -------------------------------------------------------------------------------------------------

    def categories(self) -> Iterator[CategoryRecord]:
        """Of all trees: a store with several storefronts has one for each."""
        seen: set[str] = set()
        for page in self.api.pages("v3/catalog/trees/categories"):
            for record in map(mapping.category, page):
                if record.id not in seen:
                    seen.add(record.id)
                    yield record

    def product_pages(self, *, since: datetime | None = None, cursor: str | None = None) -> Iterator[ProductPage]:
        """In order of id, each page from where the last one ended, so that what changes meanwhile moves nothing."""
        after: int | None = int(cursor or 0)
        while after is not None:
            page, after = self._page(after, since)
            yield page

    def gallery(self, product_id: str) -> Gallery:
        return mapping.gallery(self._product(product_id), self.store)

    def counts(self) -> Counts:
        """Photos are counted by the first sync: version 3 has no number for them."""
        return Counts(self.api.total("v3/catalog/trees/categories"), self.api.total(PRODUCTS), None)

    @cached_property
    def _facts(self) -> mapping.StoreFacts:
        return mapping.store(self.api.bare("v2/store"))

    def _page(self, after: int, since: datetime | None) -> tuple[ProductPage, int | None]:
        """The products whose id is above `after`, and the id after which the next page begins."""
        asked: dict[str, Any] = {**WITH_LISTS, "sort": "id", "direction": "asc", "limit": api.PAGE_SIZE}
        if after:
            asked["id:greater"] = after
        if since is not None:
            # Inclusive. Without a time of day BigCommerce would take the present one.
            asked["date_modified:min"] = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        found = self.api.page(PRODUCTS, asked)
        following = _last_id(found.entries, after) if found.total > len(set(ids_of(found.entries))) > 0 else None
        facts = self._facts

        def product(raw: Any) -> ProductRecord:
            return mapping.product(self._complete(raw), self.store, facts)

        return page_of(found.entries, product, following), following

    def _product(self, product_id: str) -> Raw:
        found: Raw = self._complete(self.api.one(f"{PRODUCTS}/{_number(product_id)}", WITH_LISTS))
        return found

    def _complete(self, raw: Any) -> Any:
        """The product with the whole of its lists."""
        if not isinstance(raw, Mapping):
            return raw
        whole = dict(raw)
        for name in ("images", "variants"):
            found = raw.get(name)
            if isinstance(found, list) and found and len(found) % CUT_AT == 0:
                pages = self.api.pages(f"{PRODUCTS}/{mapping.identifier(raw)}/{name}")
                whole[name] = [entry for page in pages for entry in page]
        return whole

    # ---- writing -------------------------------------------------------------------------------------------------

    def post_product(
        self,
        product_id: str,
        images: Sequence[Kept | Added],
        *,
        variant_images: Mapping[str, int] | None = None,
    ) -> Gallery:
        arrange(self.api, _images_path(product_id), mapping.photos(self._product(product_id)), images)
        after = self.gallery(product_id)
        variants.link(self.api, after, variant_images or {})
        return self.gallery(product_id) if variant_images else after

    def post_image(
        self, product_id: str, image_id: str, picture: Picture, *, position: int | None = None
    ) -> ImageRecord:
        live = self._product(product_id)
        before = mapping.gallery(live, self.store)
        place = before.place_of(image_id)
        copies = variants.showing(live, before.images[place].url, self.read_picture)
        path = f"{_images_path(product_id)}/{image_id}"
        media.replace_file(self.api, path, mapping.photos(live)[place], picture)
        variants.show(self.api, product_id, copies, picture)
        if position is not None and position != place:
            return self._moved(product_id, image_id, position)
        return self.gallery(product_id).image(image_id)

    def add_image(
        self, product_id: str, picture: Picture, *, position: int | None = None, alt: str = ""
    ) -> ImageRecord:
        live = mapping.photos(self._product(product_id))
        wanted, place = with_added([mapping.identifier(raw) for raw in live], picture, position, alt)
        new = arrange(self.api, _images_path(product_id), live, wanted)[place]
        return self.gallery(product_id).image(new)

    def _moved(self, product_id: str, image_id: str, position: int) -> ImageRecord:
        order, _ = with_moved(self.gallery(product_id).ids, image_id, position)
        return self.post_product(product_id, order).image(image_id)

    # ---- webhooks ------------------------------------------------------------------------------------------------

    @classmethod
    def webhook_secret(cls, settings: Mapping[str, str], drawn: str) -> str:
        """What the store's calls are checked with: BigCommerce signs them with the API account's client secret."""
        return settings.get("client_secret") or drawn

    def register_webhook(self, url: str, secret: str) -> None:
        webhooks.register(self.api, url, secret)

    @classmethod
    def read_webhook(cls, secret: str, headers: Mapping[str, str], body: bytes) -> StoreEvent:
        return webhooks.read_event(secret, headers, body)


def _images_path(product_id: str) -> str:
    return f"{PRODUCTS}/{_number(product_id)}/images"


def _number(product_id: str) -> str:
    """Ids are numbers. Raises `NotFound` for what cannot be one."""
    if not product_id.isdecimal():
        raise NotFound(f"The store has no product {product_id}.")
    return product_id


def _last_id(entries: Sequence[Any], after: int) -> int:
    """Where the next page begins. Raises `BadReply` if that is not beyond this one, as it would go on for ever."""
    ids = [raw["id"] for raw in entries if isinstance(raw, Mapping) and isinstance(raw.get("id"), int)]
    last = max(ids, default=0)
    if last <= after:
        raise BadReply("The store answered with the same page of products again.")
    return last
