"""A template's settings in words; numbers that Pixelz's document does not explain stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from pixelzhub.dashboard.templatetags.hub import count
from pixelzhub.pixelz import TemplateSettings, template_settings

Raw = Mapping[str, Any]


def summary(raw: Raw) -> str:
    """The three settings that matter most, on one line."""
    said = template_settings(raw)
    ground = _ground(raw, said)
    background = _("Background: %(ground)s") % {"ground": ground.lower()} if ground else ""
    return " · ".join(part for part in (background, _size(raw, said), said.output_format) if part)


def in_words(raw: Raw) -> list[tuple[str, str]]:
    """Every setting that GET Template answers and that says something to a merchant."""
    said = template_settings(raw)
    rows = [
        (_("Background"), _ground(raw, said)),
        (_("Size"), _size(raw, said)),
        (_("Room around the product"), _margins(raw, said)),
        (_("Place in the frame"), _placed(raw, said)),
        (_("Shadow"), _shadow(raw, said)),
        (_("File"), said.output_format),
        (_("Mannequin"), _kept(said.is_kept_mannequin)),
        (_("Model"), _kept(said.is_kept_model)),
        (_("Colour"), _colour(said)),
        (_("Several photos"), _("Combined into one picture") if said.is_combined else ""),
        (_("Delivery time"), _("%(hours)s hours") % {"hours": said.delivery_hours} if said.delivery_hours else ""),
        (_("Note at Pixelz"), said.comment),
    ]
    return [(label, text) for label, text in rows if text]


# The meanings of the numbers: Developer API, POST Template. The service answers others too (ResizeType 6).
def _ground(raw: Raw, said: TemplateSettings) -> str:
    colour = f"#{said.background_color}" if said.background_color else ""
    filled = _("pure white") if colour == "#FFFFFF" else colour
    gradient = {"one": colour, "other": f"#{said.gradient}" if said.gradient else ""}
    known = {
        0: _("Stays as it is"),
        1: _("Filled with %(colour)s") % {"colour": filled or _("a colour")},
        2: _("Transparent"),
        3: _("Gradient from %(one)s to %(other)s") % gradient,
    }
    return _word(raw, "BackgroundType", said.background_type, known)


def _size(raw: Raw, said: TemplateSettings) -> str:
    width, height = _plain(said.width), _plain(said.height)
    unit = {0: "px", 1: "mm", 2: _("in")}.get(said.resize_unit or 0, "")
    between = {"least": _plain(said.min_size) or 0, "most": _plain(said.max_size) or "∞", "unit": unit}
    known = {
        0: _("As the original"),
        1: _("Shape %(width)s : %(height)s") % {"width": width, "height": height},
        2: f"{width} × {height} {unit}",
        3: _("Between %(least)s and %(most)s %(unit)s") % between,
    }
    return _word(raw, "ResizeType", said.resize_type, known)


def _margins(raw: Raw, said: TemplateSettings) -> str:
    unit = {1: "%", 2: " px"}.get(said.margin_type or 0, "")
    names = (_("top"), _("right"), _("bottom"), _("left"))
    values = (said.margin_top, said.margin_right, said.margin_bottom, said.margin_left)
    sides = [(_plain(value) or "0") + unit for value in values]
    same = _("%(margin)s on every side") % {"margin": sides[0]}
    text = (
        same if len(set(sides)) == 1 else ", ".join(f"{name} {side}" for name, side in zip(names, sides, strict=True))
    )
    return _word(raw, "MarginType", said.margin_type, {0: _("As photographed"), 1: text, 2: text})


def _placed(raw: Raw, said: TemplateSettings) -> str:
    known = {0: _("In the middle"), 1: _("At the top"), 2: _("In the middle"), 3: _("At the bottom")}
    return _word(raw, "VerticalAlignment", said.vertical_alignment, known)


def _shadow(raw: Raw, said: TemplateSettings) -> str:
    known = {0: _("None"), 1: _("The original one is kept"), 2: _("A drop shadow is added")}
    return _word(raw, "ShadowType", said.shadow_type, known)


def _colour(said: TemplateSettings) -> str:
    """What is done to the product's colour, in Pixelz's own words where it has some."""
    matched = said.color_matching and (said.color_matching_setting or _("Matched"))
    adjusted = said.color_adjustment and (said.color_adjustment_setting or _("Adjusted"))
    comments = said.color_match_comment, said.color_adjustment_comment
    return ", ".join(text for text in (matched or "", adjusted or "", *comments) if text)


def _kept(is_kept: bool | None) -> str:
    return "" if is_kept is None else _("Kept") if is_kept else _("Removed")


def _word(raw: Raw, name: str, number: int | None, known: Mapping[int, str]) -> str:
    """The words for a number; one that the document does not explain is shown as it is."""
    if number is not None and number in known:
        return known[number]
    value = raw.get(name)
    return "" if value in {None, ""} else _("Pixelz's setting %(number)s") % {"number": value}


def _plain(number: float | None) -> str:
    """A number without needless decimals."""
    if number is None:
        return ""
    return count(int(number)) if number.is_integer() else str(number)
