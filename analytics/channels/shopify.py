"""A Shopify store's limits on files, from guides of image tools; the store sets no style of its own."""

from __future__ import annotations

from datetime import date
from functools import partial

from analytics.channels.shapes import Channel, Rule

GUIDE = "https://sellshot.ai/en/blog/shopify-product-image-size-guide"
NUMBERS = "https://isopeel.com/guides/shopify-product-image-requirements"
CHECKED = date(2026, 11, 1)

told = partial(Rule, source=NUMBERS, checked_on=CHECKED, confidence="B")
advised = partial(Rule, source=GUIDE, checked_on=CHECKED, confidence="B", severity="advice", remedy="reshoot")

RULES = (
    told(
        bit=0, code="too_large_file", title="File is too large", severity="blocker", remedy="fix",
        limit=20 * 1024 * 1024,
    ),
    told(
        bit=1, code="too_many_pixels", title="Picture has too many pixels", severity="blocker", remedy="fix",
        limit=25_000_000,
    ),
    told(bit=2, code="oversized", title="Picture is too long", severity="blocker", remedy="fix", limit=5000),
    told(
        bit=3, code="low_resolution", title="Picture is too small to zoom into", severity="warning", remedy="reshoot",
        limit=(800, 800),
    ),
    advised(bit=4, code="low_resolution", title="Picture is smaller than advised", limit=2048),
    told(
        bit=5, code="unsupported_format", title="Format may not be accepted", severity="warning", remedy="fix",
        limit=("JPEG", "PNG", "WEBP", "GIF", "AVIF"),
    ),
    told(bit=6, code="corrupt", title="File is broken", severity="blocker", remedy="fix"),
)  # fmt: skip

CHANNEL = Channel(
    code="shopify",
    name="Shopify store",
    kind="store",
    rules=RULES,
    note="What counts is that all photos of a catalogue have one shape; My shop can ask for it.",
)
