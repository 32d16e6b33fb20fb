"""A rough preview of what a template does to a photo, drawn from the thumbnail that the hub made itself.

The merchant's own file is not decoded here. What is drawn is ground, size, margins and alignment; Pixelz does the rest
by hand.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from typing import Any

import cv2
import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray
from PIL import Image

from analytics.pixels import Measurement
from pixelzhub.pixelz import TemplateSettings, template_settings
from pixelzhub.retouch.choose import BOTTOM, GRADIENT, MARGIN_PIXELS, PER_CENT, TOP, TRANSPARENT, effect

VERSION = 1
SIDE = 480
QUALITY = 85
# A ground that is this plain can be told from the product by its colour; in steps of 255, ground ends and product begins.
PLAIN_SHARE = 0.6
GROUND_TO, PRODUCT_FROM = 26.0, 52.0
ROUND_THE_BOX = 0.02
LONGEST_SHAPE = 6.0
CHECKS, LIGHT, DARK = 12, 255, 226

Rgb = tuple[int, int, int]
Frame = tuple[float, float, float, float]
Placed = tuple[float, float, float]


def preview_tag(sha256: str, settings: Mapping[str, Any]) -> str:
    """Names one preview: changes with the photo's content, the template's settings, and the drawing itself."""
    said = json.dumps([VERSION, sha256, settings], sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def draw_preview(thumbnail: bytes, measured: Measurement, settings: Mapping[str, Any]) -> bytes:
    """A JPEG of at most 480 px a side. Raises `OSError` when the thumbnail is no picture."""
    said, does = template_settings(settings), effect(settings)
    picture = Image.open(io.BytesIO(thumbnail)).convert("RGB")
    size = _canvas(does.aspect or picture.width / picture.height)
    cut = does.removes_ground and _is_plain(measured)
    layer = _without_ground(picture, measured) if cut else picture.convert("RGBA")
    ground = _ground(said, size) if cut else Image.new("RGB", size, measured.ground_rgb or (255, 255, 255))
    zoom, left, top = _place(picture.size, size, measured, said)
    moved = layer.transform(
        size,
        Image.Transform.AFFINE,
        (1 / zoom, 0, -left / zoom, 0, 1 / zoom, -top / zoom),
        resample=Image.Resampling.BICUBIC,
    )
    ground.paste(moved, mask=moved.getchannel("A"))
    out = io.BytesIO()
    ground.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def notes(measured: Measurement, settings: Mapping[str, Any]) -> list[str]:
    """What the preview does not show, and which file Pixelz delivers."""
    said, does = template_settings(settings), effect(settings)
    plain, placed = _is_plain(measured), measured.box is not None
    size = f"{does.fixed_size[0]} × {does.fixed_size[1]} px" if does.fixed_size else ""
    file = ", ".join(part for part in (said.output_format or "", size) if part)
    known = [
        _("The background of this photo is not plain: it is left as it is here.")
        if does.removes_ground and not plain
        else "",
        _("Where the product stands could not be measured: the margins are left as they are here.")
        if said.margin_type in {PER_CENT, MARGIN_PIXELS} and not placed
        else "",
        _("Shadows are not drawn here.") if does.keeps_shadow else "",
        _("The file that comes back: %(file)s.") % {"file": file} if file else "",
    ]
    return [note for note in known if note]


def _is_plain(measured: Measurement) -> bool:
    return measured.ground_rgb is not None and (measured.ground_uniform or 0) >= PLAIN_SHARE


def _canvas(aspect: float) -> tuple[int, int]:
    aspect = min(LONGEST_SHAPE, max(1 / LONGEST_SHAPE, aspect))
    return (SIDE, round(SIDE / aspect)) if aspect >= 1 else (round(SIDE * aspect), SIDE)


def _without_ground(picture: Image.Image, measured: Measurement) -> Image.Image:
    """The picture with the ground that reaches its border made transparent."""
    colours = np.asarray(picture, dtype=np.float32)
    distance = np.sqrt(((colours - np.array(measured.ground_rgb, dtype=np.float32)) ** 2).sum(axis=2))
    alpha = np.clip((distance - GROUND_TO) / (PRODUCT_FROM - GROUND_TO), 0, 1)
    alpha[~_outside(distance < PRODUCT_FROM)] = 1
    if measured.box:
        alpha *= _within(measured.box, alpha.shape)
    layer = picture.convert("RGBA")
    layer.putalpha(Image.fromarray((alpha * 255).astype(np.uint8)))
    return layer


def _outside(ground: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The part of a mask that hangs together with the border: a pale spot on the product is no ground."""
    _n, labels = cv2.connectedComponents(ground.astype(np.uint8))
    border = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    return np.asarray(np.isin(labels, border[border > 0]))


