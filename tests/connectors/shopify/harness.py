"""A Shopify store as the contract suite sees it: the double behind a proxy that tells queries from mutations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.contract import Gallery
from tests.connectors.graphql import GraphQLProxy
from tests.connectors.harness import OverHttp
from tests.connectors.proxy import Proxy
from tests.connectors.servers import Call, PictureServer, jpeg
from tests.connectors.shopify.fake import SHOP, FakeShopify
from tests.connectors.shopify.shop import gid
from tests.sandbox_process import Sandbox

YESTERDAY = datetime.now(UTC) - timedelta(days=1)


class ShopifyHarness(OverHttp):
    platform = "shopify"
    page_size = "connectors.platforms.shopify.api.PAGE_SIZE"
    listed_at = ("data", "products", "nodes")
    needs = "media"
    writes_to_spoil = 2
    url_field = "url"
    wrong_key = {"token": "shpat_wrong"}

    def __init__(self, store: FakeShopify, proxy: Proxy, pictures: PictureServer) -> None:
        self.store, self.proxy, self.pictures = store, proxy, pictures
        self.settings = {"url": SHOP, "token": "shpat_good", "client_secret": "shpss_hush"}
        store.home = proxy.url
        store.keys.tokens.add("shpat_good")
        store.keys.app.client_secret = "shpss_hush"
        self._fill()

    @classmethod
    @contextmanager
    def start(cls, sandbox: Sandbox | None, folder: Path) -> Iterator[ShopifyHarness]:
        with (
            FakeShopify() as store,
            GraphQLProxy(f"http://{store.host}", path="/api/", aside="stagedUploadsCreate") as proxy,
            PictureServer() as pictures,
            pytest.MonkeyPatch.context() as patch,
        ):
            patch.setattr("connectors.platforms.shopify.access.ORIGIN", f"{proxy.url}/{{shop}}")
            patch.setattr("connectors.platforms.shopify.api.POLL_S", 0)
            patch.setattr("connectors.platforms.shopify.bulk.WAIT_S", 0)
            yield cls(store, proxy, pictures)

    def _fill(self) -> None:
        """Ten products; the first has three photos with a film between them, and variants that show the second or none."""
        shop = self.store.shop
        hoodie = shop.add_product("Chaz Hoodie", [jpeg(n) for n in (1, 2, 3)], updated=YESTERDAY)
        hoodie.file_ids.insert(1, shop.add_file("film.mp4", b"film", kind="Video").id)
        shop.add_variants(hoodie, {"Black": hoodie.file_ids[2], "Blue": hoodie.file_ids[2], "Green": None})
        for number in range(10, 19):
            status = "DRAFT" if number == 12 else "ACTIVE"
            older = YESTERDAY - timedelta(hours=number)
            shop.add_product(f"Tee {number}", [jpeg(number), jpeg(number + 50)], updated=older, status=status)

    @property
    def hoodie(self) -> Any:
        return next(iter(self.store.shop.products.values()))

    def hosts(self) -> set[str]:
        return {self.proxy.host}

    def wrong_address(self) -> dict[str, str]:
        return {"url": "https://nowhere.myshopify.com"}

    def product_ids(self) -> list[str]:
        return [str(product_id) for product_id in self.store.shop.products]

    def raw_id(self, product_id: str) -> str:
        return gid("Product", int(product_id))

    def example(self) -> tuple[str, str]:
        return str(self.hoodie.id), str(self.hoodie.file_ids[2])

    def change_product(self, product_id: str) -> None:
        self.store.changed(self.store.shop.products[int(product_id)])

    def replace_photo(self, product_id: str, image_id: str) -> None:
        self.store.shop.put_bytes(self.store.shop.files[int(image_id)], jpeg(99))

    def gone_when_asked(self) -> str:
        """One with so many variants that they do not come all with it."""
        product = self.hoodie
        self.store.shop.add_variants(product, {f"Size {number}": None for number in range(40)})
        self.delete_once_listed(str(product.id), lambda: self.store.shop.products.pop(product.id, None))
        return str(product.id)

    def picture_count(self) -> int:
        shop = self.store.shop
        return sum(
            shop.files[one].kind == "MediaImage" for product in shop.products.values() for one in product.file_ids
        )

    def sabotaged(self, call: Call, document: Any) -> Any:
        """Files take an alt text of their own."""
        files = [one | {"alt": "lost"} for one in document["variables"].get("files", ())]
        return document | {"variables": document["variables"] | ({"files": files} if files else {})}

    def link_new_pictures(self, before: Gallery, address: str) -> None:
        known = {image.url.partition("#")[0] for image in before.images}

        def linked(call: Call, document: Any) -> Any:
            product = document["data"].get("product") or {}
            for one in (product.get("media") or {}).get("nodes", ()):
                if one.get("image") and one["image"]["url"] not in known:
                    one["image"]["url"] = address
            return document

        self.proxy.edit_answers(linked)

    def drop_field(self, name: str) -> None:
        """What others call images is media here."""

        def dropped(call: Call, document: Any) -> Any:
            (document["data"].get("product") or {}).pop({"images": "media"}.get(name, name), None)
            return document

        self.proxy.edit_answers(dropped)
