"""Thumbnails."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageCms

from analytics.pixels import Unreadable, measure, measure_with_thumbnail, thumbnail
from tests.analytics.pixels.drawing import photo, product, saved


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("size", [(3000, 2000), (500, 1600), (401, 400), (5000, 20)])
def test_thumbnail_fits_and_keeps_its_shape(size: tuple[int, int]) -> None:
    small = opened(thumbnail(saved(photo(size), "JPEG")))
    assert (small.format, max(small.size)) == ("JPEG", 400)
    assert small.width / small.height == pytest.approx(size[0] / size[1], rel=0.3 if min(size) < 100 else 0.02)


def test_thumbnail_of_a_small_picture_is_not_enlarged() -> None:
    assert opened(thumbnail(saved(photo((90, 60))))).size == (90, 60)


def test_thumbnail_is_upright_and_on_white() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    image = Image.new("RGBA", (600, 300), (0, 0, 0, 0))
    small = opened(thumbnail(saved(image, exif=exif)))
    assert small.size == (200, 400)
    assert small.getpixel((100, 200)) == (255, 255, 255)


def test_thumbnail_carries_no_metadata() -> None:
    exif = Image.Exif()
    exif[0x010E] = "where it was taken"
    small = opened(thumbnail(saved(photo(), "JPEG", exif=exif)))
    assert not small.getexif() and "icc_profile" not in small.info


def test_thumbnail_ignores_a_broken_profile_and_applies_a_sound_one() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (b"nonsense", srgb):
        pixel = opened(thumbnail(saved(Image.new("RGB", (500, 500), (200, 40, 90)), "JPEG", icc_profile=profile)))
        assert pixel.getpixel((200, 200)) == pytest.approx((200, 40, 90), abs=3)


def test_thumbnail_of_a_bad_file_raises_and_measuring_it_does_not() -> None:
    with pytest.raises(Unreadable, match="0 bytes"):
        thumbnail(b"")
    measured, small = measure_with_thumbnail(b"", filename="a.png")
    assert (measured.error, small) == ("corrupt", b"")


def test_thumbnail_with_measurement_is_the_same_as_each_alone() -> None:
    data = saved(product((900, 700)), "JPEG")
    assert measure_with_thumbnail(data, filename="a.jpg") == (measure(data, filename="a.jpg"), thumbnail(data))
