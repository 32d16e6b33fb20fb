"""What POST Image, WhiteGloveService and StackImage are given, checked against the document's table."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from pixelzhub.sandbox.pixelz.call import Call, Refused, missing
from pixelzhub.sandbox.pixelz.contacts import by_key
from pixelzhub.sandbox.pixelz.tickets import Posted

PARTS = ("imageURL", "imageURL2", "imageURL3", "imageURL4", "imageURL5")
DEADLINE = "%Y-%m-%d %H:%M:%S"
# The format cuts fractions of a second off, and the call has to travel.
GRACE = timedelta(minutes=1)
SWATCH = re.compile("#[0-9A-Fa-f]{6}")
NEWER = (
    "customerFolder",
    "outputFileName",
    "swatchImageURL",
    "swatchColorCode",
    "markerX",
    "markerY",
    "customerImageColorID",
)
"""Fields that the published document lacks and Pixelz's own tools send (github.com/Pixelz-Inc/pixelz-ai-tools)."""


def read_posted(call: Call) -> Posted:
    """The posted image. Raises `Refused`. Unknown fields, a sixth address among them, are passed over."""
    if not call.text("imageURL"):
        raise missing("imageURL")
    newer = call.service.faults.newer_calls
    return Posted(
        parts=tuple(filter(None, (call.text(name) for name in PARTS))),
        customer_image_id=call.text("customerImageId"),
        product_id=call.text("productId"),
        callback_url=call.text("imageCallbackURL"),
        reference_url=call.text("colorReferenceFileURL"),
        deadline=_deadline(call),
        developer_id=_developer(call),
        comment=call.text("comment") if newer else "",
        markup_url=call.text("markupImageUrl") if newer else "",
        extras=_extras(call) if newer else {},
    )


def _deadline(call: Call) -> str:
    value = call.text("imageDeadlineDateTimeUTC")
    if not value:
        return ""
    try:
        deadline = datetime.strptime(value, DEADLINE).replace(tzinfo=UTC)
    except ValueError:
        raise Refused("InvalidDeadline", "imageDeadlineDateTimeUTC must be like 2026-01-31 23:59:00.") from None
    moment, least = datetime.now(UTC), call.contact.least_hours
    if deadline < moment:
        raise Refused("InvalidDeadline", "The deadline has passed already.")
    if deadline < moment + timedelta(hours=least) - GRACE:
        raise Refused("InvalidDeadline", f"The deadline must be at least {least:g} hours from now.")
    return value


def _developer(call: Call) -> int | None:
    key = call.text("developerAPIkey")
    if not key:
        return None
    found = by_key(call.service.store, key)
    if found is None:
        raise Refused("InvalidDeveloper", "The developer API key is not valid.")
    return found.id


def _extras(call: Call) -> dict[str, Any]:
    extras: dict[str, Any] = {name: call.text(name) for name in NEWER if call.text(name)}
    if not SWATCH.fullmatch(extras.get("swatchColorCode", "#000000")):
        raise Refused("InvalidParameter", "swatchColorCode must be like #1A2B3C.")
    colorways = call.texts("colorwayIds")
    if not call.service.knows_colorways(call.contact.id, colorways):
        raise Refused("InvalidParameter", "colorwayIds names a colorway that does not exist.")
    return extras | ({"colorwayIds": colorways} if colorways else {})
