"""eBay's rules: the picture policy and the developers' guide are eBay's own, the advice is a third party's."""

from __future__ import annotations

from datetime import date
from functools import partial

from analytics.channels.shapes import Channel, Rule

POLICY = "https://www.ebay.com/help/policies/listing-policies/picture-policy?id=4370"
FORMATS = "https://entwickler.ebay.de/api-docs/user-guides/static/trading-user-guide/picture-hosting.html"
NUMBERS = "https://plomz.com/guide/ebay-image-requirements-for-sellers-2026"
CHECKED = date(2026, 11, 1)

policy = partial(Rule, source=POLICY, checked_on=CHECKED, confidence="A")
told = partial(Rule, source=NUMBERS, checked_on=CHECKED, confidence="B")

RULES = (
    policy(bit=0, code="low_resolution", title="Picture is too small", severity="blocker", remedy="reshoot", limit=500),
    told(
        bit=1, code="low_resolution", title="Picture is smaller than advised", severity="advice", remedy="reshoot",
        limit=1600,
    ),
    Rule(
        bit=2, code="unsupported_format", title="Format is not accepted", severity="blocker", remedy="fix",
        limit=("JPEG", "PNG", "GIF", "TIFF", "BMP", "WEBP", "AVIF"), source=FORMATS, checked_on=CHECKED, confidence="B",
    ),
    # An older text says 7 MB.
    told(
        bit=3, code="too_large_file", title="File is too large", severity="warning", remedy="fix",
        limit=12 * 1024 * 1024,
    ),
    policy(bit=4, code="border_frame", title="Picture has a frame", severity="warning", remedy="mend", limit=3),
    policy(bit=5, code="watermark", title="Picture may carry a watermark", severity="advice", remedy="mend"),
    policy(bit=6, code="text_overlay", title="Picture may carry added text", severity="advice", remedy="mend"),
    policy(
        bit=7, code="low_information", title="Picture shows hardly anything, like a placeholder", severity="warning",
        remedy="reshoot",
    ),
    policy(bit=8, code="corrupt", title="File is broken", severity="blocker", remedy="fix"),
    told(
        bit=9, code="non_white_background", title="Background is not white", severity="advice", remedy="mend",
        limit=240, main_only=True,
    ),
)  # fmt: skip

CHANNEL = Channel(
    code="ebay",
    name="eBay",
    kind="marketplace",
    rules=RULES,
    note="Stock photos of used goods are forbidden too; no picture tells that by itself.",
)
