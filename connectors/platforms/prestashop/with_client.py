"""A PrestaShop with an API client beside its webservice key: photos move, get a place and a caption, and come off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from connectors import tokens
from connectors.arrangement import with_added, with_moved
from connectors.contract import (
    Added,
    Gallery,
    ImageRecord,
    Kept,
    Picture,
    RenewsKey,
    StoreIdentity,
    WritesProduct,
)
from connectors.errors import BadReply, NotFound
from connectors.platforms.prestashop import access, client, mapping
from connectors.platforms.prestashop.admin_api import AdminApi
from connectors.platforms.prestashop.arranging import arrange, assert_links_stay
from connectors.platforms.prestashop.combinations import read_combinations
from connectors.platforms.prestashop.webservice import WebserviceConnector

if TYPE_CHECKING:
    from connectors.http import Auth, Http


class WithApiClient(WebserviceConnector, RenewsKey, WritesProduct):
    """Reads and replaces as the webservice alone does; what that cannot write goes by the Admin API."""

    moves = True
    places = True

    def __init__(self, settings: Mapping[str, str], http: Http) -> None:
        super().__init__(settings, http)
        self.admin = AdminApi(http, client.base_url(settings), token_has_ended=lambda: tokens.has_ended(settings))

    @classmethod
    def auth(cls, settings: Mapping[str, str]) -> Auth | None:
        return client.entry(settings)

    @classmethod
    def renew_at(cls, settings: Mapping[str, str]) -> datetime | None:
        return client.renew_at(settings)

    @classmethod
    def renewed(cls, settings: Mapping[str, str], http: Http) -> dict[str, str]:
        return client.renewed(settings, http)

    def check(self) -> StoreIdentity:
        """The token proves the scopes; one product's photos prove that the module is there and new enough."""
        identity = super().check()
        access.assert_takes_clients(self.api.version)
        for row in self.api.rows("products", sort="[id_ASC]", limit=1):
            try:
                self.admin.photos(mapping.identifier(mapping.read.object(row, "product")))
            except NotFound as error:
                raise client.no_admin_api(self.shop_url) from error
        return identity

    def post_product(
        self,
        product_id: str,
        images: Sequence[Kept | Added],
        *,
        variant_images: Mapping[str, int] | None = None,
    ) -> Gallery:
        """Give the product exactly these photos. Raises `Refused` if a variant is to show another one."""
        if variant_images:
            raw = self.api.one("products", product_id, display=mapping.GALLERY_FIELDS)
            links = mapping.links(read_combinations(self.api, [raw]).get(product_id, []))
            assert_links_stay(images, variant_images, links)
        self._arrange(product_id, images)
        return self.gallery(product_id)

    def post_image(
        self, product_id: str, image_id: str, picture: Picture, *, position: int | None = None
    ) -> ImageRecord:
        """Overwrite a photo where it is, then move it to `position` if that is given."""
        if position is None:
            return super().post_image(product_id, image_id, picture)
        order, _ = with_moved(self._live(product_id).ids, image_id, position)
        # What the API client may not do is told before anything is written.
        self.admin.photos(product_id)
        super().post_image(product_id, image_id, picture)
        self._arrange(product_id, order)
        return self._live(product_id).image(image_id)

    def add_image(
        self, product_id: str, picture: Picture, *, position: int | None = None, alt: str = ""
    ) -> ImageRecord:
        """Add a photo at its place, with its alt text as the caption in the shop's default language."""
        wanted, place = with_added(self._live(product_id).ids, picture, position, alt)
        new_id = self._arrange(product_id, wanted)[place]
        return self._live(product_id).image(new_id)

    def _arrange(self, product_id: str, images: Sequence[Kept | Added]) -> list[str]:
        locale = self._locale if any(one.alt for one in images) else ""
        return arrange(self.api, self.admin, product_id, images, locale)

    @cached_property
    def _locale(self) -> str:
        """How the Admin API calls the shop's default language, such as en-US."""
        row = self.api.one("languages", self.facts.language_id, display="id,locale")
        locale = row.get("locale")
        if not isinstance(locale, str) or not locale:
            raise BadReply("PrestaShop does not say the locale of its default language.")
        return locale
