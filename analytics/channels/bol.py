"""bol's rules, from its partner platform. Sizes are those of the product: the white round it does not count."""

from __future__ import annotations

from datetime import date
from functools import partial

from analytics.channels.shapes import Channel, Rule

GUIDE = "https://partnerplatform.bol.com/en/need-help/productinformation/optimise-images/"
ADDRESSES = "https://leveranciers.bol.com/?p=1282"
CHECKED = date(2026, 11, 1)

guide = partial(Rule, source=GUIDE, checked_on=CHECKED, confidence="A")

RULES = (
    guide(
        bit=0, code="few_product_pixels", title="Picture is too small without its white margin", severity="blocker",
        remedy="reshoot", limit=500,
    ),
    # Read by the letter, 500 x 500 px without white refuses every pen and every bottle.
    guide(
        bit=1, code="few_product_pixels", title="Product is narrower than 500 px", severity="warning",
        remedy="reshoot", limit=(500, 500),
    ),
    guide(
        bit=2, code="low_resolution", title="Picture is too small to zoom into", severity="advice", remedy="reshoot",
        limit=(1200, 1200),
    ),
    # White does not count here either, so a picture that is larger than this may still be taken.
    guide(bit=3, code="oversized", title="Picture has too many pixels", severity="warning", remedy="fix", limit=6000),
    guide(
        bit=4, code="too_small_file", title="File is too small", severity="blocker", remedy="fix", limit=30 * 1024
    ),
    guide(
        bit=5, code="too_large_file", title="File is too large", severity="blocker", remedy="fix",
        limit=10 * 1024 * 1024,
    ),
    guide(
        bit=6, code="non_white_background", title="Background is not white", severity="blocker", remedy="mend",
        limit=240, main_only=True,
    ),
    guide(
        bit=7, code="watermark", title="Picture may carry a watermark", severity="advice", remedy="mend",
        main_only=True,
    ),
    guide(
        bit=8, code="text_overlay", title="Picture may carry added text", severity="advice", remedy="mend",
        main_only=True,
    ),
    guide(bit=9, code="corrupt", title="File is broken", severity="blocker", remedy="fix"),
    # Said of photos that come by their address.
    Rule(
        bit=10, code="unsupported_format", title="Format may not be accepted", severity="warning", remedy="fix",
        limit=("JPEG", "PNG"), source=ADDRESSES, checked_on=CHECKED, confidence="B",
    ),
)  # fmt: skip

CHANNEL = Channel(
    code="bol",
    name="bol",
    kind="marketplace",
    rules=RULES,
    note="Models, packaging, logos, visible shadows and collages are forbidden on the main picture too; "
    "they cannot be measured reliably.",
)