def _within(box: Frame, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """True in the box of the subject and a little round it: specks of ground elsewhere are no product."""
    rows, columns = (np.arange(side) / side for side in shape[:2])
    down = (rows > box[1] - ROUND_THE_BOX) & (rows < box[3] + ROUND_THE_BOX)
    across = (columns > box[0] - ROUND_THE_BOX) & (columns < box[2] + ROUND_THE_BOX)
    return np.asarray(down[:, None] & across[None, :])


def _ground(said: TemplateSettings, size: tuple[int, int]) -> Image.Image:
    """The new ground: a colour, a gradient from top to bottom, or the checks that stand for transparent."""
    width, height = size
    first = _rgb(said.background_color)
    if said.background_type == TRANSPARENT:
        rows, columns = np.indices((height, width)) // CHECKS
        return Image.fromarray(np.where((rows + columns) % 2, DARK, LIGHT).astype(np.uint8)).convert("RGB")
    if said.background_type == GRADIENT:
        steps = np.linspace(first, _rgb(said.gradient), height).astype(np.uint8)
        return Image.fromarray(np.repeat(steps[:, None, :], width, axis=1))
    return Image.new("RGB", size, first)


def _rgb(colour: str | None) -> Rgb:
    """White for what is no colour."""
    try:
        red, green, blue = bytes.fromhex(colour or "")
    except ValueError:
        return 255, 255, 255
    return red, green, blue


def _place(picture: tuple[int, int], canvas: tuple[int, int], measured: Measurement, said: TemplateSettings) -> Placed:
    """Zoom, left and top at which the picture is laid on the canvas: the product within the margins, or all of it."""
    room = _room(canvas, said)
    if room is None or measured.box is None:
        zoom = min(canvas[0] / picture[0], canvas[1] / picture[1])
        return zoom, (canvas[0] - zoom * picture[0]) / 2, (canvas[1] - zoom * picture[1]) / 2
    x0, x1 = measured.box[0] * picture[0], measured.box[2] * picture[0]
    y0, y1 = measured.box[1] * picture[1], measured.box[3] * picture[1]
    left, top, right, bottom = room
    zoom = min((right - left) / max(1.0, x1 - x0), (bottom - top) / max(1.0, y1 - y0))
    across = (left + right) / 2 - zoom * (x0 + x1) / 2
    tall = zoom * (y1 - y0)
    starts = {TOP: top, BOTTOM: bottom - tall}.get(said.vertical_alignment or 0, (top + bottom - tall) / 2)
    return zoom, across, starts - zoom * y0


def _room(canvas: tuple[int, int], said: TemplateSettings) -> Frame | None:
    """What the margins leave of the canvas: left, top, right, bottom in px; None where there are none."""
    if said.margin_type == PER_CENT:
        across, down = canvas[0] / 100, canvas[1] / 100
    elif said.margin_type == MARGIN_PIXELS and said.width and said.height:
        across, down = canvas[0] / said.width, canvas[1] / said.height
    else:
        return None
    left, top = (said.margin_left or 0) * across, (said.margin_top or 0) * down
    right, bottom = canvas[0] - (said.margin_right or 0) * across, canvas[1] - (said.margin_bottom or 0) * down
    return (left, top, right, bottom) if right - left >= 1 and bottom - top >= 1 else None
