"""Speaks WooCommerce (REST API v3), where a photo cannot be overwritten: the new one takes its place under a new id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from connectors.answers import page_of
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
    SendsWebhooks,
    SetupField,
    StoreEvent,
    StoreIdentity,
    VariantRecord,
    WritesImage,
    WritesProduct,
)
from connectors.errors import BadAddress, NotFound
from connectors.platforms.woocommerce import access, mapping, webhooks
from connectors.platforms.woocommerce.api import WooApi, document
from connectors.platforms.woocommerce.pictures import original_url
from connectors.platforms.woocommerce.swap import Entry, entries_for, number
from connectors.web_address import host_of, origin

if TYPE_CHECKING:
    from connectors.http import Auth, Http

PRODUCT_FIELDS = (
    "id,name,sku,global_unique_id,permalink,type,status,categories,tags,date_modified_gmt,images,variations"
)
GALLERY_FIELDS = "id,type,images,variations"
VARIANT_FIELDS = "id,name,sku,global_unique_id,image,attributes"


class WooCommerceConnector(
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
    platform = "woocommerce"
    label = "WooCommerce"
    help = "A WordPress shop with WooCommerce 3.5 or newer."
    setup = (
        SetupField(
            "url",
            "Shop address",
            "The address of your shop's front page, as it stands in the browser. Permalinks must not be “Plain”"
            " (WordPress: Settings, Permalinks).",
            "url",
            placeholder="https://shop.example.com",
        ),
        SetupField(
            "key",
            "Consumer key",
            "WordPress: WooCommerce, Settings, Advanced, REST API, Add key. Choose the permission Read/Write.",
            "secret",
            placeholder="ck_…",
        ),
        SetupField(
            "secret",
            "Consumer secret",
            "It is shown beside the consumer key, once, right after the key was made.",
            "secret",
            placeholder="cs_…",
        ),
    )
    replacing = "Each new photo gets a new address; the old file stays in your media library."
    default_channels = ("google",)
    in_place = False
    must_fetch = True

    def __init__(self, settings: Mapping[str, str], http: Http) -> None:
        super().__init__(settings, http)
        self.api = WooApi(http, access.ways_in(settings))

    @classmethod
    def base_url(cls, settings: Mapping[str, str]) -> str:
        return f"{access.shop_url(settings)}/wp-json/wc/v3/"

    @classmethod
    def auth(cls, settings: Mapping[str, str]) -> Auth | None:
        return access.ways_in(settings)[0]

    @classmethod
    def grant_url(cls, settings: Mapping[str, str], *, state: str, callback_url: str, return_url: str) -> str:
        return access.grant_url(settings, state=state, callback_url=callback_url, return_url=return_url)

    @classmethod
    def state_of(cls, call: GrantCall) -> str:
        return access.state_of(call.body)

    @classmethod
    def granted(cls, settings: Mapping[str, str], call: GrantCall, *, callback_url: str, http: Http) -> dict[str, str]:
        return access.granted(settings, call.body)

    def read_picture(self, url: str) -> bytes:
        """The bytes as they were uploaded: WordPress shows a smaller copy of what is larger than 2560 px."""
        uploaded = original_url(url)
        if uploaded is not None:
            try:
                return super().read_picture(uploaded)
            except NotFound:
                pass
        return super().read_picture(url)

    def check(self) -> StoreIdentity:
        self.api.total("products", status="any", _fields="id")
        url = access.shop_url(self.settings)
        front = self.http.get(f"{url}/wp-json/", params={"_fields": "name,url"}, signed=False)
        if origin(front.url) != origin(url):
            # Reads follow the way; a PUT that is sent on would lose its body.
            raise BadAddress(f"{url} sends the hub on to {origin(front.url)}. Enter that address instead.")
        found = document(front)
        name = found.get("name") if isinstance(found, Mapping) else ""
        return StoreIdentity(str(name or host_of(url)), url)

    def categories(self) -> Iterator[CategoryRecord]:
        for page, _ in self.api.pages("products/categories", orderby="id", order="asc", hide_empty="false"):
            yield from (mapping.category(raw) for raw in page)

    def product_pages(self, *, since: datetime | None = None, cursor: str | None = None) -> Iterator[ProductPage]:
        """In order of id: what is changed while the pages are read keeps its place, so nothing slips past.

        Ordered by modification, each change would move a product to the end and one unread product onto a page that
        was read already.
        """
        changed = _changed_after(since) if since else {}
        pages = self.api.pages(
            "products",
            first=int(cursor or 1),
            status="any",
            orderby="id",
            order="asc",
            _fields=PRODUCT_FIELDS,
            **changed,
        )
        for page, following in pages:
            yield page_of(page, lambda raw: mapping.product(raw, self._variants_of(raw)), following)

    def gallery(self, product_id: str) -> Gallery:
        return self._gallery(self.api.one(f"products/{product_id}", _fields=GALLERY_FIELDS))

    def post_product(
        self,
        product_id: str,
        images: Sequence[Kept | Added],
        *,
        variant_images: Mapping[str, int] | None = None,
    ) -> Gallery:
        live = self.api.one(f"products/{product_id}", _fields=GALLERY_FIELDS)
        after = self._put(product_id, entries_for(images, mapping.unique_pictures(live)))
        return self._linked(after, variant_images or {})

    def post_image(
        self, product_id: str, image_id: str, picture: Picture, *, position: int | None = None
    ) -> ImageRecord:
        before = self.gallery(product_id)
        wanted, place = with_swapped(before, image_id, picture)
        after = self.post_product(product_id, wanted, variant_images=links_moved(before, image_id, place))
        new = after.at(place)
        return new if position in {None, place} else self._moved(after, new.id, position or 0)

    def add_image(
        self, product_id: str, picture: Picture, *, position: int | None = None, alt: str = ""
    ) -> ImageRecord:
        wanted, place = with_added(self.gallery(product_id).ids, picture, position, alt)
        return self.post_product(product_id, wanted).at(place)

    def counts(self) -> Counts:
        """Pictures are counted by the first sync: WooCommerce has no number for them."""
        return Counts(
            categories=self.api.total("products/categories", _fields="id"),
            products=self.api.total("products", status="any", _fields="id"),
            images=None,
        )

    def register_webhook(self, url: str, secret: str) -> None:
        webhooks.register(self.api, url, secret)

    @classmethod
    def read_webhook(cls, secret: str, headers: Mapping[str, str], body: bytes) -> StoreEvent:
        return webhooks.read_event(secret, headers, body)

    def _gallery(self, raw: Mapping[str, Any]) -> Gallery:
        return mapping.gallery(raw, self._variants_of(raw))

    def _variants_of(self, raw: Any) -> tuple[VariantRecord, ...]:
        """A product names only its variations' ids: one more call, for those that have any."""
        if not mapping.has_variations(raw):
            return ()
        path = f"products/{mapping.identifier(raw)}/variations"
        pages = self.api.pages(path, orderby="id", order="asc", _fields=VARIANT_FIELDS)
        return tuple(mapping.variant(entry) for page, _ in pages for entry in page)

    def _put(self, product_id: str, entries: list[Entry]) -> Gallery:
        answer = self.api.write("PUT", f"products/{product_id}", {"images": entries}, _fields=GALLERY_FIELDS)
        return self._gallery(answer)

    def _linked(self, after: Gallery, variant_images: Mapping[str, int]) -> Gallery:
        """Point the variations at their pictures again: they keep the old file's id, which the product has no more."""
        wanted = {variant: after.at(place).id for variant, place in variant_images.items()}
        variants = tuple(replace(one, image_id=wanted.get(one.id, one.image_id)) for one in after.variants)
        for new, old in zip(variants, after.variants, strict=True):
            if new.image_id is not None and new.image_id != old.image_id:
                path = f"products/{after.product_id}/variations/{new.id}"
                self.api.write("PUT", path, {"image": {"id": number(new.image_id)}}, _fields="id")
        return replace(after, variants=variants)

    def _moved(self, gallery: Gallery, image_id: str, position: int) -> ImageRecord:
        order, place = with_moved(gallery.ids, image_id, position)
        return self.post_product(gallery.product_id, order).at(place)


def _changed_after(since: datetime) -> dict[str, str]:
    """`modified_after` leaves out its own second, and means the shop's local time unless told otherwise."""
    moment = since.astimezone(UTC) - timedelta(seconds=1)
    return {"modified_after": moment.strftime("%Y-%m-%dT%H:%M:%S"), "dates_are_gmt": "true"}
