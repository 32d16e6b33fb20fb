"""What Wizart answers: resources under `data`, and refusals as objects with a title and a detail.

https://github.com/wizart-tech/api (swagger/openapi.yml) and the pages of https://wizart.atlassian.net/wiki/spaces/WDP do
not agree on the shape of some answers; both are read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from connectors.answers import LONGEST_ID, Answers, Raw, error_body
from connectors.errors import AuthFailed, BadAddress, BadReply, ConnectorError, NotFound, Refused
from connectors.reply import Reply, error_for
from connectors.web_address import host_of

read = Answers("Wizart")
SENT_ON = (301, 302, 307, 308)
LONGEST = 500


@dataclass(frozen=True, slots=True)
class ProductType:
    """A kind of product that a table can hold, such as wallpaper."""

    code: str
    name: str


def product_type(raw: Any) -> ProductType:
    """One entry of the list. The pages call the code `code`; the specification wraps `type` and `name` once more."""
    attributes = read.under(read.object(raw, "product type"), "attributes")
    wrapped = attributes.get("propertyName")
    found: Raw = wrapped if isinstance(wrapped, Mapping) else attributes
    code = read.text(found, "code") or read.needed(found, "type", of="A product type")
    return ProductType(code, read.text(found, "name") or code)


def import_of(found: Raw, ticket: str = "") -> Raw:
    """The import of an answer: alone as in the specification, or as one of a list as on the pages. Raises `BadReply`."""
    data = found.get("data")
    entries = data if isinstance(data, list) else [data]
    wanted = [one for one in entries if isinstance(one, Mapping) and (not ticket or number_of(one) == ticket)]
    if len(wanted) != 1:
        raise BadReply(f"Wizart's answer does not tell of the import{f' {ticket}' if ticket else ''}.")
    return wanted[0]


def number_of(raw: Raw) -> str:
    """An import's number, which is text in the specification and a number in its samples. Raises `BadReply`."""
    found = raw.get("id")
    number = str(found) if isinstance(found, int) and not isinstance(found, bool) else found
    if not isinstance(number, str) or not number or len(number) > LONGEST_ID:
        raise BadReply("Wizart's answer lacks the import's number.")
    return number


def attributes_of(raw: Raw) -> Raw:
    """Status and the rest, which older answers have beside the number."""
    found = raw.get("attributes")
    return found if isinstance(found, Mapping) else raw


def refusal(reply: Reply, *, asked: str) -> ConnectorError:
    """The error that an answer is, in Wizart's own words."""
    host, said = host_of(reply.url), words(reply)
    if reply.status in SENT_ON:
        return BadAddress(f"{host_of(asked)} sends the hub on to another address{_named(reply, asked)}.")
    if not said:
        return error_for(reply)
    kind = {401: AuthFailed, 403: AuthFailed, 404: NotFound, 410: NotFound}.get(reply.status, Refused)
    return kind(f"{host} says: {said}")


def words(reply: Reply) -> str:
    """What Wizart says of each error, under `errors` or `data`; empty if it does not explain itself."""
    found = error_body(reply)
    said = [_words_of(error) for name in ("errors", "data") for error in _entries(found.get(name))]
    plain = found.get("message")
    return (" ".join(filter(None, said)) or (plain if isinstance(plain, str) else ""))[:LONGEST]


def _entries(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [found]


def _words_of(error: Any) -> str:
    """`{id, status, title, detail, source: {parameter}}`, of which each may lack."""
    if not isinstance(error, Mapping):
        return ""
    texts = [error.get("title"), error.get("detail")]
    title, detail = (text.strip() if isinstance(text, str) else "" for text in texts)
    said = detail if detail.startswith(title) else f"{title.rstrip('.:')}: {detail}" if detail else title
    source = error.get("source")
    parameter = source.get("parameter") if isinstance(source, Mapping) else None
    return f"{said} ({parameter})" if said and isinstance(parameter, str) and parameter else said


def _named(reply: Reply, asked: str) -> str:
    """The host that a redirect leads to, if it is another."""
    found = urlsplit(reply.headers.get("location", ""))
    return f", {found.netloc.rpartition('@')[2]}" if found.netloc and found.netloc != host_of(asked) else ""
