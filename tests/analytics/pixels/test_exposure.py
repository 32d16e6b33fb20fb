"""Light, colour, frames and transparency."""

from __future__ import annotations

import pytest
from PIL import Image, ImageOps

from analytics.pixels import issues, measure
from tests.analytics.pixels.drawing import Box, photo, product, saved


def codes(image: Image.Image) -> set[str]:
    return {issue.code for issue in issues(measure(saved(image)))}


def test_dark_picture_is_dark() -> None:
    assert "dark" in codes(photo().point(lambda value: value // 3))


def test_flat_picture_has_low_contrast_and_white_on_white_has_not() -> None:
    assert "low_contrast" in codes(photo().point(lambda value: 140 + value // 5))
    assert "low_contrast" not in codes(product(colour=(245, 240, 235)))


def test_blank_picture_says_nothing() -> None:
    assert "low_information" in codes(Image.new("RGB", (500, 500), "white"))


def test_grey_picture_is_grayscale_whatever_its_mode() -> None:
    assert "grayscale" in codes(photo().convert("L").convert("RGB"))
    assert "grayscale" in codes(photo().convert("L"))
    assert "grayscale" not in codes(photo())


def test_one_clipped_channel_is_bright_fabric_and_two_are_burnt_out() -> None:
    assert "overexposed" not in codes(product(colour=(255, 80, 90)))
    assert "overexposed" in codes(product(colour=(255, 255, 120)))


@pytest.mark.parametrize("width", [8, 20, 40])
def test_drawn_border_is_a_frame_on_four_sides(width: int) -> None:
    framed = ImageOps.expand(product((760, 760)), width, fill=(20, 20, 20))
    assert measure(saved(framed)).frame_sides == 4


def test_line_with_white_on_both_sides_is_a_frame() -> None:
    lined = ImageOps.expand(ImageOps.expand(product((740, 740)), 8, fill=(60, 60, 60)), 20, fill="white")
    assert measure(saved(lined)).frame_sides == 4


@pytest.mark.parametrize("box", [(0.2, 0.2, 0.8, 0.8), (0.06, 0.06, 0.94, 0.94)])
def test_square_product_on_white_is_no_frame_even_if_it_fills_its_picture(box: Box) -> None:
    assert measure(saved(product(box=box))).frame_sides == 0


def test_transparency_is_measured_and_flattened_on_white() -> None:
    image = product().convert("RGBA")
    image.putalpha(Image.new("L", image.size, 0))
    image.paste(product(), (0, 400), Image.new("L", image.size, 255))
    measured = measure(saved(image))
    assert measured.alpha_share == pytest.approx(0.5, abs=0.01)
    assert measured.ground_rgb == (255, 255, 255)
