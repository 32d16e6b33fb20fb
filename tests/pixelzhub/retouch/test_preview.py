"""The rough preview: ground, shape, margins and alignment as the template says, from the hub's own thumbnail."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pixelzhub.retouch.preview import SIDE, draw_preview, notes, preview_tag
from tests import builders

GREY = (229, 229, 229)
#: what is measured on `builders.make_jpeg((300, 300))`
MEASURED = replace(builders.grey_ground(), box=(1 / 3, 1 / 3, 2 / 3, 2 / 3))


def drawn(measured: Any = MEASURED, size: tuple[int, int] = (300, 300), **settings: Any) -> np.ndarray[Any, Any]:
    thumbnail = builders.make_jpeg(size)
    return np.asarray(Image.open(io.BytesIO(draw_preview(thumbnail, measured, builders.WHITE_SQUARE | settings))))


def product(pixels: np.ndarray[Any, Any]) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of what is dark, as fractions."""
    dark = pixels.sum(axis=2) < 380
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    height, width = dark.shape
    return columns[0] / width, rows[0] / height, (columns[-1] + 1) / width, (rows[-1] + 1) / height


def test_ground_is_filled_and_the_product_stands_within_the_margins() -> None:
    pixels = drawn()
    assert pixels.shape == (SIDE, SIDE, 3)
    assert pixels[2, 2].min() >= 253
    assert product(pixels) == pytest.approx((0.05, 0.05, 0.95, 0.95), abs=0.02)


@pytest.mark.parametrize(("alignment", "top", "bottom"), [(1, 0.1, 0.5), (2, 0.3, 0.7), (3, 0.5, 0.9)])
def test_product_is_aligned(alignment, top, bottom) -> None:
    margins = {"MarginLeft": 30, "MarginRight": 30, "MarginTop": 10, "MarginBottom": 10}
    _left, above, _right, below = product(drawn(VerticalAlignment=alignment, **margins))
    assert (above, below) == pytest.approx((top, bottom), abs=0.02)


def test_shape_is_the_templates() -> None:
    height, width, _ = drawn(ResizeWidth=1000, ResizeHeight=2000).shape
    assert (width, height) == (SIDE // 2, SIDE)


def test_transparent_ground_is_shown_as_checks_and_a_gradient_from_top_to_bottom() -> None:
    checks = drawn(BackgroundType=2)
    assert {round(checks[4, 4].mean() / 10), round(checks[4, 16].mean() / 10)} == {26, 23}
    gradient = drawn(BackgroundType=3, BackgroundColor="000000", BackgroundVerticalGradientColor="FFFFFF")
    assert gradient[3, 3].mean() < 10
    assert gradient[-3, 3].mean() > 245


def test_ground_that_stays_or_is_not_plain_is_left() -> None:
    assert drawn(BackgroundType=0)[2, 2] == pytest.approx(GREY, abs=3)
    busy = replace(MEASURED, ground_uniform=0.1)
    assert drawn(busy)[2, 2] == pytest.approx(GREY, abs=3)
    assert any("not plain" in note for note in notes(busy, builders.WHITE_SQUARE))


def test_without_a_measured_product_the_whole_photo_is_shown() -> None:
    whole = replace(MEASURED, box=None)
    assert product(drawn(whole)) == pytest.approx((1 / 3, 1 / 3, 2 / 3, 2 / 3), abs=0.02)
    assert any("could not be measured" in note for note in notes(whole, builders.WHITE_SQUARE))


def test_notes_name_the_file() -> None:
    assert notes(MEASURED, builders.WHITE_SQUARE) == ["The file that comes back: JPG, 1600 × 1600 px."]


@pytest.mark.parametrize(
    "settings",
    [
        {"BackgroundColor": "red"}, {"BackgroundColor": None}, {"MarginLeft": 80, "MarginRight": 80},
        {"ResizeWidth": 1, "ResizeHeight": 9999}, {"ResizeType": 6}, {"MarginType": 2}, {"MarginType": "x"},
        {"ResizeUnit": 1}, {"VerticalAlignment": 9},
    ],
)  # fmt: skip
def test_settings_that_make_no_sense_still_draw_something(settings) -> None:
    assert max(drawn(**settings).shape) == SIDE


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(OSError, match="cannot identify"):
        draw_preview(b"\xff\xd8\xff", MEASURED, {})


def test_name_changes_with_content_and_settings_alone() -> None:
    one = preview_tag("a", {"x": 1, "y": 2})
    assert one == preview_tag("a", {"y": 2, "x": 1})
    assert len({one, preview_tag("b", {"x": 1, "y": 2}), preview_tag("a", {"x": 2, "y": 2})}) == 3
