"""The facts that rules decide by: one line a fact, of a measured picture or of the place where it hangs."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from analytics.channels.shapes import PlacementFacts
from analytics.pixels.measurement import Measurement

Fact = Callable[[Measurement, PlacementFacts], Any]

# What the last part of an address ends in. PostgreSQL reads the same pattern: it stays within what both understand.
URL_EXTENSION = r"^[^/?#]*//[^/?#]*/(?:[^?#]*/)?[^/?#]+\.([^./?#]+)(?:[?#]|\Z)"


def _url_extension(url: str) -> str:
    """In lower case, "" where the address ends in none."""
    found = re.search(URL_EXTENSION, url)
    return found[1].lower() if found else ""


def _touched(measurement: Measurement) -> int | None:
    """How many sides cut the subject; measurements of version 1 know the touched sides alone."""
    if measurement.cut_sides is None and measurement.box_measurable:
        return len(measurement.touches)
    return measurement.cut_sides


FACTS: dict[str, Fact] = {
    # the file
    "error": lambda m, place: m.error,
    "format": lambda m, place: m.format,
    "extension": lambda m, place: m.extension,
    "mode": lambda m, place: m.mode,
    "bytes": lambda m, place: m.bytes,
    "animated": lambda m, place: int(m.animated),
    "exif_orientation": lambda m, place: m.exif_orientation,
    "jpeg_quality": lambda m, place: m.jpeg_quality,
    # its size, px
    "width": lambda m, place: m.width,
    "height": lambda m, place: m.height,
    "longest": lambda m, place: max(m.width, m.height),
    "shortest": lambda m, place: min(m.width, m.height),
    "pixels": lambda m, place: m.pixels,
    "ratio": lambda m, place: m.width / m.height if m.height else None,
    # the ground
    "ground_min": lambda m, place: m.ground_min,
    "ground_white_share": lambda m, place: m.ground_white_share,
    "ground_grey_share": lambda m, place: m.ground_grey_share,
    "alpha_share": lambda m, place: m.alpha_share,
    # the subject
    "fill": lambda m, place: m.fill,
    "offset": lambda m, place: m.offset,
    "touched": lambda m, place: _touched(m),
    "subject_width": lambda m, place: None if m.box is None else (m.box[2] - m.box[0]) * m.width,
    "subject_height": lambda m, place: None if m.box is None else (m.box[3] - m.box[1]) * m.height,
    "frame_sides": lambda m, place: m.frame_sides,
    # light, sharpness, content
    "sharpness": lambda m, place: m.sharpness,
    "sharpness_small": lambda m, place: 1.0 if m.sharpness_small is None else m.sharpness_small,
    "blockiness": lambda m, place: m.blockiness,
    "luma_p1": lambda m, place: m.luma_p1,
    "luma_p99": lambda m, place: m.luma_p99,
    "overexposed_share": lambda m, place: m.overexposed_share,
    "chroma_p95": lambda m, place: m.chroma_p95,
    "entropy": lambda m, place: m.entropy,
    "subject_entropy": lambda m, place: m.subject_entropy or 0.0,
    # laid over it
    "marks": lambda m, place: m.marks or 0,
    "letters": lambda m, place: m.letters,
    # the place
    "url_length": lambda m, place: len(place.url),
    "url_has_query": lambda m, place: int("?" in place.url),
    "url_extension": lambda m, place: _url_extension(place.url),
}


def facts_of(measurement: Measurement, place: PlacementFacts) -> Callable[[str], Any]:
    """Looks up one fact by its name; None where it could not be measured."""
    return lambda name: FACTS[name](measurement, place)
