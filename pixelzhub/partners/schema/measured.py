"""What was measured on a photo's bytes, as partners read it: each value with its kind, its unit and an example."""

from __future__ import annotations

from types import NoneType
from typing import Any, get_args, get_type_hints

from analytics.pixels import Measurement
from pixelzhub.partners.images.measured import UNITS
from pixelzhub.partners.schema.shapes import Shape, called, fields, listing, maybe, text

KINDS = {str: "string", bool: "boolean", int: "integer", float: "number"}
EXAMPLES: dict[str, Any] = {
    "format": "JPEG",
    "extension": "jpg",
    "bytes": 181_220,
    "width": 1600,
    "height": 1600,
    "mode": "RGB",
    "has_icc": True,
    "exif_orientation": 1,
    "animated": False,
    "jpeg_quality": 90,
    "blockiness": 1.02,
    "alpha_share": 0.0,
    "ground_rgb": [229, 229, 229],
    "ground_min": 221,
    "ground_white_share": 0.12,
    "ground_pure_share": 0.03,
    "ground_grey_share": 0.97,
    "ground_uniform": 0.94,
    "box": [0.08, 0.11, 0.92, 0.87],
    "fill": 0.84,
    "offset": 0.02,
    "touches": ["left"],
    "cut_sides": 1,
    "subject_lab": [52.1, 8.4, -3.7],
    "sharpness": 0.41,
    "luma_p1": 14,
    "luma_p99": 241,
    "entropy": 6.8,
    "overexposed_share": 0.01,
    "chroma_p95": 38,
    "frame_sides": 0,
    "letters": 0,
}
_HINTS = get_type_hints(Measurement)


def measurements() -> Shape:
    """What was measured on the photo's bytes."""
    values = {name: _measured(name) for name in UNITS}
    unread = {
        "error": text("What kind of file it is.", "corrupt"),
        "reason": text("Why it could not be opened.", "The file is cut off after 41 KB."),
    }
    says = "What was measured, each value with its unit; of a file that could not be opened only the reason."
    measured = called("Measured", fields("What was measured.", values))
    return {"description": says, "anyOf": [measured, called("Unread", fields("Why nothing was.", unread))]}


def _measured(name: str) -> Shape:
    unit = UNITS[name]
    says = f"The photo's {name.replace('_', ' ')}{f', in {unit}' if unit else ''}."
    told = {"type": "string", "const": unit} if unit else {"type": "null"}
    words = "".join(part.capitalize() for part in name.split("_"))
    shapes = {"value": _value(name), "unit": told | {"description": "Its unit.", "examples": [unit]}}
    return called(f"Measured{words}", fields(says, shapes))


def _value(name: str) -> Shape:
    says, example = "What was measured.", EXAMPLES[name]
    may_be_null = NoneType in get_args(_HINTS[name])
    if may_be_null:
        says = "What was measured; null where it could not be told."
    shape = _items(says, example) if isinstance(example, list) else _one(says, example)
    return maybe(shape) if may_be_null else shape


def _items(says: str, example: list[Any]) -> Shape:
    return listing(says, _one("One of them.", example[0])) | {"examples": [example]}


def _one(says: str, example: Any) -> Shape:
    return {"type": KINDS[type(example)], "description": says, "examples": [example]}
