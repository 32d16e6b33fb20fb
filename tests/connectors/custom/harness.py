"""A described store as the contract suite sees it: a small REST shop behind a proxy, and the first of the examples."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from connectors.contract import Connector
from connectors.platforms.custom.connector import CustomConnector
from connectors.platforms.custom.examples import examples
from tests.connectors.custom.fake import JsonShop
from tests.connectors.harness import OverHttp
from tests.connectors.proxy import Proxy
from tests.connectors.servers import Call, PictureServer, jpeg
from tests.sandbox_process import Sandbox

YESTERDAY = datetime.now(UTC) - timedelta(days=1)


def example(name: str, base_url: str) -> str:
    """One of the examples, for a store at another address."""
    text = next(one.text for one in examples() if one.name == name)
    address = next(line.split()[1] for line in text.splitlines() if line.startswith("base_url:"))
    return text.replace(address, base_url)


class CustomHarness(OverHttp):
    platform = "custom"
    page_size = "connectors.platforms.custom.paging.PAGE_SIZE"
    writes_to_spoil = 2
    url_field = "src"
    write_timeout = "connectors.platforms.custom.calls.WRITE_TIMEOUT_S"
    wrong_key = {"secrets": "api_key=k_wrong"}

    def __init__(self, shop: JsonShop, proxy: Proxy, pictures: PictureServer) -> None:
        self.shop, self.proxy, self.pictures = shop, proxy, pictures
        self.settings = {"description": example("json_shop", f"{proxy.url}/api/"), "secrets": f"api_key={shop.key}"}
        shop.home = proxy.url
        self._fill()

    @classmethod
    @contextmanager
    def start(cls, sandbox: Sandbox | None, folder: Path) -> Iterator[CustomHarness]:
        with JsonShop() as shop, Proxy(f"http://{shop.host}") as proxy, PictureServer() as pictures:
            yield cls(shop, proxy, pictures)

    @property
    def kind(self) -> type[Connector]:
        return CustomConnector.for_settings(self.settings)

    def _fill(self) -> None:
        """Ten products; the first has three photos and variants, two of which show the second photo."""
        trousers = self.shop.add_item("Trousers", [jpeg(n) for n in (1, 2, 3)], updated=YESTERDAY, category=11)
        shown = trousers.photos[1].id
        trousers.variants = {self.shop.next_id(): shown, self.shop.next_id(): shown, self.shop.next_id(): None}
        for number in range(10, 19):
            status = "draft" if number == 12 else "live"
            older = YESTERDAY - timedelta(hours=number)
            self.shop.add_item(f"Tee {number}", [jpeg(number), jpeg(number + 50)], updated=older, status=status)

    def hosts(self) -> set[str]:
        return {self.proxy.host}

    def wrong_address(self) -> dict[str, str]:
        url = f"{self.proxy.url}/nothing/"
        return {"url": url, "description": example("json_shop", url)}

    def product_ids(self) -> list[str]:
        return [str(item) for item in self.shop.items]

    def example(self) -> tuple[str, str]:
        item = next(iter(self.shop.items.values()))
        return str(item.id), str(item.photos[1].id)

    def change_product(self, product_id: str) -> None:
        self.shop.items[int(product_id)].updated = datetime.now(UTC)

    def replace_photo(self, product_id: str, image_id: str) -> None:
        photo = next(one for one in self.shop.items[int(product_id)].photos if str(one.id) == image_id)
        self.shop.files[photo.file] = jpeg(99)

    def picture_count(self) -> int:
        return sum(len(item.photos) for item in self.shop.items.values())

    def sabotaged(self, call: Call, document: Any) -> Any:
        """A new photo goes to the end, and a new list loses its alt texts."""
        if "position" in document:
            return document | {"position": 99}
        return document | {"images": [image | {"alt": "lost"} for image in document["images"]]}
