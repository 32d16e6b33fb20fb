"""Draws one product photo from its recipe: ground, subject, and the faults it is meant to have."""

from __future__ import annotations

import io
from dataclasses import asdict, dataclass
from typing import Any, Literal

import cv2
from PIL import Image

from pixelzhub.sandbox.grounds import ground
from pixelzhub.sandbox.painting import Bytes, Sheet, bounds, paint
from pixelzhub.sandbox.shapes import KINDS
from pixelzhub.sandbox.shapes.geometry import Colour, Part, moved, turned

TOGETHER = 3
THIRD_VIEW_TURNS = {"cactus": 0, "bowl": 0, "mug": 0, "lamp": 0, "candle": 0, "sneaker": 0, "boot": 0, "teapot": -16}
THIRD_VIEW_MIRRORS = frozenset({"leafy", "snake", "vase", "succulent"})
Ending = Literal["", "truncated", "png"]


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that decides a drawn photo; sizes in px, `fill`, `dx`, `dy` as shares of the frame."""

    kind: str
    colour: Colour
    view: int = 0
    width: int = 1600
    height: int = 1600
    fill: float = 0.88
    dx: float = 0.0
    dy: float = 0.0
    ground: str = "white"
    light: float = 1.0
    blur: float = 0.0
    quality: int = 92
    frame: bool = False
    ending: Ending = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def recipe_from(data: dict[str, Any]) -> Recipe:
    """Read a recipe back from its JSON."""
    return Recipe(**{**data, "colour": tuple(data["colour"])})


def draw(recipe: Recipe) -> bytes:
    """The photo's file: JPEG unless the recipe ends otherwise."""
    picture = _photo(recipe)
    if recipe.ending == "png":
        return _encoded(picture, "PNG", 0)
    data = _encoded(picture, "JPEG", recipe.quality)
    return data[: len(data) * 2 // 5] if recipe.ending == "truncated" else data


def _photo(recipe: Recipe) -> Bytes:
    parts = _parts(recipe)
    left, top, right, bottom = bounds(parts)
    scale = recipe.fill * min(recipe.width / (right - left), recipe.height / (bottom - top))
    x = recipe.width * (0.5 + recipe.dx) - scale * (left + right) / 2
    y = recipe.height * (0.5 + recipe.dy) - scale * (top + bottom) / 2
    sheet = Sheet(recipe.width, recipe.height)
    paint(sheet, parts, scale, x, y)
    floor = y + scale * bottom
    behind = ground(recipe.ground, sheet.cover, floor, scale * (right - left))
    return _developed(recipe, _composed(sheet, behind))


def _parts(recipe: Recipe) -> list[Part]:
    """The product in one of its three views, or two of them side by side."""
    shape = KINDS[recipe.kind]
    if recipe.view < TOGETHER:
        return _viewed(recipe.kind, shape(recipe.colour, recipe.view), recipe.view)
    front, other = shape(recipe.colour, 0), shape(recipe.colour, 1)
    left, _, right, floor = bounds(front)
    aside = 0.62 * (right - left)
    return [*moved(other, scale=0.84, dx=aside, dy=floor * 0.16 - (right - left) * 0.05), *front]


def _viewed(kind: str, parts: list[Part], view: int) -> list[Part]:
    """Plants are turned round for their third photo, most other things are laid down at an angle."""
    if view != 2:
        return parts
    if kind in THIRD_VIEW_MIRRORS:
        return moved(parts, mirror=True)
    return turned(parts, THIRD_VIEW_TURNS.get(kind, 11))


def _composed(sheet: Sheet, behind: Bytes) -> Bytes:
    return cv2.blendLinear(sheet.colour, behind, sheet.cover, 1 - sheet.cover)


def _developed(recipe: Recipe, photo: Bytes) -> Bytes:
    if recipe.blur:
        photo = cv2.GaussianBlur(photo, (0, 0), recipe.blur)
    if recipe.light != 1.0:
        photo = cv2.convertScaleAbs(photo, alpha=recipe.light)
    if recipe.frame:
        _frame(photo)
    return photo


def _frame(photo: Bytes) -> None:
    """The thin line that some shop systems put round every picture."""
    edge = round(max(photo.shape) * 0.025)
    thick = max(3, round(max(photo.shape) * 0.007))
    height, width = photo.shape[:2]
    cv2.rectangle(photo, (edge, edge), (width - edge - 1, height - edge - 1), (52, 56, 62), thick)


def _encoded(picture: Bytes, kind: str, quality: int) -> bytes:
    out = io.BytesIO()
    image = Image.fromarray(picture)
    if kind == "PNG":
        image.save(out, "PNG", compress_level=3)
    else:
        image.save(out, "JPEG", quality=quality, subsampling=2 if quality < 80 else 0)
    return out.getvalue()
