"""What fits the schema and still cannot work: addresses, {{names}}, pages that no request asks for."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from connectors.platforms.custom.lines import Path, Written
from connectors.platforms.custom.shape import near
from connectors.platforms.custom.templates import FILTERS, Place, leftovers, places

BODIES = ("json", "form", "xml", "multipart")
PAGE = {"page.value", "page.size"}
NEW = {f"new.{name}" for name in ("url", "base64", "filename", "mime", "position", "file")}
# Which names a request of each part of a description may use, beside the secrets.
NAMES: dict[Path, set[str]] = {
    ("check",): set(),
    ("categories",): PAGE,
    ("products",): PAGE | {"cursor"},
    ("images",): PAGE | {"product.id"},
    ("counts", "categories"): set(),
    ("counts", "products"): set(),
    ("counts", "images"): set(),
    ("post_image",): NEW | {"product.id", "image.id"},
    ("add_image",): NEW | {"product.id", "new.alt"},
    ("post_product",): {"product.id", "images", "variants"},
}
ENTRIES = {
    "kept": {"product.id", "image.id", "image.url", "image.alt", "image.position"},
    "added": NEW - {"new.file"} | {"product.id", "new.alt"},
    "variant": {"product.id", "variant.id", "variant.image_id", "variant.position"},
}
HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")  # RFC 9110, section 5.6.2
LOCAL_ENDINGS = (".local", ".internal", ".lan", ".home.arpa", ".test", ".localhost")


def check_sense(written: Written) -> None:
    """Note what fits the schema and still cannot work."""
    data = written.data
    _check_address(written, ("base_url",), data["base_url"])
    token_url = data.get("auth", {}).get("token_url", "")
    if "://" in token_url:
        _check_address(written, ("auth", "token_url"), token_url)
    for path in leftovers(data):
        written.blame(path, "has braces that are no {{name}} to fill in")
    for at, request in _requests(data):
        _check_request(written, (*at, "request"), request)
    _check_names(written)
    _check_pages(written)
    _check_writes(written)
    _check_headers(written)
    for at in (("dates",), ("products", "incremental")):
        _check_zone(written, (*at, "zone"))
        _check_format(written, (*at, "format"))


def check_secrets(written: Written, secrets: Mapping[str, str]) -> None:
    """Note the secrets that the description uses and that were not entered."""
    for place in places(written.data):
        if place.name.startswith("secret.") and place.name[7:] not in secrets:
            written.blame(place.path, f"uses {{{{{place.name}}}}}, but no secret {place.name[7:]} was entered")


def _check_address(written: Written, path: Path, url: str) -> None:
    """https, or http on a network of one's own; the door to the network decides which private hosts are let in."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    if not host or parts.scheme not in {"http", "https"} or "{{" in url:
        written.blame(path, "is no web address such as https://shop.example.com/api/")
    elif parts.username or parts.password:
        written.blame(path, "holds a password: it goes into auth, as a secret")
    elif parts.query or parts.fragment:
        written.blame(path, "has to end before ? and #: those go into params")
    elif parts.scheme == "http" and not _is_local(host):
        written.blame(path, "has to begin with https://")


