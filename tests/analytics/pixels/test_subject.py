"""The subject's box, fill, offset and touched sides."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from analytics.pixels import measure
from tests.analytics.pixels.drawing import photo, product, saved

starts = st.floats(0.05, 0.4)
ends = st.floats(0.6, 0.95)
sides = st.integers(400, 1400)


@settings(max_examples=25, deadline=None)
@given(x0=starts, y0=starts, x1=ends, y1=ends, width=sides, height=sides)
def test_subject_box_fill_and_offset_are_within_one_per_cent(
    x0: float, y0: float, x1: float, y1: float, width: int, height: int
) -> None:
    measured = measure(saved(product((width, height), (x0, y0, x1, y1)), "JPEG", quality=90))
    assert measured.box == pytest.approx((x0, y0, x1, y1), abs=0.01)
    assert measured.fill == pytest.approx(max(x1 - x0, y1 - y0), abs=0.015)
    assert measured.offset == pytest.approx(max(abs(x0 + x1 - 1), abs(y0 + y1 - 1)) / 2, abs=0.01)
    assert measured.touches == ()


@pytest.mark.parametrize("ground", [(255, 255, 255), (229, 229, 229), (200, 60, 110), (10, 10, 10)])
def test_subject_is_found_on_any_plain_ground(ground: tuple[int, int, int]) -> None:
    measured = measure(saved(product(ground=ground, colour=(90, 160, 30))))
    assert measured.box == pytest.approx((0.2, 0.2, 0.8, 0.8), abs=0.01)


def test_subject_that_leaves_the_frame_touches_those_sides() -> None:
    measured = measure(saved(product(box=(0.3, 0.3, 0.7, 1.0))))
    assert measured.touches == ("bottom",)


def test_subject_is_not_measurable_on_a_lifestyle_ground() -> None:
    measured = measure(saved(photo(), "JPEG"))
    assert (measured.box, measured.fill, measured.offset, measured.box_measurable) == (None, None, None, False)


def test_subject_is_not_measurable_when_a_coloured_ground_has_a_pattern_that_reaches_three_sides() -> None:
    image = product(ground=(150, 50, 90))
    for y in range(40, 800, 120):
        image.paste((60, 10, 30), (0, y, 800, y + 20))
    image.paste((60, 10, 30), (300, 0, 500, 30))
    assert measure(saved(image)).box is None


def test_subject_is_not_there_on_an_empty_picture() -> None:
    measured = measure(saved(Image.new("RGB", (600, 600), "white")))
    assert (measured.box, measured.fill) == (None, None)


def test_subject_colour_is_that_of_the_product_not_of_its_ground() -> None:
    red = measure(saved(product(colour=(200, 30, 30)))).subject_lab
    assert red is not None
    assert red[0] == pytest.approx(43, abs=3)
    assert red[1] == pytest.approx(64, abs=4)
