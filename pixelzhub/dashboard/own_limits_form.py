"""The form of "my shop": a field a limit, with what is accepted and what is usual beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.channels.own import LINES, USUAL, Line
from analytics.pixels.codes import EXTENSIONS

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

SHAPE = re.compile(r"\s*(\d{1,4}(?:\.\d{1,3})?)\s*[:x×/]\s*(\d{1,4}(?:\.\d{1,3})?)\s*")
LONGEST_SHAPE = 5


@dataclass(frozen=True, slots=True)
class Number:
    """A limit that is a number, and from where to where it makes sense."""

    label: StrPromise
    least: float
    most: float
    whole: bool = True


NUMBERS = {
    "longest_px": Number(gettext_lazy("Longest side, at least (px)"), 100, 20_000),
    "largest_px": Number(gettext_lazy("Longest side, at most (px)"), 500, 30_000),
    "megabytes": Number(gettext_lazy("File, at most (MB)"), 0.1, 100, whole=False),
    "fill_percent": Number(gettext_lazy("Product fills, at least (%)"), 5, 100),
    "largest_fill_percent": Number(gettext_lazy("Product fills, at most (%)"), 10, 100),
    "off_centre_percent": Number(gettext_lazy("Product off the middle, at most (%)"), 1, 50),
    "ground": Number(gettext_lazy("Whiteness of the background, at least"), 200, 255),
}
SWITCHES = {
    "frame": gettext_lazy("No frame round the picture"),
    "uncut": gettext_lazy("The whole product, cut off on one side at most"),
    "sharp": gettext_lazy("In focus"),
    "bright": gettext_lazy("Not dark"),
    "clean": gettext_lazy("No marks of strong compression"),
    "whole": gettext_lazy("A file that opens"),
    "screen_colours": gettext_lazy("Colours for screens (RGB), not for print"),
    "named": gettext_lazy("A name that ends as its format does"),
    "still": gettext_lazy("Not animated"),
}
#: the fields as the page groups them
PARTS: tuple[tuple[StrPromise, tuple[str, ...]], ...] = (
    (gettext_lazy("Size and shape"), ("longest_px", "largest_px", "shape")),
    (
        gettext_lazy("Product and background of the main photo"),
        ("fill_percent", "largest_fill_percent", "off_centre_percent", "ground", "uncut", "frame"),
    ),
    (gettext_lazy("Quality"), ("sharp", "bright", "clean")),
    (gettext_lazy("File"), ("megabytes", "formats", "screen_colours", "named", "still", "whole")),
)
#: pairs of which the first must not be above the second
IN_ORDER = (("fill_percent", "largest_fill_percent"), ("longest_px", "largest_px"))


class OwnLimitsForm(forms.Form):
    """A limit that is left empty, or whose box is not ticked, is not asked."""

    def __init__(self, *args: Any, may_edit: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in LINES:
            self.fields[line.name] = _field(line)
            self.fields[line.name].disabled = not may_edit

    @property
    def parts(self) -> list[tuple[StrPromise, list[forms.BoundField], list[forms.BoundField]]]:
        """Each group with its fields to fill in, and its boxes to tick."""
        return [
            (title, [self[n] for n in names if n not in SWITCHES], [self[n] for n in names if n in SWITCHES])
            for title, names in PARTS
        ]

    def clean_shape(self) -> str:
        """The shape as width:height, "" where none is asked."""
        text = str(self.cleaned_data["shape"])
        if not text.strip():
            return ""
        found = SHAPE.fullmatch(text)
        sides = [float(side) for side in found.groups()] if found else [0.0]
        if min(sides) <= 0 or max(sides) > LONGEST_SHAPE * min(sides):
            wrong = _("Shape has to be width:height such as 1:1 or 4:5, from 1:5 to 5:1, or empty; not “%(text)s”.")
            raise ValidationError(wrong % {"text": text})
        return ":".join(f"{side:g}" for side in sides)

    def clean_megabytes(self) -> float | None:
        """Whole where it is whole, as it is shown again."""
        value = self.cleaned_data["megabytes"]
        return int(value) if value is not None and value == int(value) else value

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for least, most in IN_ORDER:
            low, high = values.get(least), values.get(most)
            if low is not None and high is not None and low > high:
                numbers = {"field": NUMBERS[most].label, "high": f"{high:,}", "low": f"{low:,}"}
                self.add_error(most, _("%(field)s: %(high)s is below the least that you ask, %(low)s.") % numbers)
        return values


def _field(line: Line) -> forms.Field:
    if line.name in NUMBERS:
        return _number(NUMBERS[line.name], _help(line))
    if line.name in SWITCHES:
        return forms.BooleanField(
            label=SWITCHES[line.name],
            required=False,
            help_text=_("Usually asked.") if USUAL[line.name] else _("Usually not asked."),
        )
    if line.name == "shape":
        widget = forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text", "maxlength": 20})
        text = _("Width:height, such as 1:1 or 4:5.")
        return forms.CharField(
            label=_("Shape"), required=False, max_length=20, widget=widget, help_text=f"{text} {_help(line)}"
        )
    return forms.MultipleChoiceField(
        label=_("Formats"), required=False, choices=[(name, name) for name in EXTENSIONS],
        widget=forms.CheckboxSelectMultiple, help_text=_help(line),
    )  # fmt: skip


def _number(number: Number, about: str) -> forms.Field:
    bounds = {"label": number.label, "least": f"{number.least:,g}", "most": f"{number.most:,g}"}
    wrong = _("%(label)s has to be from %(least)s to %(most)s, or empty.") % bounds
    accepted = _("%(least)s to %(most)s.") % bounds
    made: type[forms.IntegerField] = forms.IntegerField if number.whole else forms.FloatField
    field = made(
        label=number.label,
        required=False,
        help_text=f"{accepted} {about}",
        validators=[MinValueValidator(number.least, wrong), MaxValueValidator(number.most, wrong)],
        error_messages={"invalid": wrong},
    )
    step = "1" if number.whole else "any"
    field.widget.attrs |= {"min": f"{number.least:g}", "max": f"{number.most:g}", "step": step, "autocomplete": "off"}
    return field


def _help(line: Line) -> str:
    """What is usual."""
    usual = USUAL[line.name]
    shown = ", ".join(usual) if isinstance(usual, list) else f"{usual:,}" if isinstance(usual, int) else usual
    if line.name == "ground":
        return _("255 is pure white. Usually %(limit)s.") % {"limit": shown}
    return _("Usually %(limit)s.") % {"limit": shown} if usual else _("Usually empty.")
