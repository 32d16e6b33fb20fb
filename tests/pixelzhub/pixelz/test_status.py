"""What a status number means for the merchant."""

from __future__ import annotations

import pytest

from pixelzhub.pixelz import Stage, stage_of


@pytest.mark.parametrize(
    ("numbers", "stage"),
    [
        ((10, 30), Stage.WAITING),
        ((12, 20, 72, 74, 76, 78, 90, 95), Stage.NEEDS_YOU),
        ((40, 60, 62, 64, 66), Stage.IN_PRODUCTION),
        ((70,), Stage.FINISHING),
        ((80,), Stage.READY),
        ((0, 100, 999), Stage.CLOSED),
        ((None, 1, 61, -1, 998, 10**9), None),
    ],
)
def test_stage_of_a_status(numbers, stage):
    assert {stage_of(number) for number in numbers} == {stage}
