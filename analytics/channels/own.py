"""My shop: the merchant's own limits as a channel like any other. What is left empty is not asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from analytics.channels.shapes import Channel, Limit, Remedy, Rule

OWN = "own"


@dataclass(frozen=True, slots=True)
class Line:
    """One limit that a merchant may set: the rule that it makes. `bit` is never used again.

    `asked` says whether it is asked of a merchant who set nothing; `usual` is the limit then, or a sensible one.
    """

    name: str
    bit: int
    code: str
    title: str
    remedy: Remedy
    usual: Any
    limit: Callable[[Any], Limit] = lambda value: value
    main_only: bool = False
    asked: bool = True


def _none(wanted: Any) -> Limit:
    return None


def _share(percent: Any) -> Limit:
    return float(percent) / 100


def _bytes(megabytes: Any) -> Limit:
    return int(megabytes * 1024 * 1024)


def _shape(text: Any) -> Limit:
    return tuple(float(part) for part in text.split(":"))


# The usual values are those of common shop themes: square, zoomable photos of one look.
LINES = (
    Line("longest_px", 0, "low_resolution", "Picture is smaller than your shop asks", "reshoot", 1000),
    Line("shape", 1, "odd_aspect_ratio", "Picture has another shape than your shop asks", "mend", "1:1", _shape),
    Line("ground", 2, "non_white_background", "Background is not as white as your shop asks", "mend", 244,
         main_only=True),
    Line("fill_percent", 3, "small_subject", "Product is smaller in the frame than your shop asks", "mend", 60, _share,
         main_only=True),
    Line("largest_fill_percent", 4, "large_subject", "Product is larger in the frame than your shop asks", "mend", 95,
         _share, main_only=True, asked=False),
    Line("megabytes", 5, "too_large_file", "File is larger than your shop asks", "fix", 5, _bytes),
    Line("formats", 6, "unsupported_format", "Format is not one that your shop takes", "fix",
         ["JPEG", "PNG", "WEBP"], tuple),
    Line("frame", 7, "border_frame", "Picture has a frame", "mend", True, lambda wanted: 3, main_only=True),
    Line("sharp", 8, "blurry", "Picture is blurred", "reshoot", True, _none),
    Line("whole", 9, "corrupt", "File is broken", "fix", True, _none),
    Line("largest_px", 10, "oversized", "Picture is larger than your shop asks", "fix", 5000, asked=False),
    Line("off_centre_percent", 11, "off_centre", "Product is not in the middle", "mend", 10, _share, main_only=True,
         asked=False),
    Line("uncut", 12, "tight_crop", "Product is cut off", "reshoot", True, lambda wanted: 2, main_only=True,
         asked=False),
    Line("bright", 13, "dark", "Picture is dark", "mend", True, _none, asked=False),
    Line("clean", 14, "jpeg_artifacts", "Picture shows marks of strong compression", "fix", True, _none,
         asked=False),
    Line("screen_colours", 15, "not_rgb", "Colours are meant for print", "fix", True, _none, asked=False),
    Line("named", 16, "wrong_extension", "Name ends like another format", "fix", True, _none, asked=False),
    Line("still", 17, "animated", "Picture is animated", "fix", True, _none, asked=False),
)  # fmt: skip
USUAL: dict[str, Any] = {line.name: line.usual if line.asked else None for line in LINES}


def own_channel(values: Mapping[str, Any]) -> Channel:
    """The merchant's limits as a channel; names that `values` lacks have their usual limit, empty ones are off."""
    asked = {**USUAL, **values}
    return Channel(
        code=OWN,
        name="My shop",
        rules=tuple(_rule(line, asked[line.name]) for line in LINES),
        note="Your own limits for your own site; whatever you set is required.",
        kind="own",
    )


def _rule(line: Line, value: Any) -> Rule:
    """A limit that is off keeps its rule, so that bits and names stay what they are."""
    return Rule(
        bit=line.bit,
        code=line.code,
        title=line.title,
        severity="blocker",
        remedy=line.remedy,
        limit=line.limit(value or line.usual),
        main_only=line.main_only,
        source="",
        checked_on=date(2026, 11, 21),
        confidence="A",
        off=not value,
    )
