"""Charts, gauges and guides as SVG in per cent: the geometry is counted here, the template only draws."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django import template

register = template.Library()

NOTE_WIDTH, NOTE_END = 18, 84  # per cent of the width: what a note needs, and where the last value begins
GAP = 0.15  # per cent of the bar between two parts: about a pixel on a wide bar
Box = tuple[float, float, float, float]


def coordinate(value: float) -> str:
    """A number for an SVG attribute: a point, never a comma, whatever the language."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _percent(value: float) -> str:
    return coordinate(value) + "%"


@register.inclusion_tag("components/bar.html")
def bar(parts: Iterable[Mapping[str, Any]], label: str, total: float | None = None, css: str = "") -> dict[str, Any]:
    """A bar in parts, each {count, fill, href, label, hatched}; fill is pass, warn, fail, grey, accent or store."""
    shown = [part for part in parts if part["count"]]
    whole = total or sum(part["count"] for part in shown) or 1
    drawn, start = [], 0.0
    for part in shown:
        width = 100 * part["count"] / whole
        drawn.append({**part, "x": _percent(start), "width": _percent(max(width - GAP, 0.4))})
        start += width
    return {"parts": drawn, "label": label, "css": css}


@register.inclusion_tag("components/gauge.html")
def gauge(value: float, low: float, high: float, accepted: Sequence[float], label: str,
          ends: Sequence[str] = ()) -> dict[str, Any]:  # fmt: skip
    """A track from low to high, its accepted zone (from, to) and a needle at the measured value."""

    def place(number: float) -> float:
        return 100 * (min(max(number, low), high) - low) / ((high - low) or 1)

    start, end = place(accepted[0]), place(accepted[1])
    zone = {"x": _percent(start), "width": _percent(max(end - start, 1))}
    return {"zone": zone, "needle": _percent(place(value)), "label": label, "ends": ends}


@register.inclusion_tag("components/trend.html")
def trend(points: Sequence[Mapping[str, Any]], label: str, lines: int = 4) -> dict[str, Any]:
    """A line over days from points {value, tick, published, href}; the axis may start above 0 and is labelled."""
    low, high = _axis([float(point["value"]) for point in points], lines)
    last = max(len(points) - 1, 1)
    places = [(100 * i / last, 100 * (high - float(point["value"])) / (high - low)) for i, point in enumerate(points)]
    drawn = [{**p, "x": _percent(x), "y": _percent(y)} for p, (x, y) in zip(points, places, strict=True)]
    for point in _crowded(drawn, places):
        point["quiet"] = True
    path = " L".join(f"{coordinate(x)} {coordinate(y)}" for x, y in places)
    step = (high - low) / (lines - 1)
    grid = [{"y": _percent(100 * i / (lines - 1)), "value": coordinate(high - i * step)} for i in range(lines)]
    return {"points": drawn, "last": drawn[-1] if drawn else None, "path": path, "grid": grid, "label": label}


def _crowded(points: Sequence[dict[str, Any]], places: Sequence[tuple[float, float]]) -> Iterator[dict[str, Any]]:
    """The points whose note would run into the one before it or into the last value."""
    free = 0.0
    for point, (x, _y) in zip(points, places, strict=True):
        if point["published"] and not free <= x <= NOTE_END:
            yield point
        elif point["published"]:
            free = x + NOTE_WIDTH


def _axis(values: Sequence[float], lines: int) -> tuple[float, float]:
    """The lowest and the highest line, in steps of 1, 2, 5, 10, 20 … so that the labels are round."""
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    for step in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000):
        start = low // step * step
        if start + step * (lines - 1) >= high:
            return start, start + step * (lines - 1)
    return 0.0, high


@register.inclusion_tag("components/guides.html")
def guides(box: Box, wanted: Box | None = None) -> dict[str, Any]:
    """Guides over a photo: the subject box and the frame that a rule asks for, as (left, top, width, height) of one."""
    left, top, width, height = (100 * side for side in box)
    right, bottom = left + width, top + height
    middle, centre = top + height / 2, left + width / 2
    margins = [
        _margin(0, middle, left, middle, left), _margin(right, middle, 100, middle, 100 - right),
        _margin(centre, 0, centre, top, top), _margin(centre, bottom, centre, 100, 100 - bottom),
    ]  # fmt: skip
    corners = [(_percent(x), _percent(y)) for x in (left, right) for y in (top, bottom)]
    return {
        "box": _rectangle(box), "wanted": _rectangle(wanted) if wanted else None,
        "margins": [margin for margin in margins if margin], "corners": corners,
    }  # fmt: skip


def _rectangle(box: Box) -> dict[str, str]:
    return {key: _percent(100 * side) for key, side in zip(("x", "y", "width", "height"), box, strict=True)}


def _margin(x1: float, y1: float, x2: float, y2: float, share: float) -> dict[str, str] | None:
    if share < 0.5:
        return None
    ends = {"x1": _percent(x1), "y1": _percent(y1), "x2": _percent(x2), "y2": _percent(y2)}
    return {**ends, "x": _percent((x1 + x2) / 2), "y": _percent((y1 + y2) / 2), "share": f"{share:.0f}%"}


@register.inclusion_tag("components/marks.html")
def review_marks(marks: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Numbered boxes over a result, from marks {number, box}; box is (left, top, width, height) of one."""
    drawn = []
    for mark in marks:
        left, top, width, _height = mark["box"]
        pin = {"pin_x": _percent(100 * (left + width)), "pin_y": _percent(100 * top)}
        drawn.append({"number": mark["number"], **_rectangle(mark["box"]), **pin})
    return {"marks": drawn}


@register.inclusion_tag("components/finding_bars.html")
def finding_bars(rows: Sequence[Mapping[str, Any]], fill: str = "grey") -> dict[str, Any]:
    """Bars under each other in one hue, from rows {name, count, href}; the longest fills its column."""
    longest = max((row["count"] for row in rows), default=1) or 1
    drawn = [{**row, "width": _percent(100 * row["count"] / longest)} for row in rows]
    return {"rows": drawn, "fill": fill}
