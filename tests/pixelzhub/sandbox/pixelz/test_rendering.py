"""Each setting of a template, measured on the pixels of what is rendered."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter

from pixelzhub.sandbox.pixelz.rendering.canvas import canvas_size, margins, placed
from pixelzhub.sandbox.pixelz.rendering.formats import NotRendered
from pixelzhub.sandbox.pixelz.rendering.render import render
from pixelzhub.sandbox.pixelz.settings import Settings

WIDTH, HEIGHT = 400, 300
BOX = (60, 80, 180, 220)
"""The photo: white paper, and on it a dark red block of 120 x 140 px, off the middle."""
FIXED = Settings(resize=2, width=500, height=400)
FRAMED = replace(FIXED, margin=2, top=20, bottom=40, left=30, right=50)


def photo(*, shadow: bool = False, colour: tuple[int, int, int] = (120, 20, 30)) -> bytes:
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    if shadow:
        ImageDraw.Draw(image).ellipse((50, 180, 260, 250), fill=(205, 205, 205))
        image = image.filter(ImageFilter.GaussianBlur(18))
    ImageDraw.Draw(image).rectangle((BOX[0], BOX[1], BOX[2] - 1, BOX[3] - 1), fill=colour)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def picture(settings: Settings, *photos: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(render(photos or (photo(),), settings)))
    image.load()
    return image


def pixels(settings: Settings, *photos: bytes, mode: str = "RGB") -> np.ndarray:
    return np.asarray(picture(settings, *photos).convert(mode)).astype(int)


def block(found: np.ndarray) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what is red."""
    red = found[..., 0] - found[..., 1] > 50
    rows, columns = np.flatnonzero(red.any(axis=1)), np.flatnonzero(red.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def near(found, expected, by: float = 3) -> bool:
    return bool(np.abs(np.subtract(found, expected)).max() <= by)


def test_ground_that_is_not_removed_stays():
    settings = Settings(background=0)
    with Image.open(io.BytesIO(photo())) as before:
        assert near(pixels(settings), np.asarray(before).astype(int), by=40)
        assert np.abs(pixels(settings) - np.asarray(before)).mean() < 1


@pytest.mark.parametrize("colour", ["FFFFFF", "00FF80", "102030"])
def test_ground_has_the_templates_colour(colour):
    found = pixels(Settings(output="PNG", colour=colour))
    wanted = [int(colour[at : at + 2], 16) for at in (0, 2, 4)]
    assert near(found[5, 5], wanted, by=0) and near(found[-5, -5], wanted, by=0)
    assert near(found[150, 120], (120, 20, 30), by=6)


def test_transparent_ground_covers_nothing_and_the_subject_everything():
    found = pixels(Settings(output="PNG", background=2), mode="RGBA")
    assert found[5, 5, 3] == 0 and found[-5, -5, 3] == 0
    assert found[150, 120, 3] == 255


def test_gradient_runs_from_top_to_bottom():
    found = pixels(Settings(output="PNG", background=3, colour="000000", gradient="C8FF00"))
    column = found[:, 2]
    assert near(column[0], (0, 0, 0), by=1) and near(column[-1], (200, 255, 0), by=1)
    assert (np.diff(column[:, 1]) >= 0).all()
    assert near(column[HEIGHT // 2], (100, 128, 0), by=2)
    assert (found[3] == found[3][0]).all()


@pytest.mark.parametrize(
    ("settings", "size"),
    [
        (Settings(), (400, 300)),
        (Settings(resize=1, width=1, height=1), (300, 300)),
        (Settings(resize=1, width=3, height=4, unit=2), (225, 300)),
        (Settings(resize=1, width=2, height=1), (400, 200)),
        (Settings(resize=2, width=640, height=480), (640, 480)),
        (Settings(resize=2, width=25.4, height=50.8, unit=1), (300, 600)),
        (Settings(resize=2, width=1, height=0.5, unit=2), (300, 150)),
        (Settings(resize=3, most=200), (200, 150)),
        (Settings(resize=3, least=600), (800, 600)),
        (Settings(resize=3, least=600, most=700), (700, 525)),
        (Settings(resize=3, least=100, most=1000), (400, 300)),
        (Settings(resize=3, most=0.5, unit=2), (150, 112)),
    ],
)
def test_canvas_has_the_size_that_was_asked_for(settings, size):
    assert picture(settings).size == size


def test_margins_in_pixels_frame_the_subject():
    left, top, right, bottom = block(pixels(FRAMED))
    assert top >= 19 and bottom <= 361 and left >= 29 and right <= 451
    assert near(bottom - top, 340) or near(right - left, 420)
    assert near((left + right) / 2, (30 + 450) / 2)


def test_margins_in_percent_are_of_the_canvas():
    left, top, right, bottom = block(pixels(replace(FRAMED, margin=1, top=10, bottom=10, left=40, right=20)))
    assert near(right - left, 500 * 0.4)
    assert near(left, 500 * 0.4)
    assert near((top + bottom) / 2, 200)


def test_framing_stays_where_margins_are_not_set():
    assert near(block(pixels(Settings())), BOX)
    assert near(block(pixels(replace(FIXED, width=800, height=600))), [2 * edge for edge in BOX])


@pytest.mark.parametrize(("alignment", "top", "bottom"), [(1, 20, None), (2, None, None), (3, None, 360)])
def test_subject_is_aligned_where_it_does_not_fill_the_canvas(alignment, top, bottom):
    found = block(pixels(replace(FRAMED, width=200, right=30, alignment=alignment)))
    assert top is None or near(found[1], top)
    assert bottom is None or near(found[3], bottom)
    assert alignment != 2 or near((found[1] + found[3]) / 2, (20 + 360) / 2)


def test_no_shadow_leaves_the_ground_pure():
    found = pixels(Settings(output="PNG"), photo(shadow=True))
    assert (found[:70] == 255).all() and (found[250:] == 255).all()


def test_original_shadow_is_kept_beside_the_subject_alone():
    with_it = pixels(Settings(output="PNG", shadow=1), photo(shadow=True))
    without = pixels(Settings(output="PNG", shadow=0), photo(shadow=True))
    beside = (slice(200, 240), slice(190, 215))
    assert without[beside].mean() - with_it[beside].mean() > 15
    assert (with_it[:70] == 255).all()
    assert near(pixels(Settings(output="PNG", shadow=1), photo())[250], 255, by=0)


def test_drop_shadow_lies_under_the_subjects_foot():
    found = pixels(replace(FRAMED, output="PNG", shadow=2))
    _, top, _, bottom = block(found)
    assert found[bottom + 3].min() < 240
    assert (found[: top - 4] == 255).all()


def test_shadow_on_a_transparent_ground_is_black_that_covers_a_little():
    found = pixels(replace(FRAMED, output="PNG", background=2, shadow=2), mode="RGBA")
    bottom = block(found)[3]
    below = found[bottom + 3, found.shape[1] // 2 - 10]
    assert 10 < below[3] < 160 and below[:3].max() < 60


@pytest.mark.parametrize(
    ("output", "kind"), [("JPG", "JPEG"), ("JPEG", "JPEG"), ("PNG", "PNG"), ("TIF", "TIFF"), ("TIFF", "TIFF")]
)
def test_file_has_the_templates_format_at_300_dots_per_inch(output, kind):
    found = picture(Settings(output=output))
    assert found.format == kind
    assert near([float(value) for value in found.info["dpi"]], (300, 300), by=0.1)


def test_tiff_can_be_transparent():
    assert pixels(Settings(output="TIFF", background=2), mode="RGBA")[5, 5, 3] == 0


def test_psd_is_said_not_to_be_rendered():
    with pytest.raises(NotRendered, match="PSD files are not rendered here"):
        render([photo()], Settings(output="PSD"))


@pytest.mark.parametrize("background", [0, 1])
def test_combination_shows_its_parts_in_order(background):
    colours = [(120, 20, 30), (20, 110, 40), (30, 30, 150)]
    found = pixels(
        replace(FIXED, background=background, width=900, height=300), *(photo(colour=one) for one in colours)
    )
    middles = []
    for channel in range(3):
        others = [one for one in range(3) if one != channel]
        strong = found[..., channel] - found[..., others].max(axis=2) > 50
        middles.append(np.flatnonzero(strong.any(axis=0)).mean())
    assert middles == sorted(middles)
    assert middles[1] - middles[0] > 100 and middles[2] - middles[1] > 100


def test_redo_is_cut_tighter():
    first, second = (np.asarray(Image.open(io.BytesIO(render([photo()], FRAMED, redo)))) for redo in (0, 2))
    assert (second < 200).any(axis=2).sum() < (first < 200).any(axis=2).sum()


SIZES = st.integers(1, 3000)


@effort(max_examples=200, deadline=None)
@given(
    st.sampled_from([0, 1, 2, 3]), SIZES, SIZES, st.sampled_from([1, 2]), st.integers(0, 49), st.integers(0, 49),
    st.sampled_from([1, 2, 3]), SIZES, SIZES,
)  # fmt: skip
def test_subject_always_lies_on_its_canvas(resize, width, height, margin, across, down, alignment, wide, high):
    edges = {"left": across, "right": across, "top": down, "bottom": down}
    wanted = Settings(
        resize=resize, width=width, height=height, least=width, most=3000, margin=margin, alignment=alignment, **edges
    )
    canvas = canvas_size(wanted, 400, 300)
    place = placed(wanted, canvas, wide, high)
    assert place.x >= 0 and place.x + place.width <= max(canvas[0], place.width)
    assert place.y >= 0 and place.y + place.height <= max(canvas[1], place.height)
    left, top, right, bottom = margins(wanted, canvas)
    assert place.width <= max(1, canvas[0] - left - right) + 1
    assert place.height <= max(1, canvas[1] - top - bottom) + 1
