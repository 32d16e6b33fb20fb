"""Marks drawn on a finished file: what is taken, and where they stand on the copy that Pixelz gets."""

from __future__ import annotations

import io
import json

import pytest
from PIL import Image

from pixelzhub.retouch.markup import INK, MOST_POINTS, MOST_STROKES, SIDE, BadMarks, NotDrawn, draw_marks, read_strokes

RED = (200, 30, 30)


def picture(size: tuple[int, int], format: str = "PNG", **save: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, RED).save(out, format, **save)
    return out.getvalue()


def drawn(data: bytes, strokes: list[list[tuple[float, float]]]) -> Image.Image:
    return Image.open(io.BytesIO(draw_marks(data, strokes))).convert("RGB")


def close(found: object, wanted: tuple[int, int, int]) -> bool:
    """Within what JPEG changes."""
    assert isinstance(found, tuple)
    return all(abs(a - b) < 25 for a, b in zip(found, wanted, strict=True))


def test_strokes_stand_where_they_were_drawn_and_nowhere_else() -> None:
    found = drawn(picture((1000, 500)), [[(0.1, 0.5), (0.9, 0.5)], [(0.5, 0.1)]])
    assert found.size == (1000, 500)
    assert all(close(found.getpixel(place), INK) for place in [(110, 250), (500, 250), (890, 250), (500, 50)])
    assert all(close(found.getpixel(place), RED) for place in [(50, 250), (950, 250), (500, 150), (500, 350), (5, 5)])


def test_copy_is_no_larger_than_its_cap_and_keeps_its_shape() -> None:
    found = drawn(picture((4000, 2000)), [[(0.25, 0.0), (0.25, 1.0)]])
    assert found.size == (SIDE, SIDE // 2)
    assert close(found.getpixel((SIDE // 4, 400)), INK)


def test_photo_that_is_stored_lying_is_marked_as_it_is_seen() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    found = drawn(picture((600, 300), "JPEG", exif=exif), [[(0.5, 0.1), (0.5, 0.4)]])
    assert found.size == (300, 600)
    assert close(found.getpixel((150, 150)), INK)


def test_transparent_file_is_shown_on_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (200, 200), (0, 0, 0, 0)).save(out, "PNG")
    assert close(drawn(out.getvalue(), [[(0.9, 0.9)]]).getpixel((20, 20)), (255, 255, 255))


def test_same_strokes_give_the_same_copy() -> None:
    data = picture((300, 300))
    assert draw_marks(data, [[(0.1, 0.2)]]) == draw_marks(data, [[(0.1, 0.2)]])


@pytest.mark.parametrize("data", [b"", b"no picture at all", picture((400, 400))[:200]])
def test_file_that_cannot_be_opened_says_so(data: bytes) -> None:
    with pytest.raises(NotDrawn, match="words alone"):
        draw_marks(data, [[(0.1, 0.1)]])


@pytest.mark.parametrize("text", ["", "  ", "[]", "[[]]"])
def test_no_marks_are_no_marks(text: str) -> None:
    assert read_strokes(text) == []


def test_strokes_are_read_as_shares_of_the_picture() -> None:
    assert read_strokes("[[[0, 1], [0.123456, 0.5]]]") == [[(0.0, 1.0), (0.1235, 0.5)]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "could not be read"),
        ("[" * 100_000, "could not be read"),
        ('{"a": 1}', "could not be read"),
        ("[1]", "could not be read"),
        ("[[1]]", "could not be read"),
        ("[[[0.1]]]", "could not be read"),
        ("[[[true, 0.1]]]", "could not be read"),
        ('[[["0.1", 0.1]]]', "could not be read"),
        ("[[[NaN, 0.1]]]", "nan, accepted are 0 to 1"),
        ("[[[Infinity, 0.1]]]", "inf, accepted are 0 to 1"),
        ("[[[1" + "0" * 400 + ", 0.1]]]", "100000000000, accepted are 0 to 1"),
        ("[[[1.01, 0.1]]]", "1.01, accepted are 0 to 1"),
        ("[[[0.1, -0.2]]]", "-0.2, accepted are 0 to 1"),
        (json.dumps([[[0.1, 0.1]]] * (MOST_STROKES + 1)), "up to 60 strokes"),
        (json.dumps([[[0.1, 0.1]] * (MOST_POINTS + 1)]), "with 6000 points"),
        ("[" + " " * 300_000 + "]", "up to 60 strokes"),
    ],
    ids=range(16),
)
def test_what_is_no_drawing_is_refused_with_its_limit(text: str, said: str) -> None:
    with pytest.raises(BadMarks, match=said):
        read_strokes(text)
