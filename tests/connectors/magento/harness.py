"""A Magento store as the contract suite sees it: the double behind a proxy that it takes for its own address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from connectors.contract import Gallery
from tests.connectors.harness import OverHttp
from tests.connectors.magento.fake import FOLDER, FakeMagento
from tests.connectors.proxy import Proxy
from tests.connectors.servers import Call, PictureServer, jpeg
from tests.sandbox_process import Sandbox

YESTERDAY = datetime.now(UTC) - timedelta(days=1)


class MagentoHarness(OverHttp):
    platform = "magento"
    page_size = "connectors.platforms.magento.connector.PAGE_SIZE"
    listed_at = ("items",)
    id_field = "sku"
    needs = "media_gallery_entries"
    writes_to_spoil = 2
    url_field = "file"
    write_timeout = "connectors.platforms.magento.api.WRITE_TIMEOUT_S"
    wrong_key = {"token_secret": "ts_wrong"}

    def __init__(self, store: FakeMagento, proxy: Proxy, pictures: PictureServer) -> None:
        self.store, self.proxy, self.pictures = store, proxy, pictures
        self.settings = {
            "url": f"{proxy.url}{FOLDER}/",
            "consumer_key": "ck_good",
            "consumer_secret": "cs_good",
            "token": "tk_good",
            "token_secret": "ts_good",
        }
        store.move_to(proxy.url)
        self._fill()

    @classmethod
    @contextmanager
    def start(cls, sandbox: Sandbox | None, folder: Path) -> Iterator[MagentoHarness]:
        with FakeMagento() as store, Proxy(f"http://{store.host}") as proxy, PictureServer() as pictures:
            yield cls(store, proxy, pictures)

    def _fill(self) -> None:
        """Ten products, two of them with SKUs that have to be escaped; the first has three photos."""
        shop = self.store.shop
        shop.add_product("24-MB01 Blue/L 100%", [jpeg(n) for n in (1, 2, 3)], updated=YESTERDAY)
        for number in range(10, 19):
            shop.add_product(
                f"MH {number}",
                [jpeg(number), jpeg(number + 50)],
                updated=YESTERDAY - timedelta(hours=number),
                status=2 if number == 12 else 1,
                visibility=1 if number == 13 else 4,
            )

    def hosts(self) -> set[str]:
        return {self.proxy.host}

    def wrong_address(self) -> dict[str, str]:
        return {"url": f"{self.proxy.url}/blog"}

    def product_ids(self) -> list[str]:
        return [product.sku for product in self.store.shop.products.values()]

    def example(self) -> tuple[str, str]:
        product = next(iter(self.store.shop.products.values()))
        return product.sku, str(next(entry.id for entry in product.entries if "image" in entry.types))

    def change_product(self, product_id: str) -> None:
        product = self.store.shop.by_sku(product_id)
        assert product
        self.store.shop.touch(product)

    def replace_photo(self, product_id: str, image_id: str) -> None:
        product = self.store.shop.by_sku(product_id)
        assert product
        self.store.shop.files[product.entry(int(image_id)).file] = jpeg(99)

    def picture_count(self) -> int:
        return sum(len(product.entries) for product in self.store.shop.products.values())

    def link_new_pictures(self, before: Gallery, address: str) -> None:
        """As with an extension that keeps pictures on another server, under their whole address: the next one."""
        old = {entry.file for product in self.store.shop.products.values() for entry in product.entries}
        kept_there: list[str] = []

        def linked(call: Call, document: Any) -> Any:
            for entry in _entries(document):
                if entry["file"] not in old and entry["file"] in (kept_there or [entry["file"]]):
                    kept_there[:] = [entry["file"]]
                    entry["file"] = address
            return document

        self.proxy.edit_answers(linked)

    def drop_field(self, name: str) -> None:
        """Magento calls its images so."""
        own = {"images": "media_gallery_entries"}.get(name, name)

        def dropped(call: Call, document: Any) -> Any:
            for product in _products(document):
                product.pop(own, None)
            return document

        self.proxy.edit_answers(dropped)

    def sabotaged(self, call: Call, document: Any) -> Any:
        """The store takes the photo with an alt text of its own."""
        return {"entry": document["entry"] | {"label": "lost"}}


def _products(document: Any) -> list[dict[str, Any]]:
    return (document.get("items") or []) if isinstance(document, dict) else []


def _entries(document: Any) -> list[dict[str, Any]]:
    return [entry for product in _products(document) for entry in product.get("media_gallery_entries") or ()]
