"""The partner API against the barest view and the barest upsert of the same rows."""

from __future__ import annotations

import tempfile

from tests.bench.database import own_postgresql, printed_by
from tests.bench.said import say


def partners(products: int = 1_000_000) -> None:
    """Aims: 0.6 of the bare view's requests a second, last page 2 times the first, a batch 3 times bare upserts."""
    say(
        f"\n{f'partners, {products:,} products':28}{'bare/s':>9}{'list/s':>9}{'ratio':>7}{'delta ms':>26}{'last/first':>11}"
        f"{'cursor':>9}{'batch ms':>10}{'ratio':>7}"
    )
    with tempfile.TemporaryDirectory() as folder:
        _say("SQLite", products, {"DATA_DIR": folder, "DATABASE_URL": f"sqlite:///{folder}/hub.sqlite3"})
    with own_postgresql() as environment:
        if environment:
            _say("PostgreSQL", products, environment)


def _say(database: str, products: int, environment: dict[str, str]) -> None:
    found = printed_by(
        "tests.large.partners", products, environment | {"DJANGO_SETTINGS_MODULE": "tests.large.partner_settings"}
    )
    delta = "/".join(f"{found[f'delta_{place}'] * 1000:.1f}" for place in ("first", "middle", "cursor", "last"))
    ends = [
        max(pair) / min(pair)
        for pair in ((found["delta_first"], found["delta_last"]), (found["cursor_first"], found["cursor_last"]))
    ]
    upsert = f"{found['batch'] / found['bare']:7.2f}" if found["bare"] else f"{'-':>7}"
    say(
        f"{database:28}{found['plain']:9.0f}{found['listed']:9.0f}{found['listed'] / found['plain']:7.2f}{delta:>26}"
        f"{ends[0]:11.2f}{ends[1]:9.2f}{found['batch'] * 1000:10.0f}{upsert}"
    )
