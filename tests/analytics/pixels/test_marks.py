"""Watermarks, and words laid over a photo."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from analytics.pixels import issues, measure
from tests.analytics.pixels.drawing import photo, product, saved, textured
from tests.degrade import marks

GOODS = textured((1000, 1000), (0.2, 0.15, 0.8, 0.85))


def codes(image: Image.Image) -> dict[str, str]:
    """The codes that hold, with their confidence."""
    return {issue.code: issue.confidence for issue in issues(measure(saved(image, "JPEG", quality=90)))}


@pytest.mark.parametrize("seed", range(6))
def test_word_tiled_over_a_photo_on_plain_ground_is_a_watermark_and_not_a_text(seed: int) -> None:
    found = codes(marks.tiled(GOODS, np.random.default_rng(seed)))
    assert found.get("watermark") == "hint"
    assert "text_overlay" not in found


@pytest.mark.parametrize("seed", range(6))
def test_banner_with_words_is_a_text(seed: int) -> None:
    found = codes(marks.banner(GOODS, np.random.default_rng(seed)))
    assert found.get("text_overlay") == "hint"
    assert "watermark" not in found


@pytest.mark.parametrize("image", [GOODS, product(), photo(), photo((1200, 900), 3)])
def test_photo_without_marks_has_none(image: Image.Image) -> None:
    assert not codes(image).keys() & {"watermark", "text_overlay"}


@pytest.mark.parametrize("mark", [marks.tiled, marks.single])
def test_marks_on_a_room_are_not_measurable(mark: Callable[[Image.Image, np.random.Generator], Image.Image]) -> None:
    measured = measure(saved(mark(photo(), np.random.default_rng(1))))
    assert measured.marks is None
    assert "watermark" in {issue.code for issue in issues(measured, unmeasured=True) if not issue.measurable}
