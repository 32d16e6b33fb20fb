"""Walmart Marketplace's rules, from its own guide for product detail pages."""

from __future__ import annotations

from datetime import date
from functools import partial

from analytics.channels.shapes import Channel, Rule

GUIDE = (
    "https://marketplacelearn.walmart.com/guides/Item%20setup/Item%20content,%20imagery,%20and%20media/"
    "Product-detail-page:-Image-guidelines-&-requirements"
)
CHECKED = date(2026, 11, 1)

guide = partial(Rule, source=GUIDE, checked_on=CHECKED, confidence="A")

RULES = (
    # The guide names no size below which a picture is refused.
    guide(
        bit=0, code="low_resolution", title="Picture is too small to zoom into", severity="warning",
        remedy="reshoot", limit=(1500, 1500),
    ),
    guide(
        bit=1, code="odd_aspect_ratio", title="Picture is not square", severity="blocker", remedy="mend", limit=(1, 1)
    ),
    guide(
        bit=2, code="non_white_background", title="Background is not pure white", severity="blocker", remedy="mend",
        limit=255, main_only=True,
    ),
    guide(
        bit=3, code="unsupported_format", title="Format is not accepted", severity="blocker", remedy="fix",
        limit=("JPEG", "PNG", "BMP"),
    ),
    guide(bit=4, code="not_rgb", title="Colours are meant for print", severity="blocker", remedy="fix"),
    guide(
        bit=5, code="too_large_file", title="File is too large", severity="blocker", remedy="fix",
        limit=5 * 1024 * 1024,
    ),
    guide(bit=6, code="url_query", title="Address has a query", severity="blocker", remedy="fix"),
    guide(
        bit=7, code="url_extension", title="Address does not end like a picture's", severity="blocker", remedy="fix"
    ),
    guide(bit=8, code="corrupt", title="File is broken", severity="blocker", remedy="fix"),
    guide(
        bit=9, code="low_resolution", title="Picture is smaller than Walmart asks", severity="warning",
        remedy="reshoot", limit=(2200, 2200),
    ),
)  # fmt: skip

CHANNEL = Channel(
    code="walmart",
    name="Walmart",
    kind="marketplace",
    rules=RULES,
    note="Products whose photos do not comply may be taken off the site.",
    photos_advised=4,
    photos_source=GUIDE,
)
