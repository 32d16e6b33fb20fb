"""Etsy: only third parties were found, and they contradict each other, so that little more than advice is left."""

from __future__ import annotations

from datetime import date
from functools import partial

from analytics.channels.shapes import Channel, Rule

CHECKLIST = "https://hauld.app/blog/etsy-listing-photo-checklist"
OTHERS = "https://etsyshop.ai/"
CHECKED = date(2026, 11, 1)

told = partial(Rule, source=CHECKLIST, checked_on=CHECKED, confidence="C")
otherwise = partial(Rule, source=OTHERS, checked_on=CHECKED, confidence="C")

RULES = (
    # One source asks this of the longest side, the other of the shortest.
    otherwise(
        bit=0, code="low_resolution", title="Picture's longest side is under 2,000 px", severity="advice",
        remedy="reshoot", limit=2000,
    ),
    told(
        bit=1, code="low_resolution", title="Picture's shortest side is under 2,000 px", severity="advice",
        remedy="reshoot", limit=(2000, 2000),
    ),
    told(
        bit=2, code="unsupported_format", title="Format may not be accepted", severity="warning", remedy="fix",
        limit=("JPEG", "PNG", "GIF"),
    ),
    told(
        bit=3, code="too_large_file", title="File is too large", severity="warning", remedy="fix",
        limit=10 * 1024 * 1024,
    ),
    told(bit=4, code="corrupt", title="File is broken", severity="warning", remedy="fix"),
)  # fmt: skip

CHANNEL = Channel(
    code="etsy",
    name="Etsy",
    kind="marketplace",
    rules=RULES,
    note="Thumbnails are 4:3, 5:4 or 1:1, depending on the place: leave room round the product.",
)
