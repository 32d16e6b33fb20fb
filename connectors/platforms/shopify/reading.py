"""Products with all that hangs on them, however long their lists are; and how many there are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from connectors.errors import BadReply, NotFound, Temporary
from connectors.platforms.shopify import mapping
from connectors.platforms.shopify.api import ShopifyApi, next_cursor, nodes, part
from connectors.platforms.shopify.documents import MORE, ORIGINAL, PRODUCT_MEDIA

# A picture that was just handed in is made within seconds.
SETTLING_POLLS = 15


def product(api: ShopifyApi, product_id: str) -> Mapping[str, Any]:
    """A product's media and variants. Raises `NotFound`."""
    found = api.ask(PRODUCT_MEDIA, id=mapping.gid("Product", product_id)).get("product")
    if found is None:
        raise NotFound(f"The store has no product {product_id}.")
    return complete(api, found)


def settled_product(api: ShopifyApi, product_id: str) -> Mapping[str, Any]:
    """The same once no picture of it is being made: until then such a one has no address, and would seem to be gone."""
    found: list[Mapping[str, Any]] = []

    def is_settled() -> bool:
        found[:] = [product(api, product_id)]
        return not any(mapping.is_being_made(entry) for entry in mapping.media(found[0]))

    if not api.wait_for(is_settled, polls=SETTLING_POLLS):
        raise Temporary("Shopify is still working on a photo of this product.")
    return found[0]


def complete(api: ShopifyApi, raw: Any) -> Mapping[str, Any]:
    """The product with the rest of those of its lists that were longer than what came with it."""
    if not isinstance(raw, Mapping):
        return {}
    rest = {name: _whole_list(api, raw, name) for name in MORE if isinstance(raw.get(name), Mapping)}
    return {**raw, **rest}


def _whole_list(api: ShopifyApi, raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    connection, found, after = raw[name], [*nodes(raw[name], name)], None
    while after := next_cursor(connection, after):
        more = api.ask(MORE[name], id=raw.get("id"), after=after).get("product")
        if more is None:
            raise NotFound("The product is no longer in the store.")
        connection = more.get(name)
        found += nodes(connection, name)
    return {"nodes": found}


def original_url(api: ShopifyApi, image_id: str) -> str:
    """Where the very file that was handed in lies, for minutes; empty if Shopify does not say.

    What the CDN sends is made for browsers ("automatic optimization", MediaImage).
    """
    found = part(api.ask(ORIGINAL, id=mapping.gid("MediaImage", image_id)), "node")
    return str(part(found, "originalSource").get("url") or "")


def changed_at(since: datetime | None) -> str | None:
    """The search for what changed at that second or later: Shopify's times have whole seconds."""
    return f"updated_at:>='{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}'" if since else None


def count(found: Mapping[str, Any], name: str) -> int:
    number = part(found, name).get("count")
    if not isinstance(number, int):
        raise BadReply(f"Shopify's answer does not say how many there are ({name}).")
    return number
