"""A WooCommerce store as the contract suite sees it: the double behind a proxy that it takes for its own address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.connectors.harness import OverHttp
from tests.connectors.proxy import Proxy
from tests.connectors.servers import Call, PictureServer, jpeg
from tests.connectors.woocommerce.fake import FakeWoo
from tests.sandbox_process import Sandbox

YESTERDAY = datetime.now(UTC) - timedelta(days=1)


class WooCommerceHarness(OverHttp):
    platform = "woocommerce"
    page_size = "connectors.platforms.woocommerce.api.PAGE_SIZE"
    writes_to_spoil = 4
    url_field = "src"
    write_timeout = "connectors.platforms.woocommerce.api.WRITE_TIMEOUT_S"
    wrong_key = {"secret": "cs_wrong"}

    def __init__(self, store: FakeWoo, proxy: Proxy, pictures: PictureServer) -> None:
        self.store, self.proxy, self.pictures = store, proxy, pictures
        self.settings = {"url": proxy.url, "key": "ck_good", "secret": "cs_good"}
        store.home = proxy.url
        store.keys.secrets["ck_good"] = "cs_good"
        store.ports.add(urlsplit(pictures.url).port or 0)
        self._fill()

    @classmethod
    @contextmanager
    def start(cls, sandbox: Sandbox | None, folder: Path) -> Iterator[WooCommerceHarness]:
        with FakeWoo() as store, Proxy(f"http://{store.host}") as proxy, PictureServer() as pictures:
            yield cls(store, proxy, pictures)

    def _fill(self) -> None:
        """Ten products; the first has three photos, variations that show the second, and one that shows none."""
        shop = self.store.shop
        hoodie = shop.add_product("Chaz Hoodie", [jpeg(n) for n in (1, 2, 3)], modified=YESTERDAY)
        for colour in ("Black", "Blue"):
            shop.add_variation(hoodie, colour, hoodie.image_ids[1])
        shop.add_variation(hoodie, "Green")
        for number in range(10, 19):
            status = "draft" if number == 12 else "publish"
            photos = [jpeg(number), jpeg(number + 50)]
            older = YESTERDAY - timedelta(hours=number)
            shop.add_product(f"Tee {number}", photos, modified=older, status=status)

    def hosts(self) -> set[str]:
        return {self.proxy.host}

    def wrong_address(self) -> dict[str, str]:
        return {"url": f"{self.proxy.url}/blog"}

    def product_ids(self) -> list[str]:
        return [str(product_id) for product_id in self.store.shop.products]

    def example(self) -> tuple[str, str]:
        product = next(iter(self.store.shop.products.values()))
        return str(product.id), str(product.image_ids[1])

    def change_product(self, product_id: str) -> None:
        self.store.changed(self.store.shop.products[int(product_id)])

    def replace_photo(self, product_id: str, image_id: str) -> None:
        self.store.shop.files[self.store.shop.attachments[int(image_id)].file] = jpeg(99)

    def gone_when_asked(self) -> str:
        """The one whose variations are read apart."""
        product_id, _ = self.example()
        self.delete_once_listed(product_id, lambda: self.store.shop.products.pop(int(product_id), None))
        return product_id

    def picture_count(self) -> int:
        return sum(len(product.image_ids) for product in self.store.shop.products.values())

    def sabotaged(self, call: Call, document: Any) -> Any:
        """The store takes the photos with an alt text of its own."""
        if "images" not in document:
            return document
        return {"images": [image | {"alt": "lost"} for image in document["images"]]}
