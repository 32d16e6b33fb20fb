"""What must not change a measurement: how a picture is stored, how often it is measured, and where."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from analytics.pixels import issues, measure
from tests.analytics.pixels.drawing import photo, saved, textured

ROOT = Path(__file__).resolve().parents[3]
# The inverse of each EXIF turn: what a camera stored.
STORED = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
MEASURE = "import json, sys; from analytics.pixels import measure; print(json.dumps(measure(sys.stdin.buffer.read()).to_json()))"


@settings(max_examples=12, deadline=None)
@given(
    orientation=st.sampled_from(sorted(STORED)),
    x=st.floats(0.1, 0.3),
    y=st.floats(0.1, 0.3),
    portrait=st.booleans(),
)
def test_turning_by_exif_changes_no_value(orientation: int, x: float, y: float, portrait: bool) -> None:
    upright = textured((420, 600) if portrait else (600, 420), (x, y, 0.85, 0.8))
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = saved(upright.transpose(Image.Transpose(STORED[orientation])), exif=exif)
    turned, plain = measure(stored), measure(saved(upright))
    # The grid of JPEG blocks is looked for in upright files alone.
    assert replace(turned, exif_orientation=1, bytes=0, blockiness=None) == replace(plain, bytes=0, blockiness=None)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 50), side=st.integers(1000, 1800), quality=st.integers(80, 95))
def test_scaling_a_sharp_photo_down_by_two_does_not_make_it_blurry(seed: int, side: int, quality: int) -> None:
    large = photo((side, side * 3 // 4), seed)
    for image in (large, large.resize((side // 2, side * 3 // 8), Image.Resampling.LANCZOS), large.reduce(2)):
        codes = {issue.code for issue in issues(measure(saved(image, "JPEG", quality=quality)))}
        assert not codes & {"blurry", "upscaled"}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_same_bytes_have_the_same_measurement_on_every_run_and_in_another_process(kind: str) -> None:
    data = saved(textured((900, 700), (0.2, 0.1, 0.9, 0.8)), kind)
    here = measure(data).to_json()
    assert measure(data).to_json() == here
    there = subprocess.run([sys.executable, "-c", MEASURE], input=data, capture_output=True, cwd=ROOT, check=True)
    assert json.loads(there.stdout) == here
