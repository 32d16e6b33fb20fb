"""A BigCommerce store's limits on files and addresses, as its API takes them."""

from __future__ import annotations

from datetime import date
from functools import partial

from analytics.channels.shapes import Channel, Rule

API = "https://pipedream.com/apps/bigcommerce/actions/create-product-image.md"
CHECKED = date(2026, 11, 1)

told = partial(Rule, source=API, checked_on=CHECKED, confidence="B", severity="blocker", remedy="fix")

RULES = (
    told(bit=0, code="too_large_file", title="File is too large", limit=8 * 1024 * 1024),
    told(bit=1, code="long_url", title="Address is too long", limit=255),
    # Also WBMP and XBM, which no shop has.
    told(
        bit=2, code="unsupported_format", title="Format is not accepted", limit=("JPEG", "PNG", "WEBP", "GIF", "BMP")
    ),
    told(bit=3, code="corrupt", title="File is broken"),
)  # fmt: skip

CHANNEL = Channel(
    code="bigcommerce",
    name="BigCommerce store",
    kind="store",
    rules=RULES,
    note="The store asks nothing of what a photo shows; My shop can.",
)
