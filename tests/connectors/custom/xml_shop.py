"""A small shop that exports XML over Basic: offsets, attributes, local times, errors in a 200, files by multipart."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from urllib.parse import parse_qsl, urlsplit
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from tests.connectors.custom.fake import Item, Photo
from tests.connectors.servers import Answer, Call, Server

ZONE = ZoneInfo("Europe/Copenhagen")
WRITTEN = "%d.%m.%Y %H:%M:%S"
ENTRY = "Basic " + base64.b64encode(b"hub:pa:ss <word>").decode()


class XmlShop:
    """Use as a context manager."""

    def __init__(self) -> None:
        self._server = Server(self._answer)
        self.host, self.url = self._server.host, self._server.url
        self.items: list[Item] = []
        self.files: dict[str, bytes] = {}
        self.calls: list[Call] = []

    def __enter__(self) -> XmlShop:
        self._server.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.__exit__(*exc)

    def add(self, item_id: int, title: str, pictures: list[bytes], updated: datetime) -> Item:
        item = Item(item_id, title, updated)
        for number, data in enumerate(pictures, 1):
            photo = Photo(item_id * 10 + number, f"{item_id}-{number}.jpg", f"{title} <{number}>")
            self.files[photo.file] = data
            item.photos.append(photo)
        self.items.append(item)
        return item

    def _answer(self, call: Call) -> Answer:
        self.calls.append(call)
        path = urlsplit(call.path).path.removeprefix("/export/")
        query = dict(parse_qsl(urlsplit(call.path).query))
        if call.headers.get("authorization") != ENTRY:
            return Answer(401, b"Who are you?")
        if path.startswith("photos/"):
            return Answer(200, self.files[path.removeprefix("photos/")], {"Content-Type": "image/jpeg"})
        if path == "products.xml":
            return self._list(query)
        item = next((one for one in self.items if path.split("/")[1].removesuffix(".xml") == str(one.id)), None)
        if item is None:
            return _xml("<error><code>not-found</code><text>No product &quot;of that&quot; number</text></error>")
        if call.method == "PUT":
            return self._put(item, path.split("/")[2], call)
        return _xml(self._item(item))

    def _list(self, query: dict[str, str]) -> Answer:
        items = self.items
        if query.get("changed_since"):
            since = datetime.strptime(query["changed_since"], WRITTEN).replace(tzinfo=ZONE)
            items = [item for item in items if item.updated >= since]
        start, size = int(query["from"]), int(query["limit"])
        rows = "".join(self._item(item) for item in items[start : start + size])
        return _xml(f'<x:catalog xmlns:x="urn:shop" total="{len(items)}"><!-- export -->{rows}</x:catalog>')

    def _item(self, item: Item) -> str:
        images = "".join(
            f'<image id="{photo.id}" nr="{nr}"><file>photos/{photo.file}</file><text>{escape(photo.alt)}</text></image>'
            for nr, photo in reversed(list(enumerate(item.photos)))
        )
        return (
            f'<product id="{item.id}" active="{int(item.status == "live")}"><name>{escape(item.title)}</name>'
            f"<sku>S{item.id}</sku><ean/><category>Women&gt;Bottoms</category><tags/>"
            f"<changed>{item.updated.astimezone(ZONE).strftime(WRITTEN)}</changed><images>{images}</images></product>"
        )

    def _put(self, item: Item, photo_id: str, call: Call) -> Answer:
        parts = fields_of(call)
        photo = next(one for one in item.photos if str(one.id) == photo_id)
        payload = parts["picture"].get_payload(decode=True)
        assert isinstance(payload, bytes)
        photo.file = f"{photo.id}-{len(self.files)}.jpg"
        self.files[photo.file] = payload
        if "nr" in parts:
            item.photos.remove(photo)
            item.photos.insert(int(str(parts["nr"].get_payload())), photo)
        item.updated = datetime.now(UTC)
        return _xml("<ok/>")


def fields_of(call: Call) -> dict[str, Message]:
    """The parts of a multipart form by name."""
    whole = message_from_bytes(b"Content-Type: " + call.headers["content-type"].encode() + b"\r\n\r\n" + call.body)
    parts = [part for part in whole.walk() if not part.is_multipart()]
    return {str(part.get_param("name", header="content-disposition")): part for part in parts}


def _xml(text: str) -> Answer:
    return Answer(200, f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode(), {"Content-Type": "text/xml"})
