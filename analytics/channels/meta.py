"""Meta's catalogue for Facebook and Instagram. Meta's page speaks of ads; the catalogue's own numbers are not certain."""

from __future__ import annotations

from datetime import date
from functools import partial

from analytics.channels.shapes import Channel, Rule

ADS = "https://developers.facebook.com/documentation/ads-commerce/instagram/ads-api/reference/media-requirements"
CHECKED = date(2026, 11, 1)

ads = partial(Rule, source=ADS, checked_on=CHECKED, confidence="A")
thin = partial(Rule, source=ADS, checked_on=CHECKED, confidence="C")

RULES = (
    thin(
        bit=0, code="low_resolution", title="Picture is too small", severity="warning", remedy="reshoot",
        limit=(500, 500),
    ),
    ads(
        bit=1, code="low_resolution", title="Picture is too small for Instagram ads", severity="advice",
        remedy="reshoot", limit=(600, 600),
    ),
    ads(
        bit=2, code="low_resolution", title="Picture is smaller than advised for Facebook ads", severity="advice",
        remedy="reshoot", limit=(1080, 1080),
    ),
    ads(
        bit=3, code="odd_aspect_ratio", title="Picture is not square", severity="advice", remedy="mend", limit=(1, 1)
    ),
    thin(
        bit=4, code="unsupported_format", title="Format may not be accepted", severity="warning", remedy="fix",
        limit=("JPEG", "PNG"),
    ),
    thin(
        bit=5, code="too_large_file", title="File is too large", severity="warning", remedy="fix",
        limit=8 * 1024 * 1024,
    ),
    thin(bit=6, code="text_overlay", title="Picture may carry added text", severity="advice", remedy="mend"),
    ads(bit=7, code="corrupt", title="File is broken", severity="blocker", remedy="fix"),
)  # fmt: skip

CHANNEL = Channel(
    code="meta",
    name="Meta catalogue",
    kind="feed",
    rules=RULES,
    note="For ads 4:5 and 1.91:1 are taken too. Meta fetches a picture again only under a new address.",
)
