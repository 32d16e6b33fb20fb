"""A described call as one that can be sent: places filled in, host pinned."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from connectors.contract import Picture
from connectors.errors import BadAddress, Refused
from connectors.http import Http
from connectors.platforms.custom.parts import Request
from connectors.platforms.custom.templates import PLACE, Names, fill, fill_text, for_path, for_xml, plain
from connectors.reply import Reply
from connectors.web_address import checked_url, host_of


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is sent; `data` is the body as bytes where it is neither JSON nor multipart."""

    method: str
    url: str
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    data: bytes | None = None
    files: Mapping[str, Any] | None = None

    def send(self, http: Http, **options: Any) -> Reply:
        """One call, signed as `http` signs; `options` and errors are those of `Http.request`."""
        return http.request(
            self.method,
            self.url,
            params=self.params,
            headers=self.headers,
            json=self.json,
            data=self.data,
            files=self.files,
            **options,
        )


def prepared(request: Request, names: Names, base_url: str, *, next_url: str = "") -> Prepared:
    """Fill a request in. With `next_url` that address is called, whose query is the store's own."""
    params = {} if next_url else _texts(request.params, names)
    url = pinned(next_url, base_url) if next_url else below(base_url, fill_text(request.path, names, for_path))
    headers = {name: header_line(value) for name, value in _texts(request.headers, names).items()}
    call = Prepared(request.method, url, params, headers)
    if request.xml is not None:
        data = fill_text(request.xml, names, for_xml).strip().encode()
        return replace(call, headers=_typed(headers, "text/xml; charset=utf-8"), data=data)
    if request.form is not None:
        data = urlencode(_texts(request.form, names)).encode()
        return replace(call, headers=_typed(headers, "application/x-www-form-urlencoded"), data=data)
    if request.multipart is not None:
        return replace(call, files=_parts(request.multipart, names))
    return call if request.json is None else replace(call, json=fill(request.json, names))


def header_line(text: str) -> str:
    """A header's value: one line, and in letters that HTTP can carry. Raises `Refused`."""
    line = " ".join(text.split())
    if not line.isascii() or not line.isprintable():
        raise Refused("A key or another value that goes into a header holds a letter that headers cannot carry.")
    return line


def below(base_url: str, path: str) -> str:
    """A path's whole address. A value that was filled in must not lead out of base_url."""
    if any(part in {".", ".."} for part in path.split("/")):
        raise BadAddress(f"“{path[:200]}” leads out of the address that the description is for.")
    return pinned(base_url + path.lstrip("/"), base_url)


def pinned(url: str, base_url: str) -> str:
    """An address of the description's own host, or `BadAddress`: no other ever gets a call."""
    try:
        found = checked_url(urljoin(base_url, url))
        if found.startswith(f"http://{host_of(base_url)}/") and base_url.startswith("https:"):
            # A program behind a proxy that ends TLS takes its own address for http.
            found = f"https{found[4:]}"
        if _origin(found) == _origin(base_url):
            return found
        leads = host_of(found)
    except ValueError:  # urljoin's own error, for brackets that are no IPv6 address
        leads = "something that is not a web address"
    raise BadAddress(f"The store leads the hub to {leads[:100]}, which is not {host_of(base_url)}.")


def _origin(url: str) -> tuple[str, str | None, int]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)


def picture_names(picture: Picture) -> dict[str, Any]:
    """What a request can say of a new photo."""
    encoded = base64.b64encode(picture.data).decode()
    return {
        "new.url": picture.url,
        "new.base64": encoded,
        "new.filename": picture.filename,
        "new.mime": picture.mime,
        "new.file": picture,
    }


def _texts(tree: Mapping[str, Any], names: Names) -> dict[str, str]:
    """Each value as text; one that is a single place without a value is left out."""
    found: dict[str, str] = {}
    for name, value in tree.items():
        whole = PLACE.fullmatch(value) if isinstance(value, str) else None
        if whole and whole[1] in names and plain(names[whole[1]]) is None:
            continue
        written = fill_text(value, names) if isinstance(value, str) else str(value).lower()
        found[name] = written
    return found


def _parts(tree: Mapping[str, Any], names: Names) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    for name, value in tree.items():
        whole = PLACE.fullmatch(value) if isinstance(value, str) else None
        if whole and whole[1] == "new.file":
            picture: Picture = names["new.file"]
            parts[name] = (picture.filename, picture.data, picture.mime)
        else:
            parts |= {key: (None, text.encode()) for key, text in _texts({name: value}, names).items()}
    return parts


def _typed(headers: dict[str, str], kind: str) -> dict[str, str]:
    return headers if any(name.lower() == "content-type" for name in headers) else {**headers, "Content-Type": kind}
