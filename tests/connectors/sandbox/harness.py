"""The sandbox shop as the contract suite sees it: the real process behind a proxy."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.connectors.harness import OverHttp
from tests.connectors.proxy import Proxy
from tests.connectors.servers import Call, PictureServer
from tests.sandbox_process import Sandbox


class SandboxHarness(OverHttp):
    platform = "sandbox"
    page_size = "connectors.platforms.sandbox.api.PAGE_SIZE"
    writes_to_spoil = 2
    url_field = "url"
    wrong_key = {"token": "hf_wrong"}

    def __init__(self, sandbox: Sandbox, proxy: Proxy, pictures: PictureServer) -> None:
        self.sandbox, self.proxy, self.pictures = sandbox, proxy, pictures
        self.settings = {"url": f"{proxy.url}/shop", "token": sandbox.shop["token"]}

    @classmethod
    @contextmanager
    def start(cls, sandbox: Sandbox, folder: Path) -> Iterator[SandboxHarness]:
        sandbox.control(shop_rate=100_000)
        with Proxy(sandbox.url) as proxy, PictureServer() as pictures:
            yield cls(sandbox, proxy, pictures)
        sandbox.control(shop_rate=50)

    def hosts(self) -> set[str]:
        return {self.proxy.host, self.sandbox.host}

    def wrong_address(self) -> dict[str, str]:
        return {"url": f"{self.proxy.url}/nothing"}

    def product_ids(self) -> list[str]:
        return [product["id"] for product in self._products()]

    def example(self) -> tuple[str, str]:
        for product in self._products():
            shown = {variant["image_id"] for variant in product["variants"]}
            for image in product["images"][:-1]:
                if image["id"] in shown:
                    return product["id"], image["id"]
        raise LookupError("the sandbox has no product with a linked variant")

    def change_product(self, product_id: str) -> None:
        self.sandbox.control(touch_product=int(product_id))

    def replace_photo(self, product_id: str, image_id: str) -> None:
        images = [image["id"] for product in self._products() for image in product["images"]]
        other = next(one for one in images if one != image_id)
        self.sandbox.control(replace_image={"id": image_id, "from_image": other})

    def picture_count(self) -> int:
        return int(self._ask("counts")["images"])

    def sabotaged(self, call: Call, document: Any) -> Any:
        """A new photo goes to the end, and a new list loses its alt texts."""
        if "position" in document:
            return document | {"position": 99}
        return document | {"images": [image | {"alt": "lost"} for image in document["images"]]}

    def _products(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._ask("products?page_size=250")["products"]
        return found

    def _ask(self, path: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.settings['token']}"}
        request = urllib.request.Request(f"{self.sandbox.url}/shop/api/{path}", headers=headers)
        with urllib.request.urlopen(request, timeout=20) as answer:
            found: dict[str, Any] = json.load(answer)
            return found
