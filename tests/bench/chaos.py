"""2,000 jobs while a fifth of the answers is lost, a tenth fails, webhooks come twice and workers are killed."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.bench.said import say
from tests.kill.chaos import chaos

JOBS = 2_000


def in_chaos() -> None:
    """Takes about a quarter of an hour."""
    with tempfile.TemporaryDirectory() as folder:
        outcome = chaos(Path(folder) / "demo", JOBS, pause_s=4.0, patience_s=2400.0)
    paid = "each paid once" if outcome.paid_once else f"PAID WRONGLY: {outcome.accepted.most_common(3)}"
    say(f"\n{'chaos':24}{outcome.states['delivered']:8,} of {JOBS:,} delivered, {paid}, {outcome.kills} workers killed")
