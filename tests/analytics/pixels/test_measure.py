"""Every kind of file has an answer, and none raises."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from analytics.pixels import Measurement, measure
from analytics.pixels.header import MAX_BYTES
from tests.analytics.pixels.drawing import photo, product, saved

JPEG = saved(photo((500, 400)), "JPEG")
PNG = saved(photo((500, 400)), "PNG")
WEBP = saved(photo((500, 400)), "WEBP")
GIF = saved(photo((500, 400)).quantize(), "GIF")
TIFF = saved(photo((500, 400)), "TIFF")
AVIF = saved(photo((500, 400)), "AVIF")


def empty_png(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be huge."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


HOSTILE = {
    "zero bytes": (b"", "corrupt", "0 bytes"),
    "cut off JPEG": (JPEG[: len(JPEG) // 2], "corrupt", "cut off after"),
    "cut off PNG": (PNG[: len(PNG) // 2], "corrupt", "cut off after"),
    "cut off WebP": (WEBP[: len(WEBP) // 2], "corrupt", "KB"),
    "cut off GIF": (GIF[: len(GIF) // 2], "corrupt", "KB"),
    "cut off TIFF": (TIFF[: len(TIFF) // 2], "corrupt", "KB"),
    "cut off AVIF": (AVIF[: len(AVIF) // 2], "corrupt", "KB"),
    "cut off in the header": (JPEG[:40], "corrupt", "40 bytes"),
    "random bytes": (bytes(range(256)) * 8, "unsupported_format", "2 KB"),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "unsupported_format", "SVG"),
    "web page": (b"<!DOCTYPE html><html>404</html>", "unsupported_format", "HTML"),
    "PDF": (b"%PDF-1.7 ...", "unsupported_format", "PDF"),
    "PostScript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n", "unsupported_format", "PostScript"),
    "HEIC": (b"\0\0\0\x18ftypheic" + bytes(64), "unsupported_format", "HEIC"),
    "bomb over Pillow's limit": (empty_png(29_000, 29_000), "unsupported_format", "841 megapixels"),
    "bomb over our limit": (empty_png(12_000, 12_000), "unsupported_format", "144 megapixels"),
    "side over our limit": (empty_png(40_000, 10), "unsupported_format", "40,000 x 10 px"),
    "too many bytes": (JPEG + bytes(MAX_BYTES), "unsupported_format", "100.0 MB"),
    "float pixels": (saved(Image.new("F", (30, 30)), "TIFF"), "unsupported_format", "32 bit"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_bad_file_is_an_answer_that_names_the_value(name: str) -> None:
    data, error, words = HOSTILE[name]
    measured = measure(data, filename="photo.JPG")
    assert (measured.error, measured.bytes, measured.extension) == (error, len(data), "jpg")
    assert words in measured.reason
    assert measured.phash is None


def test_cut_off_file_still_tells_its_size() -> None:
    measured = measure(JPEG[: len(JPEG) // 2])
    assert (measured.width, measured.height, measured.format) == (500, 400, "JPEG")


@settings(max_examples=150, deadline=None)
@given(
    data=st.sampled_from([JPEG, PNG, WEBP, saved(photo((60, 60)).quantize(), "GIF"), saved(photo((60, 60)), "TIFF")]),
    cut=st.floats(0, 1),
    place=st.floats(0, 1),
    noise=st.binary(max_size=40),
)
def test_damaged_file_never_raises(data: bytes, cut: float, place: float, noise: bytes) -> None:
    whole = data[: int(len(data) * cut)]
    at = int(len(whole) * place)
    assert isinstance(measure(whole[:at] + noise + whole[at + len(noise) :]), Measurement)


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=200))
def test_any_bytes_are_refused_and_never_raise(data: bytes) -> None:
    assert measure(data).error in ("corrupt", "unsupported_format")


GOOD: dict[str, tuple[Image.Image, str, dict[str, Any]]] = {
    "16 bit grey PNG": (Image.frombytes("I;16", (300, 300), bytes([0, 128]) * 90_000), "PNG", {}),
    "16 bit grey TIFF": (Image.frombytes("I;16", (300, 300), bytes([0, 128]) * 90_000), "TIFF", {}),
    "WebP with alpha": (product().convert("RGBA"), "WEBP", {}),
    "GIF": (product().quantize(16), "GIF", {}),
    "CMYK JPEG": (product().convert("CMYK"), "JPEG", {}),
    "CMYK TIFF": (product().convert("CMYK"), "TIFF", {}),
    "palette PNG": (product().quantize(16), "PNG", {}),
    "palette PNG with transparency": (product().quantize(16), "PNG", {"transparency": 0}),
    "RGB PNG with a transparent colour": (product(), "PNG", {"transparency": (255, 255, 255)}),
    "grey with alpha": (product().convert("LA"), "PNG", {}),
    "black and white": (product().convert("1"), "PNG", {}),
    "AVIF": (product(), "AVIF", {}),
    "BMP": (product(), "BMP", {}),
    "grey JPEG": (product().convert("L"), "JPEG", {}),
    "progressive JPEG": (product(), "JPEG", {"progressive": True}),
    "one pixel": (Image.new("RGB", (1, 1), "red"), "PNG", {}),
    "one column": (Image.new("RGB", (1, 900), "red"), "PNG", {}),
    "20,000 px wide": (Image.new("RGB", (20_000, 40), "red"), "JPEG", {}),
}


@pytest.mark.parametrize("name", GOOD)
def test_unusual_picture_is_measured(name: str) -> None:
    image, kind, options = GOOD[name]
    measured = measure(saved(image, kind, **options))
    assert (measured.error, measured.reason) == ("", "")
    assert (measured.width, measured.height) == image.size
    assert measured.format == kind
    assert measured.phash is not None


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG"])
def test_animation_is_measured_by_its_first_frame(format: str) -> None:
    frames = [product(ground=(255, 255, 255)), product(ground=(0, 0, 0), colour=(250, 250, 0))]
    measured = measure(saved(frames[0], format, save_all=True, append_images=frames[1:], duration=100))
    assert measured.animated
    assert measured.ground_min is not None and measured.ground_min > 250


def test_phone_photo_with_a_second_picture_behind_it_is_a_still_jpeg() -> None:
    measured = measure(saved(product(), "MPO", save_all=True, append_images=[product()]))
    assert (measured.format, measured.animated, measured.error) == ("JPEG", False, "")


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_picture_is_measured_upright(format: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    upright = product((600, 400), (0.1, 0.2, 0.5, 0.9))
    # The inverse of each EXIF turn: what a camera stored.
    turns = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    stored = upright.transpose(Image.Transpose(turns[orientation])) if orientation > 1 else upright
    measured = measure(saved(stored, format, exif=exif))
    assert (measured.width, measured.height) == (600, 400)
    assert measured.exif_orientation == orientation
    assert measured.box == pytest.approx((0.1, 0.2, 0.5, 0.9), abs=0.015)
