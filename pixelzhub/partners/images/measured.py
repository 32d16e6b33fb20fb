"""A measurement as partners see it: each raw value with its unit."""

from __future__ import annotations

from typing import Any

from analytics.pixels import Measurement

SHARE = "share from 0 to 1"
COLOUR = "0 to 255"
# Fingerprints are no measure of a photo; they are what twins are found by.
UNITS: dict[str, str | None] = {
    "format": None,
    "extension": None,
    "bytes": "bytes",
    "width": "px",
    "height": "px",
    "mode": None,
    "has_icc": None,
    "exif_orientation": "1 to 8",
    "animated": None,
    "jpeg_quality": "1 to 100",
    "blockiness": "ratio, 1 is none",
    "alpha_share": SHARE,
    "ground_rgb": COLOUR,
    "ground_min": COLOUR,
    "ground_white_share": SHARE,
    "ground_pure_share": SHARE,
    "ground_grey_share": SHARE,
    "ground_uniform": SHARE,
    "box": "left, top, right, bottom as shares of width and height",
    "fill": SHARE,
    "offset": SHARE,
    "touches": None,
    "cut_sides": "sides",
    "subject_lab": "CIELAB",
    "sharpness": "score",
    "luma_p1": COLOUR,
    "luma_p99": COLOUR,
    "entropy": "bits",
    "overexposed_share": SHARE,
    "chroma_p95": COLOUR,
    "frame_sides": "sides",
    "letters": "letters",
}


def measured_body(measurement: Measurement) -> dict[str, Any]:
    """Name -> value and unit, None where it could not be told; only the reason of a file that could not be opened."""
    if measurement.error:
        return {"error": measurement.error, "reason": measurement.reason}
    return {name: {"value": getattr(measurement, name), "unit": unit} for name, unit in UNITS.items()}
