"""The settings that POST Template is given, checked against the document's table."""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from typing import Any

from pixelzhub.sandbox.pixelz.call import Call, Refused, missing
from pixelzhub.sandbox.pixelz.settings import PX_PER_UNIT, Align, Background, Margin, Resize, Settings, Shadow

FORMATS = ("JPG", "JPEG", "TIF", "TIFF", "PNG", "PSD")
HOURS = (168, 72, 24)
LARGEST_PX = 10_000
COLOUR = re.compile("[0-9A-Fa-f]{6}")
SIZES = {"width": "resizeWidth", "height": "resizeHeight", "least": "resizeMinSize", "most": "resizeMaxSize"}
EDGES = {"top": "marginTop", "bottom": "marginBottom", "left": "marginLeft", "right": "marginRight"}


def settings_from(call: Call) -> Settings:
    """What the posted fields ask for. Raises `Refused` for what is missing, unknown or does not go together."""
    output = call.required("templateOutputFormat").upper()
    if output not in FORMATS:
        raise _invalid("templateOutputFormat", ", ".join(FORMATS))
    call.required("deliveryTimeInHour")
    call.required("backgroundType")
    sizes: dict[str, Any] = {name: _number(call, field) for name, field in SIZES.items()}
    edges: dict[str, Any] = {name: _number(call, field) or 0 for name, field in EDGES.items()}
    settings = Settings(
        output=output,
        hours=_choice(call, "deliveryTimeInHour", HOURS, 24),
        background=_choice(call, "backgroundType", list(Background), Background.KEPT),
        colour=_colour(call, "backgroundColor"),
        gradient=_colour(call, "backgroundVerticalGradientColor"),
        resize=_choice(call, "resizeType", list(Resize), Resize.KEPT),
        unit=_choice(call, "resizeUnit", range(len(PX_PER_UNIT)), 0),
        margin=_choice(call, "marginType", list(Margin), Margin.NOT_SET),
        alignment=_choice(call, "marginVerticalAlignment", list(Align), Align.CENTER),
        shadow=_choice(call, "shadowType", list(Shadow), Shadow.NONE),
        kept_mannequin=_flag(call, "isKeptMannequin"),
        kept_model=_flag(call, "isKeptModel"),
        **sizes,
        **edges,
    )
    _check_background(settings)
    _check_sizes(settings)
    _check_margins(settings)
    return settings


def _check_background(settings: Settings) -> None:
    if settings.background in (Background.COLOUR, Background.GRADIENT) and not settings.colour:
        raise missing("backgroundColor")
    if settings.background == Background.GRADIENT and not settings.gradient:
        raise missing("backgroundVerticalGradientColor")
    if settings.background == Background.TRANSPARENT and settings.output in ("JPG", "JPEG"):
        raise Refused("InvalidParameter", "A transparent background cannot be saved as JPG or JPEG.")


def _check_sizes(settings: Settings) -> None:
    if settings.resize in (Resize.ASPECT_RATIO, Resize.FIXED) and not (settings.width and settings.height):
        raise missing("resizeWidth and resizeHeight")
    if settings.resize == Resize.MIN_MAX and not (settings.least or settings.most):
        raise missing("resizeMinSize or resizeMaxSize")
    per_unit = 1.0 if settings.resize == Resize.ASPECT_RATIO else PX_PER_UNIT[settings.unit]
    for value in (settings.width, settings.height, settings.least, settings.most):
        if value is not None and not 0 < value * per_unit <= LARGEST_PX:
            raise Refused("InvalidParameter", f"A size must be more than 0 and at most {LARGEST_PX} px.")


def _check_margins(settings: Settings) -> None:
    if settings.margin != Margin.PERCENT:
        return
    if settings.left + settings.right >= 100 or settings.top + settings.bottom >= 100:
        raise Refused("InvalidParameter", "The margins leave no room for the object.")


def _choice(call: Call, name: str, allowed: Collection[int], default: int) -> int:
    value = call.text(name)
    if not value:
        return int(default)
    if not (value.isascii() and value.isdigit()) or int(value) not in allowed:
        raise _invalid(name, ", ".join(str(int(one)) for one in allowed))
    return int(value)


def _number(call: Call, name: str) -> float | None:
    """A size or margin of zero or more; whole ones stay whole."""
    value = call.text(name)
    if not value:
        return None
    try:
        number = float(value)
    except ValueError:
        raise _invalid(name, "numbers") from None
    if not math.isfinite(number) or number < 0:
        raise _invalid(name, "numbers of zero or more")
    return int(number) if number.is_integer() else number


def _colour(call: Call, name: str) -> str:
    value = call.text(name)
    if value and not COLOUR.fullmatch(value):
        raise _invalid(name, "hexadecimal numbers from 000000 to FFFFFF")
    return value.upper()


def _flag(call: Call, name: str) -> bool:
    value = call.text(name).lower()
    if value not in ("", "true", "false"):
        raise _invalid(name, "true, false")
    return value == "true"


def _invalid(name: str, accepted: str) -> Refused:
    return Refused("InvalidParameter", f"{name} takes {accepted}.")
