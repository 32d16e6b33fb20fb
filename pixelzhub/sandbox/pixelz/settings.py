"""What a template asks for, in the numbers of the Developer API (POST Template)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any


class Background(IntEnum):
    KEPT, COLOUR, TRANSPARENT, GRADIENT = 0, 1, 2, 3


class Resize(IntEnum):
    KEPT, ASPECT_RATIO, FIXED, MIN_MAX = 0, 1, 2, 3


class Margin(IntEnum):
    NOT_SET, PERCENT, PIXELS = 0, 1, 2


class Align(IntEnum):
    TOP, CENTER, BOTTOM = 1, 2, 3


class Shadow(IntEnum):
    NONE, KEPT, DROP = 0, 1, 2


# Pixels, millimetres and inches. The document gives no resolution: print's usual 300 dots per inch is taken.
DPI = 300
PX_PER_UNIT = (1.0, DPI / 25.4, float(DPI))


@dataclass(frozen=True, slots=True)
class Settings:
    """Colours are six hexadecimal digits; sizes are in `unit`; margins in percent or px as `margin` says."""

    output: str = "JPG"
    background: int = Background.COLOUR
    colour: str = "FFFFFF"
    gradient: str = ""
    resize: int = Resize.KEPT
    unit: int = 0
    width: float | None = None
    height: float | None = None
    least: float | None = None
    most: float | None = None
    margin: int = Margin.NOT_SET
    top: float = 0
    bottom: float = 0
    left: float = 0
    right: float = 0
    alignment: int = Align.CENTER
    shadow: int = Shadow.NONE
    kept_mannequin: bool = False
    kept_model: bool = False
    hours: int = 24

    def shown(self) -> dict[str, Any]:
        """Under the names of GET Template."""
        return {
            "BackgroundColor": self.colour if self.background in (Background.COLOUR, Background.GRADIENT) else None,
            "BackgroundType": self.background,
            "BackgroundVerticalGradientColor": self.gradient or None,
            "DeliveryTimeInHours": self.hours,
            "IsKeptMannequin": self.kept_mannequin,
            "IsKeptModel": self.kept_model,
            "MarginBottom": self.bottom,
            "MarginLeft": self.left,
            "MarginRight": self.right,
            "MarginTop": self.top,
            "MarginType": self.margin,
            "OutputFormat": self.output,
            "ResizeHeight": self.height,
            "ResizeMaxSize": self.most,
            "ResizeMinSize": self.least,
            "ResizeType": self.resize,
            "ResizeUnit": self.unit,
            "ResizeWidth": self.width,
            "ShadowType": self.shadow,
            "VerticalAlignment": self.alignment,
        }
