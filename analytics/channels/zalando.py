"""Zalando's rules, from its partners' guide."""

from __future__ import annotations

from datetime import date
from functools import partial

from analytics.channels.shapes import Channel, Rule

GUIDE = "https://partner.zalando.com/university/article/accessories-image-guide"
CHECKED = date(2026, 11, 1)

guide = partial(Rule, source=GUIDE, checked_on=CHECKED, confidence="A")

RULES = (
    guide(
        bit=0, code="low_resolution", title="Picture is too small", severity="blocker", remedy="reshoot",
        limit=(762, 1100),
    ),
    guide(
        bit=1, code="low_resolution", title="Picture is smaller than advised", severity="advice", remedy="reshoot",
        limit=(1801, 2600),
    ),
    guide(
        bit=2, code="odd_aspect_ratio", title="Picture is not 1:1.44 upright", severity="blocker", remedy="mend",
        limit=(1, 1.44),
    ),
    guide(
        bit=3, code="unsupported_format", title="Format is not JPEG", severity="blocker", remedy="fix", limit=("JPEG",)
    ),
    guide(
        bit=4, code="too_large_file", title="File is too large", severity="blocker", remedy="fix",
        limit=20 * 1024 * 1024,
    ),
    guide(bit=5, code="blurry", title="Picture is blurred", severity="warning", remedy="reshoot"),
    guide(bit=6, code="corrupt", title="File is broken", severity="blocker", remedy="fix"),
    # The main packshot stands on white; for some ranges a model comes first.
    guide(
        bit=7, code="non_white_background", title="Background is not white", severity="warning", remedy="mend",
        limit=240, main_only=True,
    ),
)  # fmt: skip

CHANNEL = Channel(
    code="zalando",
    name="Zalando",
    kind="marketplace",
    rules=RULES,
    note="How many views, and which, depends on the category; the partners' guide lists them.",
)
