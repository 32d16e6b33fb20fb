"""JPEG quality from the header."""

from __future__ import annotations

import pytest

from analytics.pixels import measure
from tests.analytics.pixels.drawing import photo, saved


@pytest.mark.parametrize("quality", range(30, 96))
def test_quality_of_a_saved_jpeg_is_exact(quality: int) -> None:
    assert measure(saved(photo((32, 32)), "JPEG", quality=quality)).jpeg_quality == quality


def test_quality_of_other_formats_is_unknown() -> None:
    assert measure(saved(photo((32, 32)), "PNG")).jpeg_quality is None


def test_blockiness_rises_where_compression_is_strong() -> None:
    clean, blocky = (measure(saved(photo(), "JPEG", quality=quality)).blockiness for quality in (92, 8))
    assert clean is not None and blocky is not None
    assert clean < 1.2
    assert blocky > 1.5
