"""Issues: what is wrong with a picture by itself, at default thresholds, whatever the channel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import ge, gt, lt, ne
from typing import Any, Literal

from analytics.pixels.lettering import LEAST_LETTERS
from analytics.pixels.measurement import Measurement
from analytics.pixels.scene import UNIFORM_SHARE

Confidence = Literal["certain", "likely", "hint"]
Value = float | int | str
Limit = float | int | str | tuple[str, ...]
EXTENSIONS = {
    "JPEG": ("jpg", "jpeg", "jpe", "jfif"),
    "PNG": ("png", "apng"),
    "WEBP": ("webp",),
    "GIF": ("gif",),
    "TIFF": ("tif", "tiff"),
    "BMP": ("bmp", "dib"),
    "AVIF": ("avif", "avifs"),
}
PRINT_MODES = ("CMYK", "LAB", "YCCK")
# Under this short side a picture has too few pixels for its sharpness to be compared with that of others.
COMPARABLE_SIDE = 500
# Sharp product photos have .40 and 99 % of them over .33; a blur of .2 % of the side has .15, four times enlarged .24.
SOFT_BELOW = 0.325
# At thumbnail size a blur of .4 % of the side has less than .20, a sharp picture four times enlarged still .29.
SOFT_BELOW_SMALL = 0.245
LEAST_MARKS = 3
# A thing that is photographed has more than four bits of tones in itself, however small; a placeholder's icon has not.
BITS_OF_A_THING = 4.0


@dataclass(frozen=True, slots=True)
class Issue:
    """One code that holds (or, where `measurable` is False, one that cannot be told of this picture)."""

    code: str
    value: Value | None
    limit: Limit
    confidence: Confidence
    measurable: bool = True


@dataclass(frozen=True, slots=True)
class Check:
    """One row of the table: the code holds when `holds(value, limit)` and `when` are both true."""

    code: str
    confidence: Confidence
    value: Callable[[Measurement], Value | None]
    holds: Callable[[Any, Any], bool]
    limit: Limit
    when: Callable[[Measurement], bool] = lambda measurement: True


def issues(measurement: Measurement, *, unmeasured: bool = False) -> list[Issue]:
    """Every code that holds, each once; with `unmeasured`, also those that cannot be told, `measurable` False."""
    found: dict[str, Issue] = {}
    unknown: dict[str, Issue] = {}
    told: set[str] = set()
    for check in CHECKS:
        issue = _issue(check, measurement)
        if issue and not issue.measurable:
            unknown.setdefault(check.code, issue)
            continue
        told.add(check.code)
        if issue:
            found.setdefault(check.code, issue)
    untold = [issue for code, issue in unknown.items() if unmeasured and code not in told]
    return [*found.values(), *untold]


def wrong_extension(measurement: Measurement) -> bool:
    """Whether the file is named as another format than it is; a name without extension says nothing."""
    known = EXTENSIONS.get(measurement.format, ())
    return bool(known and measurement.extension) and measurement.extension not in known


def is_soft(measurement: Measurement) -> bool:
    """Whether even the strongest edges are wider than a sharp photo's; small pictures are not judged."""
    return _comparable(measurement) and (measurement.sharpness or 1.0) < SOFT_BELOW


def aspect_of(measurement: Measurement) -> float | None:
    """The long side over the short side, None without a size."""
    short = min(measurement.width, measurement.height)
    return max(measurement.width, measurement.height) / short if short else None


def _issue(check: Check, measurement: Measurement) -> Issue | None:
    value = check.value(measurement)
    if value is None:
        return None if measurement.error else Issue(check.code, None, check.limit, check.confidence, measurable=False)
    if not check.holds(value, check.limit) or not check.when(measurement):
        return None
    return Issue(check.code, value, check.limit, check.confidence)


def _comparable(measurement: Measurement) -> bool:
    return min(measurement.width, measurement.height) >= COMPARABLE_SIDE


def _is_one_of(value: Value, limit: tuple[str, ...]) -> bool:
    """Whether the value is one of the limit's."""
    return value in limit


def _ordinary_light(measurement: Measurement) -> bool:
    """Neither a dark photo nor white on white, which are flat by nature."""
    return measurement.luma_p99 is not None and 140 <= measurement.luma_p99 < 235


def _longest(measurement: Measurement) -> int | None:
    return max(measurement.width, measurement.height) or None


