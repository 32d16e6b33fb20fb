"""What was measured on one picture's bytes: raw values only, so that a changed threshold never decodes again."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

DIGITS = 4


@dataclass(frozen=True, slots=True)
class Measurement:
    """Raw values of one file. Shares are 0..1, colours 0..255, `None` means not measurable."""

    # The file
    format: str = ""
    extension: str = ""
    bytes: int = 0
    error: str = ""  # "", "corrupt" or "unsupported_format"
    reason: str = ""  # one sentence that names the value and the limit
    # The header; width and height are px after EXIF orientation
    width: int = 0
    height: int = 0
    mode: str = ""
    has_icc: bool = False
    exif_orientation: int = 1
    animated: bool = False
    jpeg_quality: int | None = None
    # The scale at which sharpness and blockiness were measured: 1 is full size, 2 is half
    scale: int = 1
    blockiness: float | None = None
    alpha_share: float = 0.0
    # The ground: a ring of 1.2 % along the border
    ground_rgb: tuple[int, int, int] | None = None
    ground_min: int | None = None
    ground_white_share: float | None = None
    ground_pure_share: float | None = None
    ground_grey_share: float | None = None
    ground_uniform: float | None = None
    # The subject; box is (x0, y0, x1, y1) as fractions of the oriented picture
    box: tuple[float, float, float, float] | None = None
    box_measurable: bool = False
    fill: float | None = None
    offset: float | None = None
    touches: tuple[str, ...] = ()
    cut_sides: int | None = None  # how many sides cut the subject; also where no box can be told, if white is seen
    subject_lab: tuple[float, float, float] | None = None
    # Sharpness and light
    sharpness: float | None = None
    sharpness_small: float | None = None
    luma_p1: int | None = None
    luma_p99: int | None = None
    entropy: float | None = None
    subject_entropy: float | None = None
    overexposed_share: float | None = None
    chroma_p95: int | None = None
    frame_sides: int | None = None
    # Marks and words laid over the photo: how many of one colour, how many letters in one row
    marks: int | None = None
    letters: int | None = None
    # Perceptual hashes, 64 bit, two's complement
    phash: int | None = None
    content_phash: int | None = None
    mirror_phash: int | None = None
    centre_phash: int | None = None
    content_mirror_phash: int | None = None
    # The mean L, a, b of the whole picture, ground and all
    whole_lab: tuple[float, float, float] | None = None

    def to_json(self) -> dict[str, Any]:
        """The fields that differ from their default, floats rounded to four digits."""
        values = ((field.name, field.default, getattr(self, field.name)) for field in fields(self))
        return {name: _plain(value) for name, default, value in values if value != default}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Measurement:
        """The measurement that `to_json` wrote; names that this version does not know are passed over."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: _tupled(value) for name, value in stored.items() if name in known})

    @property
    def pixels(self) -> int:
        """Width times height, px."""
        return self.width * self.height


def _plain(value: Any) -> Any:
    """The value as JSON holds it."""
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _tupled(value: Any) -> Any:
    """JSON has no tuples: every list was one."""
    return tuple(value) if isinstance(value, list) else value
