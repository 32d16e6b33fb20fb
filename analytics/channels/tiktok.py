"""TikTok Shop's rules. No page of TikTok's own was found: the numbers are those of feed tools, which partly disagree."""

from __future__ import annotations

from datetime import date
from functools import partial

from analytics.channels.shapes import Channel, Rule

TOOL = "https://imagespeccheck.com/tools/tiktok-shop-image"
NUMBERS = "https://emberfeed.com/specs/tiktok-shop-image-requirements-2026"
CHECKED = date(2026, 11, 1)

told = partial(Rule, source=NUMBERS, checked_on=CHECKED, confidence="B")
thin = partial(Rule, source=TOOL, checked_on=CHECKED, confidence="C")

RULES = (
    told(
        bit=0, code="low_resolution", title="Picture is too small", severity="blocker", remedy="reshoot",
        limit=(600, 600),
    ),
    # Some say that this is the minimum.
    thin(
        bit=1, code="low_resolution", title="Picture is smaller than advised", severity="advice", remedy="reshoot",
        limit=(800, 800),
    ),
    thin(bit=2, code="oversized", title="Picture has too many pixels", severity="warning", remedy="fix", limit=6000),
    told(
        bit=3, code="odd_aspect_ratio", title="Picture is not square", severity="warning", remedy="mend", limit=(1, 1)
    ),
    told(
        bit=4, code="non_white_background", title="Background is not pure white", severity="warning", remedy="mend",
        limit=255, main_only=True,
    ),
    thin(
        bit=5, code="small_subject", title="Product is smaller in the frame than advised", severity="advice",
        remedy="mend", limit=0.80, main_only=True,
    ),
    told(
        bit=6, code="unsupported_format", title="Format is not accepted", severity="blocker", remedy="fix",
        limit=("JPEG", "PNG"),
    ),
    told(
        bit=7, code="too_large_file", title="File is too large", severity="blocker", remedy="fix",
        limit=5 * 1024 * 1024,
    ),
    told(bit=8, code="border_frame", title="Picture has a frame", severity="warning", remedy="mend", limit=3),
    told(bit=9, code="watermark", title="Picture may carry a watermark", severity="advice", remedy="mend"),
    told(bit=10, code="text_overlay", title="Picture may carry added text", severity="advice", remedy="mend"),
    told(bit=11, code="grayscale", title="Picture may be black and white", severity="advice", remedy="reshoot"),
    told(bit=12, code="corrupt", title="File is broken", severity="blocker", remedy="fix"),
)  # fmt: skip

CHANNEL = Channel(
    code="tiktok",
    name="TikTok Shop",
    kind="marketplace",
    rules=RULES,
    note="At most 9 photos a product.",
    photos_advised=5,
    photos_source=NUMBERS,
)
