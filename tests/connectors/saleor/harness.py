"""A Saleor shop as the contract suite sees it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.connectors.graphql import GraphQLProxy
from tests.connectors.harness import OverHttp
from tests.connectors.proxy import Proxy
from tests.connectors.saleor.fake import FakeSaleor
from tests.connectors.saleor.shop import Product, gid
from tests.connectors.servers import Call, PictureServer, jpeg
from tests.sandbox_process import Sandbox

YESTERDAY = datetime.now(UTC) - timedelta(days=1)


class SaleorHarness(OverHttp):
    platform = "saleor"
    page_size = "connectors.platforms.saleor.api.PAGE_SIZE"
    listed_at = ("data", "products", "edges")
    needs = "media"
    writes_to_spoil = 2
    takes_addresses = False
    write_timeout = "connectors.platforms.saleor.api.UPLOAD_TIMEOUT_S"
    wrong_key = {"token": "wrong-token"}

    def __init__(self, store: FakeSaleor, proxy: Proxy, pictures: PictureServer) -> None:
        self.store, self.proxy, self.pictures = store, proxy, pictures
        self.settings = {"url": f"{proxy.url}/graphql/", "token": store.token}
        store.home = proxy.url
        self._fill()

    @classmethod
    @contextmanager
    def start(cls, sandbox: Sandbox | None, folder: Path) -> Iterator[SaleorHarness]:
        with (
            FakeSaleor() as store,
            GraphQLProxy(f"http://{store.host}", path="/graphql/", edited="productMediaReorder") as proxy,
            PictureServer() as pictures,
        ):
            yield cls(store, proxy, pictures)

    def _fill(self) -> None:
        """Ten products; the first has three photos with a film between them, and variants that show some or none."""
        shop = self.store.shop
        tee = shop.add_product("Monospace Tee", [jpeg(1)], updated=YESTERDAY)
        shop.add_media(tee, "film", b"", kind="VIDEO")
        shop.add_media(tee, "side.jpg", jpeg(2), "From the side")
        shop.add_media(tee, "back.jpg", jpeg(3), "From behind")
        first, _, side, back = (media.id for media in tee.media)
        for name, shown in {"S": [side], "M": [side, back], "L": [first, side], "XL": []}.items():
            shop.add_variant(tee, name, shown)
        for number in range(10, 19):
            older = YESTERDAY - timedelta(hours=number)
            photos = [jpeg(number), jpeg(number + 50)]
            shop.add_product(f"Tee {number}", photos, updated=older, published=number != 12)

    @property
    def tee(self) -> Product:
        return next(iter(self.store.shop.products.values()))

    def hosts(self) -> set[str]:
        return {self.proxy.host}

    def wrong_address(self) -> dict[str, str]:
        return {"url": f"{self.proxy.url}/blog"}

    def product_ids(self) -> list[str]:
        return [str(product_id) for product_id in self.store.shop.products]

    def raw_id(self, product_id: str) -> str:
        return gid("Product", int(product_id))

    def example(self) -> tuple[str, str]:
        return str(self.tee.id), str(self.tee.media[2].id)

    def change_product(self, product_id: str) -> None:
        self.store.changed(self.store.shop.products[int(product_id)])

    def replace_photo(self, product_id: str, image_id: str) -> None:
        self.store.shop.media()[int(image_id)][1].data = jpeg(99)

    def picture_count(self) -> int:
        return sum(media.type == "IMAGE" for _, media in self.store.shop.media().values())

    def sabotaged(self, call: Call, document: Any) -> Any:
        """The photos are put in another order than was asked for."""
        variables = document["variables"]
        return document | {"variables": variables | {"mediaIds": variables["mediaIds"][::-1]}}

    def drop_field(self, name: str) -> None:
        """What others call images is media here."""

        def dropped(call: Call, document: Any) -> Any:
            (document["data"].get("product") or {}).pop({"images": "media"}.get(name, name), None)
            return document

        self.proxy.edit_answers(dropped)
