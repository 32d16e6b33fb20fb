"""A BigCommerce store as the contract suite sees it: the double behind a proxy that it takes for its own CDN."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.contract import Gallery
from tests.connectors.bigcommerce.fake import ALL_SCOPES, FakeBigCommerce
from tests.connectors.bigcommerce.shop import HASH, Product
from tests.connectors.harness import OverHttp
from tests.connectors.proxy import Proxy
from tests.connectors.servers import Call, PictureServer, jpeg
from tests.sandbox_process import Sandbox

YESTERDAY = datetime.now(UTC) - timedelta(days=1)
ACCESS = "connectors.platforms.bigcommerce.access"


class BigCommerceHarness(OverHttp):
    platform = "bigcommerce"
    page_size = "connectors.platforms.bigcommerce.api.PAGE_SIZE"
    listed_at = ("data",)
    write_timeout = "connectors.platforms.bigcommerce.api.WRITE_TIMEOUT_S"
    writes_to_spoil = 2
    url_field = "image_file"
    wrong_key = {"token": "wrong"}

    def __init__(self, store: FakeBigCommerce, proxy: Proxy, pictures: PictureServer) -> None:
        self.store, self.proxy, self.pictures = store, proxy, pictures
        self.settings = {"url": HASH, "token": "good", "client_id": "client-1", "client_secret": "client-secret"}
        store.shop.url = proxy.url
        store.tokens["good"] = ALL_SCOPES
        self._fill()

    @classmethod
    @contextmanager
    def start(cls, sandbox: Sandbox | None, folder: Path) -> Iterator[BigCommerceHarness]:
        with (
            FakeBigCommerce() as store,
            Proxy(store.url, api=("/stores/",)) as proxy,
            PictureServer() as pictures,
            pytest.MonkeyPatch.context() as patch,
        ):
            patch.setattr(f"{ACCESS}.API", f"{proxy.url}/stores/{{store}}/")
            patch.setattr(f"{ACCESS}.LOGIN", store.url)
            yield cls(store, proxy, pictures)

    def _fill(self) -> None:
        """Ten products; the first has three photos, variants that show the main one, and one with a copy of its own."""
        shop = self.store.shop
        towel = shop.add_product("Beige Towel", [jpeg(n) for n in (1, 2, 3)], modified=YESTERDAY)
        *_, own = shop.add_variants(towel, "Black", "Blue", "Green")
        own.file = shop.put_copy(jpeg(4), "green.jpg")
        for number in range(10, 19):
            shop.add_product(
                f"Jar {number}",
                [jpeg(number), jpeg(number + 50)],
                modified=YESTERDAY - timedelta(hours=number),
                is_visible=number != 12,
            )

    @property
    def towel(self) -> Product:
        return next(iter(self.store.shop.products.values()))

    def hosts(self) -> set[str]:
        return {self.proxy.host, self.store.host}

    def wrong_address(self) -> dict[str, str]:
        return {"url": "https://store-nowhere.mybigcommerce.com"}

    def product_ids(self) -> list[str]:
        return [str(product_id) for product_id in self.store.shop.products]

    def example(self) -> tuple[str, str]:
        """The main photo: which others a variant shows cannot be told."""
        return str(self.towel.id), str(self.towel.photos[0].id)

    def change_product(self, product_id: str) -> None:
        self.store.changed(self.store.shop.products[int(product_id)])

    def replace_photo(self, product_id: str, image_id: str) -> None:
        product = self.store.shop.products[int(product_id)]
        photo = next(one for one in product.photos if str(one.id) == image_id)
        photo.file = self.store.shop.put_file(jpeg(99), "other.jpg")

    def gone_when_asked(self) -> str:
        """One with so many photos that their list may have been cut, and is read apart."""
        product, shop = self.towel, self.store.shop
        while len(product.photos) < 50:
            shop.add_photo(product, jpeg(len(product.photos)), "more.jpg")
        self.delete_once_listed(str(product.id), lambda: shop.products.pop(product.id, None))
        return str(product.id)

    def picture_count(self) -> int:
        return sum(len(product.photos) for product in self.store.shop.products.values())

    def sabotaged(self, call: Call, document: Any) -> Any:
        """The store takes the photo with an alt text of its own."""
        return document | {"description": "lost"}

    def link_new_pictures(self, before: Gallery, address: str) -> None:
        old = {photo.file for product in self.store.shop.products.values() for photo in product.photos}

        def linked(call: Call, document: Any) -> Any:
            for image in _images(document):
                if image["image_file"] not in old:
                    image["image_file"] = address
            return document

        self.proxy.edit_answers(linked)

    def drop_field(self, name: str) -> None:
        def dropped(call: Call, document: Any) -> Any:
            for product in _products(document):
                product.pop(name, None)
            return document

        self.proxy.edit_answers(dropped)


def _products(document: Any) -> list[dict[str, Any]]:
    """Products of an answer, whether it is of one or of many."""
    found = document.get("data") if isinstance(document, dict) else None
    entries = found if isinstance(found, list) else [found]
    return [one for one in entries if isinstance(one, dict) and "images" in one]


def _images(document: Any) -> list[dict[str, Any]]:
    found = document.get("data") if isinstance(document, dict) else None
    if isinstance(found, dict) and "image_file" in found:
        return [found]
    return [image for product in _products(document) for image in product["images"]]