def _is_local(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(LOCAL_ENDINGS)


def _requests(data: Mapping[str, Any]) -> list[tuple[Path, Mapping[str, Any]]]:
    found: list[tuple[Path, Mapping[str, Any]]] = []
    for at in (*NAMES, ("auth",)):
        part: Any = data
        for name in at:
            part = part.get(name, {})
        if "request" in part:
            found.append((at, part["request"]))
    return found


def _check_request(written: Written, path: Path, request: Mapping[str, Any]) -> None:
    target = request["path"]
    if "://" in target or target.startswith("//") or ".." in target.split("/"):
        written.blame((*path, "path"), "has to be a path below base_url")
    for place in places(target):
        if _is_secret(place):
            # What errors and logs say of a call is its path.
            written.blame((*path, "path"), "holds a secret: put it into auth or params")
    if "?" in target:
        written.blame((*path, "path"), "has to end before the ?: what follows goes into params")
    bodies = [name for name in BODIES if name in request]
    if len(bodies) > 1:
        written.blame((*path, bodies[1]), f"cannot go with {bodies[0]}: a request has one body")
    if bodies and request.get("method", "GET") == "GET":
        written.blame((*path, bodies[0]), "needs a method such as POST")
    if request.get("method", "GET") == "GET":
        # A read may be sent on to another host, and takes its headers along; what auth adds stays at home.
        for place in places(request.get("headers", {}), (*path, "headers")):
            if _is_secret(place):
                written.blame(place.path, "holds a secret: put it into auth, or under auth.also")


def _is_secret(place: Place) -> bool:
    return place.name.startswith("secret.") or place.name == "token"


def _check_names(written: Written) -> None:
    data = written.data
    renews = data.get("auth", {}).get("type") in {"client_credentials", "login_token"}
    token = {"token"} if renews else set()
    _check_places(written, data.get("auth", {}), ("auth",), token)
    live = {f"live.{name}" for name in data.get("post_product", {}).get("live", {})}
    for at, request in _requests(data):
        if at != ("auth",):
            more = live if at == ("post_product",) else set()
            _check_places(written, request, (*at, "request"), NAMES[at] | token | more)
    for name, allowed in ENTRIES.items():
        _check_places(written, data.get("post_product", {}).get(name), ("post_product", name), allowed)


def _check_places(written: Written, tree: Any, path: Path, allowed: set[str]) -> None:
    for place in places(tree, path):
        if not place.name.startswith("secret.") and place.name not in allowed:
            known = sorted(allowed) or ["secret.…"]
            says = f"uses {{{{{place.name}}}}}, which is not known here{near(place.name, allowed)}"
            written.blame(place.path, f"{says} (known: {', '.join(known)})")
        if place.filter and place.filter not in FILTERS:
            written.blame(place.path, f"uses the filter {place.filter}; there are {', '.join(FILTERS)}")
        if place.name == "new.file" and "multipart" not in place.path:
            written.blame(place.path, "uses {{new.file}}, which only multipart can send; elsewhere {{new.base64}}")


def _check_pages(written: Written) -> None:
    for name in ("categories", "products", "images"):
        part = written.data.get(name, {})
        paging = part.get("paginate", {})
        used = any(place.name == "page.value" for place in places(part.get("request")))
        if paging.get("type") in {"page", "offset", "cursor"} and "param" not in paging and not used:
            says = "is missing: nothing in the request says which page is wanted ({{page.value}} can, too)"
            written.blame((name, "paginate", "param"), says)
        if "paginate" not in part and used:
            written.blame((name, "paginate"), "is missing, and the request uses {{page.value}}")
    products = written.data["products"]
    asked = any(place.name == "cursor" for place in places(products["request"]))
    if "incremental" in products and not asked and "param" not in products["incremental"]:
        says = "is missing: nothing in the request says since when ({{cursor}} can, too)"
        written.blame(("products", "incremental", "param"), says)
    if "incremental" not in products and asked:
        written.blame(("products", "incremental"), "is missing, and the request uses {{cursor}}")


def _check_headers(written: Written) -> None:
    auth = written.data.get("auth", {})
    named: list[tuple[Path, str]] = [(("auth", "also", name), name) for name in auth.get("also", {})]
    named += [
        ((*at, "request", "headers", name), name)
        for at, one in _requests(written.data)
        for name in one.get("headers", {})
    ]
    if auth.get("in", "header") == "header" and "name" in auth:
        named.append((("auth", "name"), auth["name"]))
    for path, name in named:
        if not HEADER.fullmatch(name):
            written.blame(path, "is no name of a header: letters, digits and hyphens")


def _check_writes(written: Written) -> None:
    data = written.data
    if not data.get("post_image", {}).get("in_place", True) and "post_product" not in data:
        says = "is false, so a new photo takes the old one's place by post_product, which is missing"
        written.blame(("post_image", "in_place"), says)
    product = data.get("post_product", {})
    used = {place.name for place in places(product.get("request"))}
    if product and "images" not in used:
        written.blame(("post_product", "request"), "does not use {{images}}, the list that kept and added are for")
    if "variants" in used and "variant" not in product:
        written.blame(("post_product", "variant"), "is missing, and the request uses {{variants}}")
    if data.get("variants", {}).get("in_products") and not data["images"].get("in_products"):
        written.blame(("images", "in_products"), "is missing, and variants.in_products is there")


def _at(written: Written, path: Path) -> str:
    part: Any = written.data
    for name in path:
        part = part.get(name, {}) if isinstance(part, Mapping) else {}
    return part or ""


def _check_format(written: Written, path: Path) -> None:
    """A pattern has to read what it writes."""
    pattern, sample = _at(written, path), datetime(2026, 11, 21, 22, 33, 44, tzinfo=UTC)
    try:
        if "%" in pattern:
            datetime.strptime(sample.strftime(pattern), pattern)  # noqa: DTZ007
    except (ValueError, re.error):
        written.blame(path, f"{pattern} is a pattern that does not read what it writes")


def _check_zone(written: Written, path: Path) -> None:
    part = _at(written, path)
    try:
        if part:
            ZoneInfo(part)
    except (ValueError, OSError, KeyError):
        written.blame(path, f"{part} is no time zone such as Europe/Copenhagen")
