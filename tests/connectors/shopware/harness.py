"""A Shopware store as the contract suite sees it: the double behind a proxy that it takes for its own address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from connectors.contract import Gallery
from connectors.http import Http
from tests.connectors.harness import OverHttp
from tests.connectors.servers import Call, PictureServer, jpeg
from tests.connectors.shopware.between import SearchProxy
from tests.connectors.shopware.fake import KEY, SECRET, FakeShopware
from tests.connectors.shopware.tables import Row
from tests.sandbox_process import Sandbox

YESTERDAY = datetime.now(UTC) - timedelta(days=1)


class ShopwareHarness(OverHttp):
    platform = "shopware"
    page_size = "connectors.platforms.shopware.api.PAGE_SIZE"
    listed_at = ("data",)
    needs = "media"
    writes_to_spoil = 2
    url_field = "url"
    takes_addresses = False
    write_timeout = "connectors.platforms.shopware.api.WRITE_TIMEOUT_S"
    wrong_key = {"token": "eyJ.wrong.sig"}
    proxy: SearchProxy

    def __init__(self, store: FakeShopware, proxy: SearchProxy, pictures: PictureServer) -> None:
        self.store, self.proxy, self.pictures = store, proxy, pictures
        self.shop = store.shop
        self.shop.home = proxy.url
        self.shop.add_domain(proxy.url)
        self._fill()
        proxy.spoil_upload = self._lose_alt
        self.settings = self.with_token({"url": f"{proxy.url}/admin#/sw/dashboard", "key": KEY, "secret": SECRET})

    @classmethod
    @contextmanager
    def start(cls, sandbox: Sandbox | None, folder: Path) -> Iterator[ShopwareHarness]:
        with FakeShopware() as store, SearchProxy(store.url) as proxy, PictureServer() as pictures:
            yield cls(store, proxy, pictures)

    def with_token(self, settings: dict[str, str]) -> dict[str, str]:
        with Http(self.kind.base_url(settings), allowed_private=self.hosts(), tries=1) as http:
            found = self.kind.renewed(settings, http)
        self.proxy.calls.clear()
        return found

    def _fill(self) -> None:
        """Eleven products; the first has three photos with a film between them, and three variants.

        Black has its parent's second photo as its cover, Blue has photos of its own, of which the first is the same
        file, and Green has none: Blue is a product of its own.
        """
        shop = self.shop
        self.hoodie = shop.add_product("Chaz Hoodie", [jpeg(n) for n in (1, 2, 3)], made=YESTERDAY, active=True)
        first, self.second, self.third = shop.rows_of(self.hoodie["id"])
        film = shop.add_media("film", b"film", first["createdAt"], "mp4", "video/mp4")
        self.film = shop.attach(self.hoodie, film, 1, first["createdAt"])
        self.second["position"], self.third["position"] = 2, 3
        self.black = shop.add_variant(self.hoodie, "Black", coverId=self.second["id"])
        self.blue = shop.add_variant(self.hoodie, "Blue")
        same = shop.attach(self.blue, shop.tables["media"][self.second["mediaId"]], 0, first["createdAt"])
        shop.attach(self.blue, shop.add_media("blue", jpeg(4), first["createdAt"]), 1, first["createdAt"])
        self.blue["coverId"] = same["id"]
        self.green = shop.add_variant(self.hoodie, "Green")
        for number in range(10, 19):
            made = YESTERDAY - timedelta(hours=number)
            photos = [jpeg(number), jpeg(number + 50)]
            shop.add_product(f"Tee {number}", photos, made=made, active=number != 12)

    def _lose_alt(self, media_id: str) -> None:
        media = self.shop.tables["media"][media_id]
        media["alt"] = "lost"
        self.shop.touch(media)

    def hosts(self) -> set[str]:
        return {self.proxy.host}

    def wrong_address(self) -> dict[str, str]:
        return {"url": f"{self.proxy.url}/blog"}

    def sold(self) -> list[Row]:
        return [one for one in self.shop.products() if not one["parentId"] or self.shop.rows_of(one["id"])]

    def product_ids(self) -> list[str]:
        return [one["id"] for one in self.sold()]

    def example(self) -> tuple[str, str]:
        return self.hoodie["id"], self.second["id"]

    def change_product(self, product_id: str) -> None:
        self.shop.touch(self.shop.tables["product"][product_id])

    def replace_photo(self, product_id: str, image_id: str) -> None:
        self.shop.files[self.shop.file_of(image_id)["path"]] = jpeg(99)

    def picture_count(self) -> int:
        files = self.shop.tables["media"]
        rows = self.shop.tables["product_media"].values()
        return sum(files[row["mediaId"]]["mimeType"].startswith("image/") for row in rows)

    def sabotaged(self, call: Call, document: Any) -> Any:
        """Files take an alt text of their own."""
        for one in document:
            for row in one["payload"] if one["entity"] == "media" else ():
                row["alt"] = "lost"
        return document

    def drop_field(self, name: str) -> None:
        """Shopware calls its images media."""

        def dropped(call: Call, document: Any) -> Any:
            for product in _products(document):
                product.pop({"images": "media"}.get(name, name), None)
            return document

        self.proxy.edit_answers(dropped)

    def link_new_pictures(self, before: Gallery, address: str) -> None:
        raise NotImplementedError("the connector sends bytes, and no address")


def _products(document: Any) -> list[dict[str, Any]]:
    rows = document.get("data", []) if isinstance(document, dict) else []
    return [row for row in rows if row.get("apiAlias") == "product"]
