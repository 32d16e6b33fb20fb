"""The JSON Schema of a description: what its editor offers, and the first check of what was written."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

EXPRESSION: Schema = {"type": "string", "minLength": 1, "maxLength": 500, "description": "A JMESPath expression."}
TEXT: Schema = {"type": "string", "minLength": 1, "maxLength": 2000}
TEXTS: Schema = {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}}
FORMAT: Schema = {
    "type": "string",
    "pattern": "^(iso|epoch_s|epoch_ms|.*%.*)$",
    "description": "iso, epoch_s, epoch_ms, or a pattern such as %d.%m.%Y %H:%M:%S.",
}


def _closed(required: tuple[str, ...] = (), **properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _fields(required: tuple[str, ...], *optional: str) -> Schema:
    return _closed(required, **dict.fromkeys((*required, *optional), EXPRESSION))


def _when(kind: str, *required: str) -> Schema:
    return {"if": {"properties": {"type": {"const": kind}}, "required": ["type"]}, "then": {"required": list(required)}}


REQUEST = _closed(
    ("path",),
    method={"enum": ["GET", "POST", "PUT", "PATCH", "DELETE"]},
    path={**TEXT, "description": "Below base_url; {{product.id}} and the like are filled in."},
    params=TEXTS,
    headers=TEXTS,
    json={"type": ["object", "array"]},
    form=TEXTS,
    xml={"type": "string", "maxLength": 20_000},
    multipart=TEXTS,
)
STOP = _closed(
    total={**EXPRESSION, "description": "Where the answer says how many rows there are in all."},
    has_more={**EXPRESSION, "description": "Where the answer says whether there is another page."},
    size={"type": "integer", "minimum": 1, "description": "A page with fewer rows than that is the last."},
)
PAGINATE: Schema = {
    **_closed(
        ("type",),
        type={"enum": ["none", "page", "offset", "cursor", "next_url", "link_header"]},
        param=TEXT,
        size_param=TEXT,
        size={"type": "integer", "minimum": 1, "maximum": 10_000},
        start={"type": "integer", "minimum": 0},
        next=EXPRESSION,
        stop=STOP,
        max_pages={"type": "integer", "minimum": 1, "maximum": 100_000},
    ),
    "allOf": [_when("cursor", "next"), _when("next_url", "next")],
}
AUTH: Schema = {
    **_closed(
        ("type",),
        type={"enum": ["none", "basic", "bearer", "api_key", "client_credentials", "login_token"]},
        username=TEXT,
        password=TEXT,
        token={**TEXT, "description": "bearer: the token. login_token: where the answer holds it (JMESPath)."},
        name=TEXT,
        value=TEXT,
        token_url={**TEXT, "description": "Where the token is asked for: below base_url, or a whole https address."},
        client_id=TEXT,
        client_secret=TEXT,
        scope={"type": "string", "maxLength": 2000},
        send={"enum": ["form", "basic"]},
        request=REQUEST,
        life_s={"type": "integer", "minimum": 60, "description": "How long a token lasts if its answer does not say."},
        also={**TEXTS, "description": "Further headers that only this store may see."},
        **{"in": {"enum": ["header", "query", "body"]}},
    ),
    "allOf": [
        _when("basic", "username", "password"),
        _when("bearer", "token"),
        _when("api_key", "name", "value"),
        _when("client_credentials", "token_url", "client_id", "client_secret"),
        _when("login_token", "request", "token"),
    ],
}
ERRORS: Schema = {
    "type": "array",
    "maxItems": 50,
    "items": _closed(
        ("when", "do"),
        when={
            **_closed(
                status={"type": "array", "items": {"type": "integer", "minimum": 100, "maximum": 599}},
                jmes=EXPRESSION,
                contains=TEXT,
            ),
            "minProperties": 1,
        },
        do={"enum": ["retry", "fail", "ignore", "reauth", "missing"]},
        wait_header=TEXT,
        message=EXPRESSION,
    ),
}
INCREMENTAL = _closed(
    (),
    path=EXPRESSION,
    param=TEXT,
    format=FORMAT,
    zone=TEXT,
    lookback_s={"type": "integer", "minimum": 0, "maximum": 604_800},
    first={"type": ["string", "integer"]},
)
RESULT = _closed((), image_id=EXPRESSION)
ENTRY: Schema = {"type": ["object", "string", "array"]}
LIVE: Schema = {
    "type": "object",
    "additionalProperties": EXPRESSION,
    "description": "What the request sends back as it is, from the answer to images.request: {{live.NAME}}.",
}


def _count() -> Schema:
    return _closed(("request", "value"), request=REQUEST, value=EXPRESSION)


SCHEMA: Schema = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Custom API",
    **_closed(
        ("version", "base_url", "products", "images"),
        version={"const": 1},
        base_url=TEXT,
        auth=AUTH,
        answers=_closed(
            (),
            type={"enum": ["json", "xml"]},
            lists={"type": "array", "items": TEXT, "description": "XML only: elements that may come several times."},
        ),
        dates=_closed((), format=FORMAT, zone=TEXT),
        limits=_closed(
            (),
            rps={"type": "number", "exclusiveMinimum": 0},
            concurrency={"const": 1},
            timeout_s={"type": "number", "minimum": 1, "maximum": 300},
        ),
        errors=ERRORS,
        check=_closed(("request",), request=REQUEST, name=EXPRESSION, url=EXPRESSION, currency=EXPRESSION),
        categories={
            **_closed(
                (),
                request=REQUEST,
                records=EXPRESSION,
                paginate=PAGINATE,
                fields=_fields(("id", "name"), "parent", "language", "active", "product_count"),
                separator=TEXT,
                **{"from": {"const": "products"}},
            ),
            "if": {"not": {"required": ["from"]}},
            "then": {"required": ["request", "records", "fields"]},
        },
        products=_closed(
            ("request", "records", "fields"),
            request=REQUEST,
            records=EXPRESSION,
            paginate=PAGINATE,
            incremental=INCREMENTAL,
            fields=_fields(
                ("id", "name"),
                *("sku", "ean", "url", "categories", "tags", "updated", "language", "active", "image_count"),
            ),
        ),
        images=_closed(
            ("request", "records", "fields"),
            per={"const": "products"},
            request=REQUEST,
            records=EXPRESSION,
            in_products=EXPRESSION,
            paginate=PAGINATE,
            signed={"type": "boolean", "description": "Whether the photos themselves are behind the key, too."},
            fields=_fields(("id", "url"), "position", "alt", "thumbnail", "width", "height", "created"),
        ),
        variants=_closed(
            ("records", "fields"),
            records={**EXPRESSION, "description": "In the answer to images.request."},
            in_products=EXPRESSION,
            fields=_fields(("id",), "name", "sku", "ean", "image_id"),
        ),
        counts={
            **_closed((), categories=_count(), products=_count(), images=_count()),
            "minProperties": 1,
        },
        post_image=_closed(
            ("request",), request=REQUEST, result=RESULT, in_place={"type": "boolean"}, verify={"const": "images"}
        ),
        add_image=_closed(("request",), request=REQUEST, result=RESULT, verify={"const": "images"}),
        post_product=_closed(
            ("request", "kept", "added"),
            request=REQUEST,
            kept=ENTRY,
            added=ENTRY,
            variant=ENTRY,
            live=LIVE,
            verify={"const": "images"},
        ),
    ),
}
