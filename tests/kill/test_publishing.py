"""A run of publications whose workers are killed: every photo is written once, and its undo gives every photo back once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kill.publishing import publishing

pytestmark = [pytest.mark.kill, pytest.mark.timeout(300), pytest.mark.xdist_group("installations")]
PHOTOS = 30


def test_run_goes_on_after_its_workers_were_killed(tmp_path: Path) -> None:
    run, undo = publishing(tmp_path, PHOTOS, kills=[0.5], queue="fast", patience_s=130.0)
    assert run.kills == 1
    for leg, state in ((run, "published"), (undo, "undone")):
        assert leg.states == {state: PHOTOS}
        assert (leg.writes, leg.doubles, leg.lost, leg.moved) == (PHOTOS, 0, 0, 0)
