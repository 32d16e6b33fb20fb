"""A Medusa server as the contract suite sees it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.connectors.harness import OverHttp
from tests.connectors.medusa.between import MedusaProxy
from tests.connectors.medusa.fake import FakeMedusa
from tests.connectors.medusa.shop import Product
from tests.connectors.proxy import Proxy
from tests.connectors.servers import Call, PictureServer, jpeg
from tests.sandbox_process import Sandbox

YESTERDAY = datetime.now(UTC) - timedelta(days=1)


class MedusaHarness(OverHttp):
    platform = "medusa"
    page_size = "connectors.platforms.medusa.api.PAGE_SIZE"
    write_timeout = "connectors.platforms.medusa.api.WRITE_TIMEOUT_S"
    writes_to_spoil = 2
    takes_addresses = False
    wrong_key = {"key": "sk_wrong"}

    def __init__(self, store: FakeMedusa, proxy: Proxy, pictures: PictureServer) -> None:
        self.store, self.proxy, self.pictures = store, proxy, pictures
        self.settings = {"url": proxy.url, "key": store.key}
        store.shop.home = proxy.url
        self._fill()

    @classmethod
    @contextmanager
    def start(cls, sandbox: Sandbox | None, folder: Path) -> Iterator[MedusaHarness]:
        with FakeMedusa() as store, MedusaProxy(f"http://{store.host}") as proxy, PictureServer() as pictures:
            yield cls(store, proxy, pictures)

    def _fill(self) -> None:
        """Ten products; the first has three photos, and variants that have links to some or none."""
        shop = self.store.shop
        bag = shop.add_product("Joust Duffle Bag", [jpeg(n) for n in (1, 2, 3)], updated=YESTERDAY)
        first, second, third = bag.images
        for title, images in {"S": [second], "M": [second, third], "L": [first, second], "XL": []}.items():
            shop.add_variant(bag, title, images)
        for number in range(10, 19):
            status = "draft" if number == 12 else "published"
            older = YESTERDAY - timedelta(hours=number)
            shop.add_product(f"Tote {number}", [jpeg(number), jpeg(number + 50)], updated=older, status=status)

    @property
    def bag(self) -> Product:
        return next(iter(self.store.shop.products.values()))

    def hosts(self) -> set[str]:
        return {self.proxy.host}

    def wrong_address(self) -> dict[str, str]:
        return {"url": f"{self.proxy.url}/blog"}

    def product_ids(self) -> list[str]:
        return list(self.store.shop.products)

    def example(self) -> tuple[str, str]:
        return self.bag.id, self.bag.images[1].id

    def change_product(self, product_id: str) -> None:
        self.store.shop.touch(self.store.shop.products[product_id])

    def replace_photo(self, product_id: str, image_id: str) -> None:
        (image,) = [one for one in self.store.shop.products[product_id].images if one.id == image_id]
        self.store.shop.files[image.url.rpartition("/")[2]] = jpeg(99)

    def picture_count(self) -> int:
        return sum(len(product.images) for product in self.store.shop.products.values())

    def sabotaged(self, call: Call, document: Any) -> Any:
        """The photos are put in another order than was asked for."""
        return document | {"images": document["images"][::-1]}

    def drop_field(self, name: str) -> None:
        """From now on the products in the store's answers lack this field."""

        def dropped(call: Call, document: Any) -> Any:
            document.get("product", {}).pop(name, None)
            return document

        self.proxy.edit_answers(dropped)
