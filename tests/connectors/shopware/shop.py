"""A Shopware store: its tables, its files, and what an owner does in the administration."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime
from typing import Any

from PIL import Image

from tests.connectors.shopware.tables import Row, Tables, empty, insert, now, stored

STOREFRONT, HEADLESS = "8a243080f92e4c719546314b577cf82b", "f183ee5650cf4bdb8a774337575067a6"
THUMBNAIL_WIDTHS = (1920, 400, 800)


class Shop:
    """`home` is the address that the shop believes to have, without a slash."""

    def __init__(self) -> None:
        self.home = ""
        self.name = "Demostore"
        self.tables: Tables = empty()
        self.files: dict[str, bytes] = {}
        self.thumbnails: dict[str, list[int]] = {}
        euro = insert(self.tables, "currency", isoCode="EUR")
        self.currency_id = euro["id"]
        default = insert(self.tables, "media_default_folder", entity="product")
        self.folder = insert(self.tables, "media_folder", name="Product Media", defaultFolderId=default["id"])
        root = insert(self.tables, "category", name="Home")
        self.category = insert(self.tables, "category", name="Clothing", parentId=root["id"])
        insert(self.tables, "category", name="Old", parentId=root["id"], active=False)

    # ---- rows ----------------------------------------------------------------------------------------------------

    def products(self) -> list[Row]:
        return list(self.tables["product"].values())

    def row(self, row_id: str) -> Row:
        return self.tables["product_media"][row_id]

    def file_of(self, row_id: str) -> Row:
        return self.tables["media"][self.row(row_id)["mediaId"]]

    def rows_of(self, product_id: str) -> list[Row]:
        return [row for row in self.tables["product_media"].values() if row["productId"] == product_id]

    # ---- the administration --------------------------------------------------------------------------------------

    def add_domain(self, url: str, *, name: str = "Storefront", kind: str = STOREFRONT, active: bool = True) -> None:
        channel = insert(self.tables, "sales_channel", name=name, typeId=kind, active=active)
        insert(self.tables, "sales_channel_domain", url=url, salesChannelId=channel["id"], currencyId=self.currency_id)

    def add_product(self, name: str | None, photos: list[bytes], *, made: datetime | None = None, **values: Any) -> Row:
        """The first photo becomes the cover, as in the administration."""
        born = stored(made or datetime.now(UTC))
        number = f"SW{10000 + len(self.tables['product'])}"
        category = None if values.get("parentId") else [self.category["id"]]
        product = insert(
            self.tables,
            "product",
            **({"name": name, "productNumber": number, "categoryIds": category, "createdAt": born} | values),
        )
        for place, data in enumerate(photos):
            row = self.attach(product, self.add_media(f"{number}-{place}", data, born), place, born)
            product["coverId"] = product["coverId"] or row["id"]
        return product

    def add_variant(self, parent: Row, option: str, photos: list[bytes] = [], **values: Any) -> Row:  # noqa: B006
        made = insert(self.tables, "property_group_option", name=option)
        parent["childCount"] += 1
        return self.add_product(
            None,
            photos,
            made=datetime.fromisoformat(parent["createdAt"]).replace(tzinfo=UTC),
            parentId=parent["id"],
            productNumber=f"{parent['productNumber']}.{parent['childCount']}",
            optionIds=[made["id"]],
            **values,
        )

    def add_media(self, name: str, data: bytes, born: str = "", ending: str = "jpg", mime: str = "image/jpeg") -> Row:
        media = insert(self.tables, "media", alt=f"Photo {name}", createdAt=born or now())
        self.put_file(media, name, ending, mime, data, quietly=True)
        return media

    def attach(self, product: Row, media: Row, position: int | None, born: str = "") -> Row:
        return insert(
            self.tables,
            "product_media",
            productId=product["id"],
            mediaId=media["id"],
            position=position,
            createdAt=born or now(),
        )

    def put_file(self, media: Row, name: str, ending: str, mime: str, data: bytes, *, quietly: bool = False) -> None:
        """The old file goes, and its thumbnails; new ones are made later. `uploadedAt` is part of the path."""
        self.files.pop(media["path"] or "", None)
        self.thumbnails.pop(media["id"], None)
        media |= {"fileName": name, "fileExtension": ending, "mimeType": mime, "fileSize": len(data)}
        media["uploadedAt"] = now()
        media["metaData"] = _size_of(data)
        folder = hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()[:2]
        second = int(datetime.fromisoformat(media["uploadedAt"]).replace(tzinfo=UTC).timestamp())
        media["path"] = f"media/{folder}/{second}/{name}.{ending}"
        self.files[media["path"]] = data
        if not quietly:
            media["updatedAt"] = now()

    def make_thumbnails(self) -> None:
        """The queue's worker has come round."""
        self.thumbnails = {media_id: list(THUMBNAIL_WIDTHS) for media_id in self.tables["media"]}

    def touch(self, row: Row) -> None:
        row["updatedAt"] = now()

    # ---- what no column holds ------------------------------------------------------------------------------------

    def runtime(self, entity: str, row: Row) -> Row:
        if entity != "media":
            return {}
        thumbnails = [
            {
                "width": width,
                "height": width,
                "url": f"{self.home}/thumbnail/{width}.jpg",
                "apiAlias": "media_thumbnail",
            }
            for width in self.thumbnails.get(row["id"], ())
        ]
        return {"url": self.url_of(row), "hasFile": bool(row["path"]), "thumbnails": thumbnails}

    def url_of(self, media: Row) -> str:
        """With the second of the last change of the row, whatever changed (MediaUrlGenerator.php)."""
        if not media["path"]:
            return ""
        changed = media["updatedAt"]
        second = f"?ts={int(datetime.fromisoformat(changed).replace(tzinfo=UTC).timestamp())}" if changed else ""
        return f"{self.home}/{media['path']}{second}"


def _size_of(data: bytes) -> Row | None:
    try:
        with Image.open(io.BytesIO(data)) as image:
            return {"width": image.width, "height": image.height, "type": 2}
    except OSError:
        return None
