"""Lost answers, errors, doubled webhooks and killed workers: each image is accepted exactly once, and all come back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kill.chaos import chaos

pytestmark = [pytest.mark.kill, pytest.mark.timeout(300), pytest.mark.xdist_group("installations")]
JOBS = 24


def test_chaos_pays_once_and_delivers_everything(tmp_path: Path, migrated: Path) -> None:
    outcome = chaos(tmp_path / "demo", JOBS, pause_s=3.0, patience_s=200.0, migrated=migrated)
    assert outcome.states == {"delivered": JOBS}
    assert outcome.paid_once, outcome.accepted.most_common(3)
    assert outcome.kills > 2
