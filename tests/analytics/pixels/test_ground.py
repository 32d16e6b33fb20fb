"""The background, from the border ring."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.pixels import measure
from tests.analytics.pixels.drawing import photo, product, saved

channels = st.integers(0, 255)


@settings(max_examples=25, deadline=None)
@given(red=channels, green=channels, blue=channels)
def test_ground_colour_is_measured(red: int, green: int, blue: int) -> None:
    measured = measure(saved(product((300, 300), ground=(red, green, blue))))
    assert measured.ground_rgb == (red, green, blue)
    assert measured.ground_min == min(red, green, blue)
    assert measured.ground_uniform == 1.0


@pytest.mark.parametrize("quality", [30, 60, 90])
def test_ground_that_was_white_before_jpeg_is_white_after(quality: int) -> None:
    measured = measure(saved(product(box=(0.02, 0.1, 0.98, 0.9)), "JPEG", quality=quality))
    assert measured.ground_rgb == (255, 255, 255)
    assert measured.ground_white_share is not None and measured.ground_white_share > 0.95


def test_ground_of_grey_229_is_grey_and_not_white() -> None:
    measured = measure(saved(product(ground=(229, 229, 229)), "JPEG"))
    assert (measured.ground_white_share, measured.ground_grey_share) == (0.0, 1.0)


def test_ground_of_a_lifestyle_photo_is_not_uniform() -> None:
    uniform = measure(saved(photo(), "JPEG")).ground_uniform
    assert uniform is not None and uniform < 0.6
