"""Speaks PrestaShop by its webservice, where a photo is overwritten in place and keeps its id, links and position.

PrestaShop decodes and encodes every picture that it is sent, as a JPEG of quality 90 unless its owner chose another,
without colour profile and EXIF (WebserviceSpecificManagementImages.php, `writeImageOnDisk`; ImageManager.php,
`resize`): what it shows is never the very bytes that were sent. `same_picture` tells whether it is the same photo.

Photos do not move a product's `date_upd`: a photo that was changed in the shop alone is found by the daily full sync.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from connectors.answers import page_of
from connectors.contract import (
    AddsImage,
    CategoryRecord,
    Connector,
    Counts,
    CountsThings,
    Gallery,
    ImageRecord,
    Picture,
    ProductPage,
    ProductRecord,
    ReadsCategories,
    ReadsImages,
    ReadsProducts,
    StoreIdentity,
    WritesImage,
)
from connectors.errors import NotFound, Refused
from connectors.platforms.prestashop import access, mapping, pictures
from connectors.platforms.prestashop.api import PrestaApi
from connectors.platforms.prestashop.combinations import read_combinations
from connectors.platforms.prestashop.facts import Facts, read_facts
from connectors.platforms.prestashop.setup_fields import SETUP
from connectors.web_address import host_of

if TYPE_CHECKING:
    from connectors.http import Auth, Http


class WebserviceConnector(Connector, ReadsCategories, ReadsProducts, ReadsImages, WritesImage, AddsImage, CountsThings):
    platform = "prestashop"
    label = "PrestaShop"
    help = "A PrestaShop 1.7 or newer with its webservice. The shop takes photos of up to 3 MB and stores them as JPEG."
    shows_alt = False
    moves = False
    places = False
    setup = SETUP
    replacing = (
        "PrestaShop stores each photo anew as a JPEG, under the same address: visitors may see the old one for a while."
    )
    default_channels = ("google",)
    in_place = True
    reasons = {
        "access": "PrestaShop has no page on which a shop hands its key over: you enter it by hand.",
        "post_product": (
            "PrestaShop's webservice changes neither the order of photos nor their captions. From version 9.0.3 on it can"
            " be done if you enter an API client too."
        ),
        "webhooks": "PrestaShop tells nobody of changes: they are found at the next sync.",
    }

    def __init__(self, settings: Mapping[str, str], http: Http) -> None:
        super().__init__(settings, http)
        self.api = PrestaApi(http)
        self.shop_url = access.shop_url(settings)

    @classmethod
    def base_url(cls, settings: Mapping[str, str]) -> str:
        return f"{access.shop_url(settings)}/api/"

    @classmethod
    def auth(cls, settings: Mapping[str, str]) -> Auth | None:
        return access.basic(settings.get("key", ""))

    @cached_property
    def facts(self) -> Facts:
        return read_facts(self.api)

    def read_picture(self, url: str) -> bytes:
        """By the webservice: it knows the picture that is stored now, where the public address may be a cache's."""
        known = pictures.ids_of(self.shop_url, url)
        return self.api.picture(*known) if known else super().read_picture(url)

    def same_picture(self, stored: bytes, sent: bytes) -> bool:
        """True if the store shows what was sent, encoded anew as PrestaShop does with each upload."""
        return pictures.same_picture(stored, sent)

    def check(self) -> StoreIdentity:
        try:
            index = self.api.index()
        except NotFound as error:
            raise NotFound(
                f"{self.shop_url} has no PrestaShop webservice at /api/. Check the address, and that friendly URLs"
                " are on (PrestaShop: Shop Parameters, Traffic & SEO)."
            ) from error
        access.assert_allowed(index)
        return StoreIdentity(access.shop_name(index) or host_of(self.shop_url), self.shop_url)

    def categories(self) -> Iterator[CategoryRecord]:
        pages = self.api.pages("categories", display=mapping.CATEGORY_FIELDS, language=self.facts.language_id)
        yield from mapping.categories([row for page, _ in pages for row in page], self.facts)

    def product_pages(self, *, since: datetime | None = None, cursor: str | None = None) -> Iterator[ProductPage]:
        """In order of id, beginning after the one in `cursor`; dates can only be asked for with `date=1`."""
        changed: dict[str, Any] = {}
        if since:
            changed = {"filters": {"date_upd": self.facts.changed_since(since)}, "date": 1}
        pages = self.api.pages(
            "products",
            after=int(cursor or 0),
            display=mapping.PRODUCT_FIELDS,
            language=self.facts.language_id,
            **changed,
        )
        for rows, following in pages:
            yield self._page(rows, following)

    def gallery(self, product_id: str) -> Gallery:
        raw = self.api.one("products", product_id, display=mapping.GALLERY_FIELDS)
        combinations = read_combinations(self.api, [raw]).get(product_id, [])
        return mapping.gallery(raw, combinations, self.shop_url)

    def post_image(
        self, product_id: str, image_id: str, picture: Picture, *, position: int | None = None
    ) -> ImageRecord:
        """Overwrite a photo where it is. Raises `Refused` for another `position` before anything is written."""
        live = self._live(product_id)
        image = live.image(image_id)
        pictures.assert_upright(picture)
        if position not in {None, image.position}:
            raise Refused("PrestaShop's webservice cannot move a photo to another place.")
        self.api.replace(product_id, image_id, picture)
        return image

    def add_image(
        self, product_id: str, picture: Picture, *, position: int | None = None, alt: str = ""
    ) -> ImageRecord:
        """Add a photo at the end, without its alt text; it is the cover only of a product that has none.

        Raises `Refused` for another `position` before anything is written.
        """
        count = len(self._live(product_id).images)
        pictures.assert_upright(picture)
        if position is not None and position < count:
            raise Refused("PrestaShop's webservice adds photos only after all others.")
        new_id = self.api.add(product_id, picture)
        return self._live(product_id).image(new_id)

    def counts(self) -> Counts:
        """PrestaShop has no totals: ids are listed. Pictures are counted by the first sync."""
        return Counts(
            categories=sum(1 for _ in self.categories()), products=len(self.api.rows("products")), images=None
        )

    def _live(self, product_id: str) -> Gallery:
        """The photos as they are in the store now, without variants."""
        raw = self.api.one("products", product_id, display=mapping.GALLERY_FIELDS)
        return mapping.gallery(raw, (), self.shop_url)

    def _page(self, rows: Sequence[Any], following: int | None) -> ProductPage:
        combinations = read_combinations(self.api, rows)

        def product(raw: Any) -> ProductRecord:
            mine = combinations.get(str(raw.get("id")), []) if isinstance(raw, Mapping) else []
            return mapping.product(raw, mine, self.facts, self.shop_url)

        return page_of(rows, product, following)
