"""A Pixee PIM as the contract suite sees it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.connectors.harness import OverHttp
from tests.connectors.pixee.fake import FakePixee
from tests.connectors.proxy import Proxy
from tests.connectors.servers import PictureServer
from tests.sandbox_process import Sandbox

YESTERDAY = datetime.now(UTC) - timedelta(days=1)


class PixeeHarness(OverHttp):
    platform = "pixee"
    page_size = "connectors.platforms.pixee.api.PAGE_SIZE"
    listed_at = ("data",)
    needs = "title"
    wrong_key = {"api_key": "pm_live_wrong567"}

    def __init__(self, store: FakePixee, proxy: Proxy, pictures: PictureServer) -> None:
        self.store, self.proxy, self.pictures = store, proxy, pictures
        self.shop = store.shop
        self.settings = {"url": f"{proxy.url}/api/v1", "api_key": store.key}
        self._fill()

    @classmethod
    @contextmanager
    def start(cls, sandbox: Sandbox | None, folder: Path) -> Iterator[PixeeHarness]:
        with FakePixee() as store, Proxy(f"http://{store.host}") as proxy, PictureServer() as pictures:
            yield cls(store, proxy, pictures)

    def _fill(self) -> None:
        """Ten products, saved one after the other yesterday; one of them archived, one without an EAN."""
        for number in range(10):
            self.shop.add(
                f"Support TV {number}",
                ean=None if number == 8 else f"376000000000{number}",
                updated=YESTERDAY + timedelta(minutes=number),
                status="archived" if number == 4 else "active",
                supplier="INGRAM" if number >= 7 else "KIMEX",
            )

    def hosts(self) -> set[str]:
        return {self.proxy.host}

    def wrong_address(self) -> dict[str, str]:
        return {"url": f"{self.proxy.url}/blog"}

    def product_ids(self) -> list[str]:
        return list(self.shop.products)

    def change_product(self, product_id: str) -> None:
        self.shop.touch(self.shop.products[product_id])


def read_all(connector: Any, **options: Any) -> list[Any]:
    """The products of all pages."""
    return [product for page in connector.product_pages(**options) for product in page.products]
