"""Every answer that is no success: its status, when it comes, and the sentences that partners read in it."""

from __future__ import annotations

from typing import Any

from pixelzhub.partners.frame.keys import HOW_TO_CALL
from pixelzhub.partners.schema.shapes import MOMENT

# The calls that any key makes, and those that bring a body.
ALWAYS = (401, 403, 406, 429, 500)
OF_BODIES = (400, 413, 415, 422)

# Status -> its name in the document, when it comes, and what its first sentence may be.
REFUSALS: dict[int, tuple[str, str, str]] = {
    400: ("NoJson", "The body cannot be read as JSON.", "The body is not valid JSON."),
    401: (
        "NoKey",
        "The key is missing, unknown, revoked or expired.",
        HOW_TO_CALL,
    ),
    403: (
        "NoScope",
        "The key lacks the scope that this call needs.",
        "This API key lacks the scope ext:products:write. Its scopes: ext:products:read.",
    ),
    404: (
        "NotThere",
        "There is nothing of yours under this address, or a row that the body names is not there.",
        "There is no product with the EAN 3760000000001.",
    ),
    406: (
        "OnlyJson",
        "The header Accept leaves out the kind of answer that this call gives.",
        "Could not satisfy the request Accept header.",
    ),
    409: (
        "NotNow",
        "What is asked does not fit the state that things are in. The sentence names the state.",
        "This job cannot be taken back: Back from Pixelz, Approved.",
    ),
    413: ("TooLarge", "The body is larger than is accepted.", "The body is larger than 5 MB."),
    415: (
        "NotThisKind",
        "The header Content-Type names a kind of body that this call does not take.",
        "The body has to be JSON, with the header “Content-Type: application/json”.",
    ),
    422: (
        "WrongValue",
        "A value is not accepted. Each sentence names the field, its value and what is accepted.",
        '“weight” is "heavy"; a number from 0 to 1,000,000,000, in kg is accepted.',
    ),
    429: (
        "TooMany",
        "The key has used up this minute's calls. Wait for as many seconds as Retry-After says.",
        "Request was throttled. Expected available in 21 seconds.",
    ),
    500: (
        "OurFault",
        "Something failed on our side. It was noted; the same call may be sent again.",
        "Something went wrong here. It was noted, and is not your fault.",
    ),
}
NOT_MODIFIED = "Nothing has changed since the answer whose ETag was sent in If-None-Match. There is no body."
_HEADERS = {
    401: ("WWW-Authenticate",),
    429: ("Retry-After", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"),
}


def refusal(status: int) -> dict[str, str]:
    """The reference to the answer of that status."""
    name = "NotModified" if status == 304 else REFUSALS[status][0]
    return {"$ref": f"#/components/responses/{name}"}


def refusals() -> dict[str, Any]:
    """All of them, as components of the document."""
    found = {name: _response(status, when, sentence) for status, (name, when, sentence) in REFUSALS.items()}
    return found | {"NotModified": {"description": NOT_MODIFIED, "headers": _headers(("ETag",))}}


def _response(status: int, when: str, sentence: str) -> dict[str, Any]:
    meta = {"total": 0, "page": 1, "page_size": 0, "updated_at": MOMENT}
    example = {"success": False, "data": None, "meta": meta, "errors": [sentence]}
    content = {"schema": {"$ref": "#/components/schemas/Failure"}, "example": example}
    return {
        "description": when,
        "headers": _headers(("X-Request-ID", *_HEADERS.get(status, ()))),
        "content": {"application/json": content},
    }


def _headers(names: tuple[str, ...]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
