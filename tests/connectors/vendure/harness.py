"""A Vendure server as the contract suite sees it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.connectors.graphql import GraphQLProxy
from tests.connectors.harness import OverHttp
from tests.connectors.proxy import Proxy
from tests.connectors.servers import Call, PictureServer, jpeg
from tests.connectors.vendure.fake import FakeVendure
from tests.connectors.vendure.shop import Product
from tests.sandbox_process import Sandbox

YESTERDAY = datetime.now(UTC) - timedelta(days=1)


class VendureHarness(OverHttp):
    platform = "vendure"
    page_size = "connectors.platforms.vendure.api.PAGE_SIZE"
    listed_at = ("data", "products", "items")
    needs = "assets"
    writes_to_spoil = 2
    takes_addresses = False
    wrong_key = {"api_key": "7:wrong-secret"}

    def __init__(self, store: FakeVendure, proxy: Proxy, pictures: PictureServer) -> None:
        self.store, self.proxy, self.pictures = store, proxy, pictures
        self.settings = {"url": f"{proxy.url}/admin-api", "api_key": store.key, "password": store.password}
        store.home = proxy.url
        self._fill()

    @classmethod
    @contextmanager
    def start(cls, sandbox: Sandbox | None, folder: Path) -> Iterator[VendureHarness]:
        with (
            FakeVendure() as store,
            GraphQLProxy(
                f"http://{store.host}", path="/admin-api", edited="updateProduct(", aside="createAssets"
            ) as proxy,
            PictureServer() as pictures,
        ):
            yield cls(store, proxy, pictures)

    def _fill(self) -> None:
        """Ten products; the first has a film between its photos, and the second of its assets is the featured one."""
        shop = self.store.shop
        laptop = shop.add_product("Laptop", [jpeg(n) for n in (1, 2, 3)], updated=YESTERDAY)
        first, second, third = laptop.asset_ids
        laptop.asset_ids.insert(1, shop.add_asset("film.mp4", b"film", "VIDEO").id)
        laptop.featured_id = second
        shop.add_variant(laptop, "13 inch", [first], first)
        shop.add_variant(laptop, "15 inch", [third, first], third)
        shop.add_variant(laptop, "17 inch", [], None)
        for number in range(10, 19):
            older = (YESTERDAY - timedelta(hours=number)).replace(microsecond=0)
            photos = [jpeg(number), jpeg(number + 50)]
            shop.add_product(f"Tablet {number}", photos, updated=older, enabled=number != 12)

    @property
    def laptop(self) -> Product:
        return next(iter(self.store.shop.products.values()))

    def hosts(self) -> set[str]:
        return {self.proxy.host, self.store.host}

    def wrong_address(self) -> dict[str, str]:
        return {"url": f"{self.proxy.url}/blog"}

    def product_ids(self) -> list[str]:
        return [str(product_id) for product_id in self.store.shop.products]

    def example(self) -> tuple[str, str]:
        return str(self.laptop.id), str(self.laptop.asset_ids[0])

    def change_product(self, product_id: str) -> None:
        self.store.shop.touch(self.store.shop.products[int(product_id)])

    def replace_photo(self, product_id: str, image_id: str) -> None:
        self.store.shop.assets[int(image_id)].data = jpeg(99)

    def picture_count(self) -> int:
        shop = self.store.shop
        return sum(shop.assets[one].type == "IMAGE" for product in shop.products.values() for one in product.asset_ids)

    def sabotaged(self, call: Call, document: Any) -> Any:
        """Another photo becomes the main one than was asked for."""
        told = document["variables"]["input"]
        others = [one for one in told["assetIds"] if one != told["featuredAssetId"]]
        return document | {"variables": {"input": told | {"featuredAssetId": others[-1]}}}

    def drop_field(self, name: str) -> None:
        """What others call images are assets here."""

        def dropped(call: Call, document: Any) -> Any:
            (document["data"].get("product") or {}).pop({"images": "assets"}.get(name, name), None)
            return document

        self.proxy.edit_answers(dropped)