def _contrast(measurement: Measurement) -> int | None:
    if measurement.luma_p99 is None or measurement.luma_p1 is None:
        return None
    return measurement.luma_p99 - measurement.luma_p1


def _tint(measurement: Measurement) -> int | None:
    return None if measurement.ground_rgb is None else max(measurement.ground_rgb) - min(measurement.ground_rgb)


def _bright_plain_ground(measurement: Measurement) -> bool:
    return (measurement.ground_min or 0) > 150 and (measurement.ground_uniform or 0) >= UNIFORM_SHARE


def _touched(measurement: Measurement) -> int | None:
    """Measurements of version 1 know the touched sides alone."""
    if measurement.cut_sides is None and measurement.box_measurable:
        return len(measurement.touches)
    return measurement.cut_sides


def _no_thing(measurement: Measurement) -> bool:
    return (measurement.subject_entropy or 0.0) < BITS_OF_A_THING


def _unmarked(measurement: Measurement) -> bool:
    """The letters of a watermark are told as a watermark."""
    return (measurement.marks or 0) < LEAST_MARKS


def _unframed(measurement: Measurement) -> bool:
    """Within a frame the white paper would be taken for a burnt-out subject."""
    return (measurement.frame_sides or 0) < 3


def _soft_small(measurement: Measurement) -> bool:
    return is_soft(measurement) and (measurement.sharpness_small or 1.0) < SOFT_BELOW_SMALL


def _soft_large(measurement: Measurement) -> bool:
    return is_soft(measurement) and not _soft_small(measurement)


def _sharpness(measurement: Measurement) -> float | None:
    return measurement.sharpness if _comparable(measurement) else None


# One line a code. Two lines with one code are two ways to find it: the first that holds is the one that is told.
CHECKS: tuple[Check, ...] = (
    Check("corrupt", "certain", lambda m: m.reason, gt, "", lambda m: m.error == "corrupt"),
    Check("unsupported_format", "certain", lambda m: m.reason, gt, "", lambda m: m.error == "unsupported_format"),
    Check("wrong_extension", "certain", lambda m: m.extension or None, ne, "", wrong_extension),
    Check("too_large_file", "certain", lambda m: m.bytes, gt, 10_000_000),
    Check("not_rgb", "certain", lambda m: m.mode or None, _is_one_of, PRINT_MODES),
    Check("animated", "certain", lambda m: int(m.animated), gt, 0),
    Check("rotated_by_exif", "certain", lambda m: m.exif_orientation, gt, 1),
    Check("low_resolution", "certain", _longest, lt, 500),
    Check("odd_aspect_ratio", "certain", aspect_of, gt, 2.5),
    Check("transparent", "certain", lambda m: m.alpha_share, gt, 0.01),
    Check("low_information", "certain", lambda m: m.entropy, lt, 1.0, _no_thing),
    Check("non_white_background", "certain", lambda m: m.ground_min, lt, 244),
    Check("border_frame", "likely", lambda m: m.frame_sides, ge, 3),
    Check("small_subject", "certain", lambda m: m.fill, lt, 0.45),
    Check("off_centre", "certain", lambda m: m.offset, gt, 0.10, lambda m: not m.touches),
    Check("tight_crop", "likely", _touched, ge, 2),
    Check("blurry", "likely", _sharpness, lt, SOFT_BELOW, _soft_small),
    Check("upscaled", "hint", _sharpness, lt, SOFT_BELOW, _soft_large),
    Check("jpeg_artifacts", "likely", lambda m: m.jpeg_quality, lt, 40),
    Check("jpeg_artifacts", "likely", lambda m: m.blockiness, gt, 1.65),
    Check("dark", "likely", lambda m: m.luma_p99, lt, 140),
    Check("low_contrast", "likely", _contrast, lt, 85, _ordinary_light),
    Check("overexposed", "hint", lambda m: m.overexposed_share, gt, 0.03, _unframed),
    Check("colour_cast", "hint", _tint, gt, 18, _bright_plain_ground),
    Check("watermark", "hint", lambda m: m.marks, ge, LEAST_MARKS),
    Check("text_overlay", "hint", lambda m: m.letters, ge, LEAST_LETTERS, _unmarked),
    Check("grayscale", "hint", lambda m: m.chroma_p95, lt, 8),
)
