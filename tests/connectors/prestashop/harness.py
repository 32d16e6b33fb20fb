"""A PrestaShop as the contract suite sees it: the double behind a proxy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from connectors.contract import Gallery
from tests.connectors.harness import OverHttp
from tests.connectors.prestashop.between import PictureProxy
from tests.connectors.prestashop.fake import FakePrestaShop
from tests.connectors.servers import Call, PictureServer, jpeg
from tests.sandbox_process import Sandbox

YESTERDAY = datetime.now(UTC) - timedelta(days=1)
KEY = "GOODKEY0GOODKEY1GOODKEY2GOODKEY3"


class PrestaShopHarness(OverHttp):
    platform = "prestashop"
    page_size = "connectors.platforms.prestashop.api.PAGE_SIZE"
    needs = "associations"
    writes_to_spoil = 1
    url_field = "url"
    takes_addresses = False
    write_timeout = "connectors.platforms.prestashop.api.WRITE_TIMEOUT_S"
    wrong_key = {"key": KEY[::-1]}
    proxy: PictureProxy

    def __init__(self, store: FakePrestaShop, proxy: PictureProxy, pictures: PictureServer) -> None:
        self.store, self.proxy, self.pictures = store, proxy, pictures
        # A secret without a client ID is left of a client that the merchant took out again.
        self.settings = {"url": proxy.url, "key": KEY, "client_id": "", "client_secret": "left-behind"}
        store.shop.add_key(KEY)
        store.shop.reencodes = True
        self._fill()

    @classmethod
    @contextmanager
    def start(cls, sandbox: Sandbox | None, folder: Path) -> Iterator[PrestaShopHarness]:
        with FakePrestaShop() as store, PictureProxy(store.url) as proxy, PictureServer() as pictures:
            yield cls(store, proxy, pictures)

    def _fill(self) -> None:
        """Ten products; the first has three photos, combinations that show the second, and one that shows none."""
        shop = self.store.shop
        shirt = shop.add_product("Hummingbird shirt", [jpeg(n) for n in (1, 2, 3)], updated=YESTERDAY)
        for size in ("S", "M"):
            shop.add_combination(shirt, f"demo-{size}", [shirt.image_ids[2], shirt.image_ids[1]])
        shop.add_combination(shirt, "demo-L", [0])
        for number in range(10, 19):
            older = YESTERDAY - timedelta(hours=number)
            photos = [jpeg(number), jpeg(number + 50)]
            shop.add_product(f"Mug {number}", photos, updated=older, active=number != 12)

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
        self.store.shop.touch(self.store.shop.products[int(product_id)])

    def replace_photo(self, product_id: str, image_id: str) -> None:
        self.store.shop.files[int(image_id)] = jpeg(99)

    def gone_when_asked(self) -> str:
        """The one whose combinations are read apart: as PrestaShop lists them, there are none any more."""
        product_id, _ = self.example()
        shop = self.store.shop
        self.delete_once_listed(product_id, lambda: shop.products.pop(int(product_id), None))
        return product_id

    def picture_count(self) -> int:
        return len(self.store.shop.files)

    def drop_field(self, name: str) -> None:
        """From now on products come without this association."""

        def dropped(call: Call, document: Any) -> Any:
            for product in document.get("products", ()) if isinstance(document, dict) else ():
                product.get("associations", {}).pop(name, None)
            return document

        self.proxy.edit_answers(dropped)

    def spoil_until_put_back(self) -> None:
        """The one thing that a write can lose is the picture itself."""
        self.proxy.swap_pictures(self.writes_to_spoil)

    def sabotaged(self, call: Call, document: Any) -> Any:
        raise NotImplementedError("writes are no documents; see swap_pictures")

    def link_new_pictures(self, before: Gallery, address: str) -> None:
        raise NotImplementedError("the connector alone makes addresses")
