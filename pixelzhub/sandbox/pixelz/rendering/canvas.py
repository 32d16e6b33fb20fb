"""How large the finished picture is, and where on it the subject stands."""

from __future__ import annotations

from dataclasses import dataclass

from pixelzhub.sandbox.pixelz.rendering.formats import NotRendered
from pixelzhub.sandbox.pixelz.settings import PX_PER_UNIT, Align, Margin, Resize, Settings

LARGEST_PX = 12_000


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle on the canvas, px."""

    x: int
    y: int
    width: int
    height: int


def canvas_size(settings: Settings, width: int, height: int) -> tuple[int, int]:
    """Width and height in px for a photo of this width and height in px. Raises `NotRendered` for a giant."""
    found = _size(settings, width, height)
    if max(found) > LARGEST_PX:
        raise NotRendered(f"A canvas of {found[0]} x {found[1]} px is not rendered here.")
    return found


def placed(settings: Settings, canvas: tuple[int, int], width: int, height: int) -> Place:
    """A subject of this size, as large as the margins let it be, in the middle and aligned as asked."""
    left, top, right, bottom = margins(settings, canvas)
    room = max(1.0, canvas[0] - left - right), max(1.0, canvas[1] - top - bottom)
    scale = min(room[0] / width, room[1] / height)
    wide, high = max(1, round(width * scale)), max(1, round(height * scale))
    free = room[1] - high
    down = {Align.TOP: 0.0, Align.CENTER: free / 2, Align.BOTTOM: free}[Align(settings.alignment)]
    x, y = round(left + (room[0] - wide) / 2), round(top + down)
    return Place(_within(x, wide, canvas[0]), _within(y, high, canvas[1]), wide, high)


def margins(settings: Settings, canvas: tuple[int, int]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom in px. Percents are of the canvas's width and height."""
    if settings.margin == Margin.NOT_SET:
        return 0.0, 0.0, 0.0, 0.0
    across, down = (canvas[0] / 100, canvas[1] / 100) if settings.margin == Margin.PERCENT else (1.0, 1.0)
    return settings.left * across, settings.top * down, settings.right * across, settings.bottom * down


def _size(settings: Settings, width: int, height: int) -> tuple[int, int]:
    unit = PX_PER_UNIT[settings.unit]
    if settings.resize == Resize.ASPECT_RATIO:
        return _in_ratio(width, height, (settings.width or 1) / (settings.height or 1))
    if settings.resize == Resize.FIXED:
        return max(1, round((settings.width or width) * unit)), max(1, round((settings.height or height) * unit))
    if settings.resize == Resize.MIN_MAX:
        scale = _scale_between(width, height, settings.least, settings.most, unit)
        return max(1, round(width * scale)), max(1, round(height * scale))
    return width, height


def _in_ratio(width: int, height: int, ratio: float) -> tuple[int, int]:
    """The largest canvas of this ratio that is no larger than the photo in either direction."""
    if width / height > ratio:
        return max(1, round(height * ratio)), height
    return width, max(1, round(width / ratio))


def _scale_between(width: int, height: int, least: float | None, most: float | None, unit: float) -> float:
    """The shorter side reaches the least, the longer one stays under the most; the most has the last word."""
    scale = 1.0
    if least and min(width, height) < least * unit:
        scale = least * unit / min(width, height)
    if most and max(width, height) * scale > most * unit:
        scale = most * unit / max(width, height)
    return scale


def _within(start: int, length: int, total: int) -> int:
    return max(0, min(start, total - length))
