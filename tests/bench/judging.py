"""A rule that changes: how many photos of a large store are judged anew a second. Its pages meanwhile and afterwards."""

from __future__ import annotations

import tempfile

from tests.bench.database import own_postgresql, printed_by
from tests.bench.said import say


def judging(photos: int = 1_000_000) -> None:
    """In processes of their own, each with a database of its own; SQLite, which judges photo by photo, with a fiftieth."""
    say(f"\n{'judging':44}{'photos a second':>16}{'seconds':>10}{'changed':>10}   (aim on PostgreSQL: 50,000)")
    with tempfile.TemporaryDirectory() as folder:
        _say("SQLite", photos // 50, {"DATA_DIR": folder})
    with own_postgresql() as environment:
        if environment:
            _say("PostgreSQL", photos, environment)


def _say(database: str, photos: int, environment: dict[str, str]) -> None:
    for what, seconds, changed in printed_by("tests.large.judging", photos, environment):
        say(f"{f'{database}, {what}, {photos:,}':44}{photos / seconds:16,.0f}{seconds:10.1f}{changed / photos:10.1%}")


def million(photos: int = 1_000_000) -> None:
    """The pages of a merchant with a million photos, on PostgreSQL (aims: 150 ms of the server, 50 ms of SQL)."""
    with own_postgresql() as environment:
        if environment:
            say(f"\n{f'pages, {photos:,} photos':28}{'p95':>10}{'SQL p95':>10}{'queries':>10}   (ms)")
            for name, whole, sql, queries in printed_by("tests.large.pages", photos, environment):
                say(f"{name:28}{whole:10.1f}{sql:10.1f}{queries:10}")
