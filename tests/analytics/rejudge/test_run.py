"""A million photos judged by PostgreSQL come to what each of them comes to when it is judged alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics.channels import CHANNELS
from analytics.channels.conditions import AllOf, AnyOf, Condition, Is, all_of, any_of, holds
from analytics.channels.facts import FACTS
from analytics.channels.rules import fails_when
from analytics.rejudge.condition_sql import FACT_SQL, sql_of
from tests.postgresql import REQUIRED, own_database, reachable

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def database() -> Iterator[str]:
    """A database of its own, dropped afterwards."""
    if not REQUIRED and not reachable():
        pytest.skip("PostgreSQL is not reachable (TEST_DATABASE_URL)")
    with own_database() as url:
        yield url


@pytest.mark.services
@pytest.mark.timeout(180)
def test_sql_and_python_judge_every_photo_alike(database: str, tmp_path: Path) -> None:
    """After a first judging, other limits, findings that were accepted, channels that left, and an older release."""
    found = _printed_by("tests.analytics.rejudge.rejudging", database, tmp_path)
    assert found == {
        judging: []
        for judging in (
            "first", "own limits", "a rule of each channel", "and back", "a heavier rule of each code", "and that back",
            "a rule of main photos", "accepted", "own limits beside accepted", "own finding accepted",
            "accepted finding no longer there", "fewer channels", "none", "judged by an older release",
        )
    }  # fmt: skip


@pytest.mark.services
@pytest.mark.timeout(60)
def test_photo_that_is_measured_meanwhile_is_waited_for_and_others_are_left_as_they_are(
    database: str, tmp_path: Path
) -> None:
    """It was being judged by the limit of before: 65 % of the frame were enough, now they are not."""
    found = _printed_by("tests.analytics.rejudge.racing", database, tmp_path)
    assert found == {"waited": True, "too small": [True, True, False], "written": [True, True, False]}


def _printed_by(module: str, database: str, folder: Path) -> object:
    environment = os.environ | {"DATABASE_URL": database, "DATA_DIR": str(folder), "HUB_ENV": "test"}
    environment |= {"DJANGO_SETTINGS_MODULE": "pixelzhub.settings", "PGOPTIONS": "-c synchronous_commit=off"}
    command = [sys.executable, "-m", module]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=170)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def test_every_fact_has_its_sql() -> None:
    assert set(FACT_SQL) == set(FACTS)


def test_every_rule_of_every_channel_can_be_written_as_sql() -> None:
    for channel in CHANNELS.values():
        for rule in channel.rules:
            sql, parameters = sql_of(fails_when(rule))
            assert sql.count("%s") == len(parameters)
            assert _names(fails_when(rule)) <= set(FACTS)


def _names(condition: Condition) -> set[str]:
    if isinstance(condition, AllOf | AnyOf):
        return set().union(*map(_names, condition.parts))
    return {condition.fact}


def test_nothing_holds_of_what_could_not_be_measured() -> None:
    unknown: dict[str, object] = {"fill": None, "width": 10}
    assert not holds(Is("fill", "<", 0.5), unknown.__getitem__)
    assert not holds(all_of(Is("width", "=", 10), Is("fill", ">=", 0.5)), unknown.__getitem__)
    assert holds(any_of(Is("width", "=", 10), Is("fill", ">=", 0.5)), unknown.__getitem__)


@pytest.mark.parametrize(
    ("condition", "fact", "expected"),
    [
        (Is("n", "<", 5), 4, True),
        (Is("n", "<", 5), 5, False),
        (Is("n", "<=", 5), 5, True),
        (Is("n", ">", 5), 6, True),
        (Is("n", ">=", 5), 4, False),
        (Is("n", "=", "a"), "a", True),
        (Is("n", "in", ("a", "b")), "b", True),
        (Is("n", "not in", ("a", "b")), "b", False),
    ],
)
def test_comparisons(condition: Condition, fact: object, expected: bool) -> None:
    assert holds(condition, lambda name: fact) is expected
