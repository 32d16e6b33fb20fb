"""Measurements as stored JSON."""

from __future__ import annotations

import json

import pytest

from analytics.pixels import Measurement, measure
from tests.analytics.pixels.drawing import photo, product, saved


@pytest.mark.parametrize("data", [saved(product()), saved(photo(), "JPEG"), b"", b"nonsense"])
def test_measurement_survives_json(data: bytes) -> None:
    measured = measure(data, filename="a.jpg")
    stored = json.loads(json.dumps(measured.to_json()))
    restored = Measurement.from_json(stored)
    assert restored.to_json() == stored
    assert (restored.phash, restored.touches, restored.format) == (measured.phash, measured.touches, measured.format)


def test_measurement_of_a_later_version_is_read_without_what_is_unknown() -> None:
    assert Measurement.from_json({"width": 5, "not_yet_invented": [1]}).width == 5


def test_measurement_is_compact() -> None:
    assert len(json.dumps(measure(saved(photo(), "JPEG")).to_json())) < 1000
