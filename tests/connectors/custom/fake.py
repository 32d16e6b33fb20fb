"""A small REST shop in JSON with an API of nobody's: pages, changes, photos in place, all behind an API key."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.connectors.servers import Answer, Call, Server


@dataclass
class Photo:
    id: int
    file: str
    alt: str


@dataclass
class Item:
    id: int
    title: str
    updated: datetime
    photos: list[Photo] = field(default_factory=list)
    variants: dict[int, int | None] = field(default_factory=dict)
    category: int = 10
    status: str = "live"


class Refuse(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class JsonShop:
    """Use as a context manager. `home` is the address under which it gives out its photos."""

    def __init__(self) -> None:
        self._server = Server(self.answer)
        self.host, self.url = self._server.host, self._server.url
        self.home = self.url
        self.key = "k_good_4711"
        self.items: dict[int, Item] = {}
        self.files: dict[str, bytes] = {}
        self.categories = {10: ("Women", None), 11: ("Bottoms", 10)}
        self._last = 100

    def __enter__(self) -> JsonShop:
        self._server.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.__exit__(*exc)

    # ---- the owner -------------------------------------------------------------------------------------------------

    def next_id(self) -> int:
        self._last += 1
        return self._last

    def add_item(self, title: str, pictures: list[bytes], *, updated: datetime, **other: Any) -> Item:
        item = Item(self.next_id(), title, updated, **other)
        item.photos = [self.photo(data, f"{title}, photo {n}") for n, data in enumerate(pictures, 1)]
        self.items[item.id] = item
        return item

    def photo(self, data: bytes, alt: str) -> Photo:
        photo_id = self.next_id()
        return Photo(photo_id, self.kept(data), alt)

    def kept(self, data: bytes) -> str:
        """Each file has a name of its own, so a new one has a new address."""
        name = f"{self.next_id()}.jpg"
        self.files[name] = data
        return name

    # ---- the API ---------------------------------------------------------------------------------------------------

    def answer(self, call: Call) -> Answer:
        path = urlsplit(call.path).path
        query = dict(parse_qsl(urlsplit(call.path).query))
        if path.startswith("/media/"):
            data = self.files.get(path.removeprefix("/media/"))
            return Answer(404) if data is None else Answer(200, data, {"Content-Type": "image/jpeg"})
        if not path.startswith("/api/"):
            return Answer(404, b"<h1>Not found</h1>")
        if call.headers.get("x-api-key") != self.key:
            return reply({"error": "This key is not known."}, 401)
        try:
            return reply(self._api(call, path.removeprefix("/api/").split("/"), query))
        except Refuse as refused:
            return reply({"error": str(refused)}, refused.status)

    def _api(self, call: Call, parts: list[str], query: dict[str, str]) -> Any:
        body = json.loads(call.body or b"{}")
        match call.method, parts:
            case "GET", ["shop"]:
                return {"name": "Small shop", "url": self.home}
            case "GET", ["counts"]:
                images = sum(len(item.photos) for item in self.items.values())
                return {"products": len(self.items), "categories": len(self.categories), "images": images}
            case "GET", ["categories"]:
                return self._page([self._category(one) for one in self.categories], "categories", query)
            case "GET", ["products"]:
                return self._page([self.item_json(item) for item in self._listed(query)], "products", query)
            case "GET", ["products", number]:
                return self.item_json(self._item(number))
            case "PUT", ["products", number]:
                return self._put_item(self._item(number), body)
            case "PUT", ["products", number, "images", photo]:
                return self._put_photo(self._item(number), photo, body)
            case "POST", ["products", number, "images"]:
                return self._add_photo(self._item(number), body)
        raise Refuse(404, "There is nothing here.")

    def _listed(self, query: dict[str, str]) -> list[Item]:
        since = query.get("updated_since")
        found = sorted(self.items.values(), key=lambda item: item.id)
        return [item for item in found if not since or item.updated >= datetime.fromisoformat(since)]

    def _page(self, rows: list[Any], name: str, query: dict[str, str]) -> dict[str, Any]:
        size, page = int(query.get("page_size", 20)), int(query.get("page", 1))
        return {name: rows[(page - 1) * size : page * size], "total": len(rows)}

    def _category(self, category_id: int) -> dict[str, Any]:
        name, parent = self.categories[category_id]
        count = sum(item.category == category_id for item in self.items.values())
        return {"id": category_id, "name": name, "parent_id": parent or 0, "products": count}

    def _item(self, number: str) -> Item:
        if not number.isdigit() or int(number) not in self.items:
            raise Refuse(404, "No such product.")
        return self.items[int(number)]

    def item_json(self, item: Item) -> dict[str, Any]:
        return {
            "id": item.id,
            "title": item.title,
            "sku": f"SKU-{item.id}",
            "barcode": None,
            "link": f"{self.home}/p/{item.id}",
            "category_ids": [item.category],
            "tags": ["new"],
            "status": item.status,
            "updated_at": item.updated.isoformat(),
            "images": [self.photo_json(photo, place) for place, photo in enumerate(item.photos, 1)],
            "variants": [
                {"id": one, "name": f"Size {n}", "sku": f"V-{one}", "image_id": shown}
                for n, (one, shown) in enumerate(item.variants.items())
            ],
        }

    def photo_json(self, photo: Photo, place: int) -> dict[str, Any]:
        src = f"{self.home}/media/{photo.file}"
        return {"id": photo.id, "src": src, "position": place, "alt": photo.alt, "width": 40, "height": 30}

    # ---- writing ---------------------------------------------------------------------------------------------------

    def _put_photo(self, item: Item, number: str, body: dict[str, Any]) -> dict[str, Any]:
        """Another file under the same id; `position` counts from 0, null leaves it where it is."""
        photo = self._photo(item, number)
        photo.file = self.kept(downloaded(body["src"]))
        if body.get("position") is not None:
            item.photos.remove(photo)
            item.photos.insert(body["position"], photo)
        item.updated = datetime.now(UTC)
        return self.photo_json(photo, item.photos.index(photo) + 1)

    def _add_photo(self, item: Item, body: dict[str, Any]) -> dict[str, Any]:
        photo = self.photo(downloaded(body["src"]), body.get("alt") or "")
        place = body.get("position")
        item.photos.insert(len(item.photos) if place is None else place, photo)
        item.updated = datetime.now(UTC)
        return self.photo_json(photo, item.photos.index(photo) + 1)

    def _put_item(self, item: Item, body: dict[str, Any]) -> dict[str, Any]:
        """Exactly these photos: what is left out is gone, and so are the links to it."""
        item.photos = [self._entry(item, entry) for entry in body["images"]]
        for link in body.get("variant_images", ()):
            item.variants[int(link["id"])] = item.photos[link["index"]].id
        item.updated = datetime.now(UTC)
        return self.item_json(item)

    def _entry(self, item: Item, entry: dict[str, Any]) -> Photo:
        if "src" in entry:
            return self.photo(downloaded(entry["src"]), entry.get("alt", ""))
        photo = self._photo(item, str(entry["id"]))
        photo.alt = entry.get("alt", photo.alt)
        return photo

    def _photo(self, item: Item, number: str) -> Photo:
        found = next((photo for photo in item.photos if str(photo.id) == number), None)
        if found is None:
            raise Refuse(422, f"The product has no photo {number}.")
        return found


def downloaded(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as answer:
        data: bytes = answer.read()
        return data


def reply(document: Any, status: int = 200) -> Answer:
    return Answer(status, json.dumps(document).encode(), {"Content-Type": "application/json"})
