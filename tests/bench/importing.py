"""A large table with its photos taken in by the hub, against unzip, CSV and bulk insert, each by itself."""

from __future__ import annotations

import tempfile

from tests.bench.database import own_postgresql, printed_by
from tests.bench.said import say


def importing(rows: int = 10_000) -> None:
    """On both databases: one small photo a row, until all is in the catalogue (aims: 2.0 times, 150 MB)."""
    say(
        f"\n{f'import, {rows:,} rows':28}{'unzip s':>10}{'CSV s':>8}{'insert s':>10}{'import s':>10}{'sync s':>8}"
        f"{'ratio':>8}{'grown MB':>10}"
    )
    with tempfile.TemporaryDirectory() as folder:
        _say("SQLite", rows, {"DATA_DIR": folder, "DATABASE_URL": f"sqlite:///{folder}/hub.sqlite3"})
    with own_postgresql() as environment:
        if environment:
            _say("PostgreSQL", rows, environment)


def _say(database: str, rows: int, environment: dict[str, str]) -> None:
    found = printed_by("tests.large.importing", rows, environment)
    bare = found["unzip"] + found["csv"] + found["insert"]
    say(
        f"{database:28}{found['unzip']:10.2f}{found['csv']:8.2f}{found['insert']:10.2f}{found['import']:10.2f}"
        f"{found['sync']:8.2f}{(found['import'] + found['sync']) / bare:8.1f}{found['grown_mb']:10.1f}"
    )
