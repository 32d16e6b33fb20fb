"""An upload store as the contract suite sees it: a folder, and its owner's hands in the catalogue."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from connectors.platforms.upload.catalogue import ImageEntry, ProductEntry
from connectors.platforms.upload.folder import Folder
from connectors.platforms.upload.writes import touch
from tests.connectors.harness import Harness
from tests.connectors.servers import PictureServer, jpeg
from tests.sandbox_process import Sandbox

YESTERDAY = (datetime.now(UTC) - timedelta(days=1)).isoformat()


class UploadHarness(Harness):
    platform = "upload"
    page_size = "connectors.platforms.upload.connector.PAGE_SIZE"

    def __init__(self, path: Path, pictures: PictureServer) -> None:
        self.pictures = pictures
        self.folder = Folder(path / "store")
        self.folder.create("My photos")
        self.settings = {"folder": str(self.folder.path)}
        with self.folder.changing() as catalogue:
            catalogue.put_category({"id": "1", "name": "Bags", "parent_id": None})
            for number in range(10, 20):
                catalogue.put(self._product(number))

    @classmethod
    @contextmanager
    def start(cls, sandbox: Sandbox | None, folder: Path) -> Iterator[UploadHarness]:
        with PictureServer() as pictures:
            yield cls(folder, pictures)

    def _product(self, number: int) -> ProductEntry:
        images = [self._image(number, place) for place in range(3)]
        variant = {"id": f"{number}90", "name": "Red", "sku": f"R{number}", "ean": "", "image_id": images[1]["id"]}
        return {"id": str(number), "key": f"sku:{number}", "name": f"Bag {number}", "sku": str(number), "ean": "",
                "category_ids": ["1"], "updated_at": YESTERDAY, "images": images, "variants": [variant]}  # fmt: skip

    def _image(self, number: int, place: int) -> ImageEntry:
        data = jpeg(number * 10 + place)
        name = f"bag-{number}_{place + 1}.jpg"
        digest = hashlib.sha256(data).hexdigest()
        return {"id": f"{number}{place}", "file": self.folder.keep(data, name), "name": name,
                "alt": f"Bag {number}, photo {place + 1}", "source": name, "sha256": digest,
                "imported_sha256": digest, "created_at": YESTERDAY}  # fmt: skip

    def hosts(self) -> set[str]:
        return set()

    def products(self) -> list[ProductEntry]:
        return list(self.folder.products())

    def product_ids(self) -> list[str]:
        return [product["id"] for product in self.products()]

    def example(self) -> tuple[str, str]:
        product = self.products()[0]
        return product["id"], product["images"][1]["id"]

    def change_product(self, product_id: str) -> None:
        with self.folder.changing() as catalogue:
            product = catalogue.product(product_id)
            touch(product)
            catalogue.put(product)

    def replace_photo(self, product_id: str, image_id: str) -> None:
        with self.folder.changing() as catalogue:
            product = catalogue.product(product_id)
            for image in product["images"]:
                if image["id"] == image_id:
                    image["file"] = self.folder.keep(jpeg(99), image["name"])
            catalogue.put(product)

    def break_product(self) -> str:
        product = self.products()[3]
        with self.folder.changing() as catalogue:
            del product["images"]  # type: ignore[misc]
            catalogue.put(product)
        return product["id"]

    def picture_count(self) -> int:
        return sum(len(product["images"]) for product in self.products())
