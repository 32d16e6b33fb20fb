"""Real product photographs, where they are at hand: white grounds, bed sheets, rooms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics.pixels import Measurement, issues, measure

PHOTOS = Path(__file__).resolve().parents[4] / "shared" / "photos"
pytestmark = pytest.mark.skipif(not PHOTOS.is_dir(), reason="no ../shared/photos beside this checkout")


def photos(folder: str, name: str = "*") -> Iterator[tuple[str, Measurement]]:
    for path in sorted((PHOTOS / folder).glob(f"{name}.*g")):
        yield path.name, measure(path.read_bytes(), filename=path.name)


@pytest.mark.parametrize("folder", ["Bags", "Watches", "Tanks", "Shorts", "New Luma Yoga Collection"])
def test_first_photos_on_white_are_white_and_sharp(folder: str) -> None:
    for name, measured in photos(folder, "*_1"):
        assert measured.ground_min is not None and measured.ground_min >= 250, name
        assert not {issue.code for issue in issues(measured)} - {"grayscale", "rotated_by_exif"}, name


def test_bed_sheets_have_a_colour() -> None:
    grounds = dict(photos("Second hand Hoodie", "hoodie-1_1")) | dict(
        photos("Second hand Longsleeve", "longsleeve-2_1")
    )
    for name, measured in grounds.items():
        assert measured.ground_rgb is not None and measured.ground_rgb[0] > measured.ground_rgb[1] + 80, name
        assert "non_white_background" in {issue.code for issue in issues(measured)}, name


@pytest.mark.parametrize("name", ["brandi*", "max-*", "mitch*", "patrick*", "michael*", "abel*", "oscar*", "juan*"])
def test_rooms_and_gradients_have_no_box(name: str) -> None:
    for _, measured in photos("Living", name):
        assert (measured.box, measured.fill) == (None, None)


def test_transparent_pictures_are_measured_on_white() -> None:
    for name, measured in photos("Drinks and prints"):
        assert measured.alpha_share > 0.5, name
        assert measured.ground_rgb == (255, 255, 255), name
