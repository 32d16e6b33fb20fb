"""How many sides cut the subject."""

from __future__ import annotations

import pytest
from PIL import Image

from analytics.pixels import issues, measure
from tests.analytics.pixels.drawing import Box, photo, product, saved


@pytest.mark.parametrize(
    ("box", "sides"), [((0.2, 0.2, 0.8, 0.8), 0), ((0.2, 0.2, 0.8, 1.0), 1), ((0.0, 0.3, 1.0, 0.7), 2)]
)
def test_sides_that_cut_the_subject_are_counted(box: Box, sides: int) -> None:
    measured = measure(saved(product(box=box)))
    assert measured.cut_sides == sides
    assert ("tight_crop" in {issue.code for issue in issues(measured)}) == (sides >= 2)


def test_close_up_on_white_paper_is_cut_though_it_has_no_box() -> None:
    image = Image.new("RGB", (800, 800), "white")
    image.paste(photo((800, 640)).point(lambda value: value // 2), (0, 160))
    measured = measure(saved(image))
    assert (measured.box, measured.cut_sides) == (None, 3)


def test_room_tells_nothing_of_a_cut() -> None:
    assert measure(saved(photo())).cut_sides is None
