"""What all calls share: the envelope, the pages of lists, and the headers that go in and come out."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from pixelzhub.partners.frame.once import LONGEST_KEY
from pixelzhub.partners.frame.paging import MOST_A_PAGE
from pixelzhub.partners.frame.route import REQUEST_ID
from pixelzhub.partners.schema.shapes import (
    Shape,
    address,
    called,
    fields,
    flag,
    listing,
    moment,
    name_of,
    ref,
    text,
    whole,
)

META = fields(
    "What the answer holds.",
    {
        "total": whole("How many rows there are in all; on later pages as it was counted for the first.", 1250),
        "page": whole("The number of this page, from 1.", 1, least=1),
        "page_size": whole("The most rows a page may hold.", 50),
        "updated_at": moment("When the last row of this page changed, in UTC; now where no row has such a time."),
    },
)
FAILURE = fields(
    "A refusal: what is wrong, in sentences for people.",
    {
        "success": flag("Always false.", False) | {"const": False},
        "data": {"type": "null", "description": "Always null.", "examples": [None]},
        "meta": ref("Meta"),
        "errors": listing(
            "One sentence for each thing that is wrong.", text("A sentence.", "The body is not valid JSON.")
        ),
    },
)


NO_FIELDS = called("NoFields", fields("No fields.", {}))


def answer(data: Shape, says: str = "") -> Shape:
    """A successful answer: the data in its envelope, which is called after what it holds."""
    found = fields(
        says or str(data.get("description", "The answer.")),
        {
            "success": flag("Always true.") | {"const": True},
            "data": data,
            "meta": ref("Meta"),
            "errors": listing(
                "Empty; in a batch a sentence for each refused row.", text("A sentence.", "Product 2: …")
            ),
        },
    )
    kind = "ListAnswer" if "items" in data else "Answer"
    return called(name_of(data.get("items", data)) + kind, found)


def path_part(name: str, shape: Shape) -> Shape:
    """A part of the address."""
    return _parameter("path", name, shape) | {"required": True}


def query(name: str, shape: Shape, *, required: bool = False) -> Shape:
    """A value behind the question mark."""
    return _parameter("query", name, shape) | {"required": required}


def pages(size: int = 50) -> list[Shape]:
    """The three parameters of every list in the envelope."""
    return [
        query("page", whole("The page, from 1.", 1, least=1, most=999_999_999) | {"default": 1}),
        query("page_size", page_size(size)),
        query(
            "cursor",
            text("Where the page begins. Taken from the Link header of the page before, never made up.", "MTIzNA"),
        ),
    ]


def page_size(default: int, most: int = MOST_A_PAGE) -> Shape:
    """How many rows a page holds."""
    return whole("Rows a page.", default, least=1, most=most) | {"default": default}


def parameters() -> dict[str, Shape]:
    """Headers that calls may carry, as components."""
    return {
        "RequestId": _header(
            "X-Request-ID",
            "A name for the call, which comes back in the answer and stands in our log. One that does not fit is replaced.",
            text("1 to 64 of the characters A-Z a-z 0-9 . _ -", "erp-2026-06-19-000123"),
        ),
        "IfNoneMatch": _header(
            "If-None-Match",
            "The ETag of the answer that you have. If nothing has changed, 304 comes back without a body.",
            text("An ETag.", '"5d41402abc4b2a76b9719d911017c592"'),
        ),
        "IdempotencyKey": _header(
            "Idempotency-Key",
            "A new text for each order that you mean. Sent again within a day with the same body, the call gives the first "
            "answer again and orders nothing. Needed unless `dry_run` is true.",
            text(f"1 to {LONGEST_KEY} printable characters.", "7b0c6f0e-order-2026-06-19", least=1, most=LONGEST_KEY),
        ),
    }


def headers() -> dict[str, Any]:
    """Headers that answers carry, as components."""
    limit = settings.PARTNER_CALLS_A_MINUTE
    return {
        "X-Request-ID": _named(
            "The name of the call: yours, or a new one.", text("A name.", "erp-1", pattern=f"^{REQUEST_ID.pattern}$")
        )
        | {"required": True},
        "ETag": _named(
            "Names this answer. Send it in If-None-Match when you ask again.", text("An ETag.", '"5d41402a"')
        ),
        "Link": _named(
            "The next page's address, while there may be one.",
            text("RFC 8288.", '<https://hub.example/api/v1/ext/products?cursor=MTIzNA>; rel="next"'),
        ),
        "RateLimit-Limit": _named("Calls a minute that the key has.", whole("Calls.", limit, least=1)),
        "RateLimit-Remaining": _named("Calls that are left in this minute.", whole("Calls.", limit - 1)),
        "RateLimit-Reset": _named("Seconds until the next minute begins.", whole("Seconds.", 42)),
        "Retry-After": _named("Seconds to wait before the next call.", whole("Seconds.", 21)) | {"required": True},
        "WWW-Authenticate": _named("How to send the key.", text("RFC 9110.", 'Bearer realm="Pixelz Hub"')),
        "Deprecation": _named(
            "Since when it is known that this version ends, in seconds since 1970; only then.",
            text("RFC 9745.", "@1830297600"),
        ),
        "Sunset": _named(
            "Until when this version answers; only where its end is set.",
            text("RFC 8594.", "Sun, 31 Dec 2028 23:59:59 GMT"),
        ),
        "Location": _named("Where to ask for what was made.", address("An address.", "https://hub.example/api/v1/…")),
        "Idempotent-Replayed": _named("`true` if this is the first answer, given again.", text("true", "true")),
    }


def _parameter(place: str, name: str, shape: Shape) -> Shape:
    return {"in": place, "name": name, "description": shape["description"], "schema": shape}


def _header(name: str, says: str, shape: Shape) -> Shape:
    return {"in": "header", "name": name, "required": False, "description": says, "schema": shape}


def _named(says: str, shape: Shape) -> dict[str, Any]:
    return {"description": says, "schema": shape}
