"""A small shop with a SOAP service: a session per log-in, faults with status 500, photos in Base64, new ids for new files."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import Element, fromstring
from xml.sax.saxutils import escape

from tests.connectors.custom.fake import Item, Photo
from tests.connectors.servers import Answer, Call, Server

SHOP = "{urn:shop}"


class Fault(Exception):
    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class SoapShop:
    """Use as a context manager. Photos of a swap or an arrangement show up after `late` further calls."""

    def __init__(self) -> None:
        self._server = Server(self._answer)
        self.host, self.url = self._server.host, self._server.url
        self.items: dict[str, Item] = {}
        self.files: dict[str, bytes] = {}
        self.sessions: set[str] = set()
        self.actions: list[str] = []
        self.late = 0
        self._waiting: list[tuple[Item, Photo]] = []
        self._last = 0

    def __enter__(self) -> SoapShop:
        self._server.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.__exit__(*exc)

    def next_id(self) -> int:
        self._last += 1
        return self._last

    def add(self, title: str, pictures: list[bytes], updated: datetime) -> Item:
        item = Item(self.next_id(), title, updated)
        item.photos = [self._photo(data, f"{title} & {n}") for n, data in enumerate(pictures, 1)]
        self.items[str(item.id)] = item
        return item

    def _photo(self, data: bytes, alt: str) -> Photo:
        photo = Photo(self.next_id(), "", alt)
        photo.file = f"{photo.id}.jpg"
        self.files[photo.file] = data
        return photo

    def _answer(self, call: Call) -> Answer:
        if call.method == "GET":
            return Answer(200, self.files[call.path.removeprefix("/media/")], {"Content-Type": "image/jpeg"})
        action = call.headers["soapaction"].removeprefix("urn:shop#")
        self.actions.append(action)
        told = fromstring(call.body).find(f".//{SHOP}{action}")
        assert told is not None, "the action and the body say different things"
        try:
            return _envelope(f"<s:{action}Response>{self._done(action, told)}</s:{action}Response>")
        except Fault as fault:
            inner = f"<faultcode>{fault.code}</faultcode><faultstring>{escape(str(fault))}</faultstring>"
            return _envelope(f"<soap:Fault>{inner}</soap:Fault>", 500)

    def _done(self, action: str, told: Element) -> str:
        if action == "login":
            return self._login(told)
        if _text(told, "session") not in self.sessions:
            raise Fault("Client.Session", "The session has ended.")
        if action == "list":
            return self._list(told)
        if _text(told, "number") not in self.items:
            raise Fault("Client.NotFound", "No product of that number")
        handler: Any = getattr(self, f"_{action}")
        done: str = handler(self.items[_text(told, "number")], told)
        return done

    def _login(self, told: Element) -> str:
        if (_text(told, "user"), _text(told, "password")) != ("hub", "<&>secret"):
            raise Fault("Client.Session", "Wrong user or password")
        self.sessions.add(f"session-{self.next_id()}-long-enough")
        return f"<s:session>{max(self.sessions)}</s:session>"

    def _list(self, told: Element) -> str:
        page, size, since = (int(_text(told, name) or 0) for name in ("page", "size", "since"))
        found = [item for item in self.items.values() if item.updated.timestamp() >= since]
        rows = "".join(
            f"<s:product><s:number>{item.id}</s:number><s:title>{escape(item.title)}</s:title>"
            f"<s:changed>{int(item.updated.timestamp())}</s:changed></s:product>"
            for item in found[page * size : (page + 1) * size]
        )
        return f"{rows}<s:more>{'true' if len(found) > (page + 1) * size else 'false'}</s:more>"

    def _photos(self, item: Item, told: Element) -> str:
        self._arrive()
        photos = "".join(
            f"<s:photo><s:id>{one.id}</s:id><s:url>/media/{one.file}</s:url><s:alt>{escape(one.alt)}</s:alt></s:photo>"
            for one in item.photos
        )
        variants = "".join(
            f"<s:variant><s:number>{number}</s:number><s:name>N</s:name><s:photo>{shown or 0}</s:photo></s:variant>"
            for number, shown in item.variants.items()
        )
        return photos + variants

    def _arrive(self) -> None:
        """What was added is shown once it has been processed."""
        if self.late:
            self.late -= 1
            return
        while self._waiting:
            item, photo = self._waiting.pop(0)
            item.photos.append(photo)

    def _add(self, item: Item, told: Element) -> str:
        photo = self._photo(base64.b64decode(_text(told, "data")), _text(told, "alt"))
        self._waiting.append((item, photo))
        return f"<s:id>{photo.id}</s:id>"

    def _swap(self, item: Item, told: Element) -> str:
        place = next(n for n, one in enumerate(item.photos) if str(one.id) == _text(told, "old"))
        item.photos[place] = self._photo(base64.b64decode(_text(told, "data")), item.photos[place].alt)
        return "<s:done/>"

    def _arrange(self, item: Item, told: Element) -> str:
        known = {str(one.id): one for one in item.photos}
        item.photos = []
        for entry in told.findall(f"{SHOP}photo"):
            photo_id = entry.get("id")
            photo = known[photo_id] if photo_id else self._photo(base64.b64decode(entry.text or ""), "")
            photo.alt = entry.get("alt") or ""
            item.photos.append(photo)
        for link in told.findall(f"{SHOP}variant"):
            item.variants[int(link.get("number") or 0)] = item.photos[int(link.get("place") or 0)].id
        item.updated = datetime.now(UTC)
        return "<s:done/>"


def _text(told: Element, name: str) -> str:
    return (told.findtext(f"{SHOP}{name}") or "").strip()


def _envelope(inner: str, status: int = 200) -> Answer:
    names = 'xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:s="urn:shop"'
    body = f'<?xml version="1.0"?><soap:Envelope {names}><soap:Body>{inner}</soap:Body></soap:Envelope>'
    return Answer(status, body.encode(), {"Content-Type": "text/xml; charset=utf-8"})
