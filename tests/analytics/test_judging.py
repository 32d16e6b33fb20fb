"""Photos are judged anew when a store's channels change, and on the day on which a rule begins or ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from analytics import judging
from analytics.channels import CHANNELS
from analytics.judging import digests, judge_changed, judge_soon, judge_stores, keep_judging
from analytics.models import FindingRow, StoreJudging
from connectors.models import Store
from pixelzhub.dashboard.channels import choose_channels
from tests import builders


@pytest.fixture
def store(merchant) -> Store:
    return builders.make_store(merchant, channels=("amazon",))


def grey_photos(store: Store, n: int) -> None:
    for _ in range(n):
        builders.make_photo(builders.make_product(store), builders.grey_ground())


def test_small_store_is_judged_at_once(store) -> None:
    grey_photos(store, 2)
    assert choose_channels(store, ["google"])
    codes = set(FindingRow.objects.values_list("code", flat=True))
    assert not any(code.startswith("amazon") for code in codes)


def test_large_store_is_judged_part_by_part_and_goes_on_after_a_kill(store, monkeypatch) -> None:
    monkeypatch.setattr(judging, "BATCH", 2)
    grey_photos(store, 5)
    store.listed_channels.all().delete()
    judge_soon(store)
    row = StoreJudging.objects.get()
    assert FindingRow.objects.filter(code="=mend").count() == 5
    monkeypatch.setattr(judging, "SECONDS", 0.0)
    judge_stores([row.pk])
    row.refresh_from_db()
    assert (row.judged, row.due_at is not None) == (None, True)
    monkeypatch.setattr(judging, "SECONDS", 60.0)
    judge_stores([row.pk])
    row.refresh_from_db()
    assert (row.judged, row.cursor) == ({}, 0)
    assert not FindingRow.objects.filter(code="=mend").exists()


def test_rules_that_change_back_before_a_run_has_ended_are_undone_where_it_had_been(store, monkeypatch) -> None:
    monkeypatch.setattr(judging, "BATCH", 2)
    monkeypatch.setattr(judging, "SECONDS", 0.0)
    keep_judging(store)
    grey_photos(store, 5)
    before = set(FindingRow.objects.values_list("placement", "code"))
    assert choose_channels(store, ["google"])
    judge_stores([StoreJudging.objects.get().pk])
    assert set(FindingRow.objects.values_list("placement", "code")) != before
    monkeypatch.setattr(judging, "SECONDS", 60.0)
    assert choose_channels(store, ["amazon"])
    judge_stores([StoreJudging.objects.get().pk])
    assert set(FindingRow.objects.values_list("placement", "code")) == before


def test_rules_that_change_back_before_a_run_are_undone_where_photos_came_meanwhile(store, monkeypatch) -> None:
    monkeypatch.setattr(judging, "BATCH", 2)
    keep_judging(store)
    grey_photos(store, 5)
    assert choose_channels(store, ["google"])
    grey_photos(store, 1)
    assert FindingRow.objects.filter(code__startswith="google").exists()
    assert choose_channels(store, ["amazon"])
    judge_stores([StoreJudging.objects.get().pk])
    assert not FindingRow.objects.filter(code__startswith="google").exists()


def test_channels_that_change_meanwhile_begin_anew(store, monkeypatch) -> None:
    monkeypatch.setattr(judging, "BATCH", 2)
    grey_photos(store, 5)
    judge_soon(store)
    StoreJudging.objects.update(cursor=1)
    stale = StoreJudging.objects.get()
    StoreJudging.objects.update(cursor=0)
    assert not judging._move(stale, cursor=99)
    assert StoreJudging.objects.get().cursor == 0


def test_changed_rules_are_found_and_a_run_that_has_begun_is_left_alone(store) -> None:
    keep_judging(store)
    StoreJudging.objects.update(due_at=None, judged={"amazon": "other.rules"})
    judge_changed()
    row = StoreJudging.objects.get()
    assert row.due_at is not None
    leased = timezone.now() + timedelta(minutes=4)
    StoreJudging.objects.update(due_at=leased, total=5, wanted=digests(store))
    judge_changed()
    assert StoreJudging.objects.get().due_at == leased


def test_next_judging_is_on_the_day_on_which_a_rule_changes(store) -> None:
    """Google asks for 500 px from the end of January 2027 on; the day is in the channel's data."""
    store.listed_channels.update(code="google")
    keep_judging(store)
    coming = sorted(day for day in CHANNELS["google"].days_of_change() if day > timezone.localdate())
    expected = datetime.combine(coming[0], datetime.min.time(), UTC) if coming else None
    assert StoreJudging.objects.get().due_at == expected


def test_days_of_change_are_the_first_and_the_day_after_the_last() -> None:
    rules = [rule for channel in CHANNELS.values() for rule in channel.rules]
    ends = {rule.valid_until + timedelta(days=1) for rule in rules if rule.valid_until}
    found: set[date] = set().union(*(channel.days_of_change() for channel in CHANNELS.values()))
    assert ends <= found
