"""What was measured on a photo by itself, whatever the channel: what was found, and what could not be told, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.channels.judges.size import shape_of
from analytics.pixels import Measurement
from analytics.pixels.codes import COMPARABLE_SIDE, Issue, issues
from analytics.pixels.scene import UNIFORM_SHARE
from pixelzhub.dashboard.confidence import SHORT
from pixelzhub.dashboard.templatetags.hub import count, filesize, percent

NAMES = {
    "wrong_extension": gettext_lazy("Named like another format"),
    "too_large_file": gettext_lazy("Large file"),
    "not_rgb": gettext_lazy("Colours are meant for print"),
    "animated": gettext_lazy("Animated"),
    "rotated_by_exif": gettext_lazy("Turned by a note in the file"),
    "low_resolution": gettext_lazy("Few pixels"),
    "odd_aspect_ratio": gettext_lazy("Long strip"),
    "transparent": gettext_lazy("See-through in parts"),
    "low_information": gettext_lazy("Hardly anything to see"),
    "non_white_background": gettext_lazy("Background is not white"),
    "border_frame": gettext_lazy("Frame"),
    "small_subject": gettext_lazy("Product is small in the frame"),
    "off_centre": gettext_lazy("Product is not in the middle"),
    "tight_crop": gettext_lazy("Product is cut off"),
    "blurry": gettext_lazy("Blurred"),
    "upscaled": gettext_lazy("Perhaps enlarged"),
    "jpeg_artifacts": gettext_lazy("Marks of strong compression"),
    "dark": gettext_lazy("Dark"),
    "low_contrast": gettext_lazy("Flat, with little contrast"),
    "overexposed": gettext_lazy("Burnt-out parts"),
    "colour_cast": gettext_lazy("Colour cast"),
    "watermark": gettext_lazy("Perhaps a watermark"),
    "text_overlay": gettext_lazy("Perhaps added text"),
    "grayscale": gettext_lazy("Black and white"),
}
# What is measured on the product, which has to be told from its ground first.
OF_SUBJECT = {"small_subject", "off_centre", "tight_crop", "overexposed"}
_VALUES: dict[str, Callable[[Measurement], str]] = {
    "low_resolution": lambda m: f"{count(max(m.width, m.height))} px",
    "odd_aspect_ratio": lambda m: shape_of(m.width, m.height),
    "non_white_background": lambda m: ", ".join(map(str, m.ground_rgb or ())),
    "colour_cast": lambda m: ", ".join(map(str, m.ground_rgb or ())),
    "border_frame": lambda m: _("%(n)s sides") % {"n": m.frame_sides},
    "too_large_file": lambda m: filesize(m.bytes),
    "small_subject": lambda m: percent(m.fill),
    "off_centre": lambda m: percent(m.offset),
    "tight_crop": lambda m: ", ".join(m.touches),
    "transparent": lambda m: percent(m.alpha_share),
    "overexposed": lambda m: percent(m.overexposed_share),
    "not_rgb": lambda m: m.mode,
    "wrong_extension": lambda m: f".{m.extension}, {m.format}",
    "blurry": lambda m: f"{m.sharpness:.2f}",
    "upscaled": lambda m: f"{m.sharpness:.2f}",
}


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that was found: what, its value ("" where a number says nothing), how sure, and whether it counts."""

    name: str
    value: str
    confidence: str
    is_hint: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found, what could not be told by its reason, and how many further checks found nothing."""

    found: list[Found]
    untold: list[tuple[str, list[str]]] = field(default_factory=list)
    clean: int = 0


def measured(measurement: Measurement | None) -> Measured | None:
    """None before the photo was measured. Of a file that could not be opened nothing can be told."""
    if measurement is None:
        return None
    names = {code: str(name) for code, name in NAMES.items()}
    if measurement.error:
        return Measured([], [(_("The file could not be opened."), list(names.values()))])
    holding = [issue for issue in issues(measurement) if issue.code in names]
    untold: dict[str, list[str]] = {}
    for code in _untold(measurement):
        untold.setdefault(_why(code, measurement), []).append(names.get(code, code))
    told = len(names) - sum(map(len, untold.values()))
    found = sorted((_found(issue, measurement) for issue in holding), key=lambda row: row.is_hint)
    return Measured(found, list(untold.items()), told - len(found))


def _untold(measurement: Measurement) -> list[str]:
    """The codes of which nothing can be said."""
    return [issue.code for issue in issues(measurement, unmeasured=True) if not issue.measurable]


def _found(issue: Issue, measurement: Measurement) -> Found:
    value = _VALUES[issue.code](measurement) if issue.code in _VALUES else ""
    return Found(str(NAMES[issue.code]), value, str(SHORT[issue.confidence]), issue.confidence == "hint")


def _why(code: str, measurement: Measurement) -> str:
    """Why a code cannot be told of this picture, in one sentence."""
    if code in OF_SUBJECT | {"watermark"}:
        plain = (measurement.ground_uniform or 0.0) >= UNIFORM_SHARE
        return _("The product cannot be told from the background.") if plain else _("The background is not plain.")
    if code in {"blurry", "upscaled"}:
        if min(measurement.width, measurement.height) < COMPARABLE_SIDE:
            return _("Too small to compare: the short side has less than %(least)s px.") % {"least": COMPARABLE_SIDE}
        return _("Nothing in the picture has edges.")
    if code == "wrong_extension":
        return _("The file's name says no format.")
    if code == "jpeg_artifacts":
        return _("The file does not say how it was compressed, and the picture is flat, turned or reduced.")
    return _("Measured before this could be told; the next measuring will.")
