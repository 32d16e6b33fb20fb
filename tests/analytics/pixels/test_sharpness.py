"""Sharp, blurred, enlarged."""

from __future__ import annotations

from PIL import Image, ImageFilter

from analytics.pixels import issues, measure
from tests.analytics.pixels.drawing import photo, saved


def codes(image: Image.Image) -> set[str]:
    return {issue.code for issue in issues(measure(saved(image, "JPEG", quality=95)))}


def test_sharp_picture_is_neither_blurry_nor_upscaled() -> None:
    assert not codes(photo((1000, 1000))) & {"blurry", "upscaled"}


def test_strongly_blurred_picture_is_blurry() -> None:
    assert "blurry" in codes(photo((1000, 1000)).filter(ImageFilter.GaussianBlur(6)))


def test_enlarged_thumbnail_is_upscaled_or_blurry() -> None:
    assert codes(photo((300, 300)).resize((1000, 1000), Image.Resampling.BICUBIC)) & {"blurry", "upscaled"}


def test_sharpness_falls_with_every_blur() -> None:
    values = [measure(saved(photo().filter(ImageFilter.GaussianBlur(radius)))).sharpness for radius in (0, 1, 2, 4)]
    assert values == sorted((value or 0 for value in values), reverse=True)


def test_plain_colour_has_no_sharpness() -> None:
    measured = measure(saved(Image.new("RGB", (900, 900), "teal")))
    assert (measured.sharpness, measured.sharpness_small) == (None, None)


def test_picture_under_500_px_is_not_called_blurry() -> None:
    assert "blurry" not in codes(photo((400, 400)).filter(ImageFilter.GaussianBlur(5)))
