"""Derived state brought up to date: masks and verdict of placements, the rows that lists need, and the roll-up."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from analytics.channels.rules import failing_rules
from analytics.channels.shapes import Channel
from analytics.findings import facts_at, measurements_for
from analytics.listed import Accepted, accepted_by, listed_channels
from analytics.models import FindingCount, FindingRow
from analytics.outcome import GONE, NOT_MEASURED, Outcome, outcome
from analytics.pixels import Measurement
from connectors.bulk_rows import add_up, insert_rows
from connectors.models import Placement

BATCH = 2000
ROW_COLUMNS = ("merchant_id", "store_id", "category_id", "placement_id", "image_id", "code", "weight")


def derive(placement_ids: Sequence[int]) -> None:
    """Bring the derived state of these placements up to date: masks, narrow rows and roll-up."""
    for start in range(0, len(placement_ids), BATCH):
        _derive_batch(placement_ids[start : start + BATCH])


class _Place(NamedTuple):
    """What of a placement is known without its photo's measurement."""

    pk: int
    merchant_id: int
    store_id: UUID
    image_id: int
    category_id: int | None
    sha256: str
    gone_at: datetime | None
    verdict: str
    weight: int
    failing: dict[str, int]


COLUMNS = (
    "pk", "merchant", "store", "image", "product__category", "image__sha256", "gone_at", "verdict", "weight", "failing",
)  # fmt: skip


@transaction.atomic
def _derive_batch(ids: Sequence[int]) -> None:
    # In one order, as everyone locks them: two writers at once wait for each other, and never in a circle.
    locked = Placement.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    places = [_Place(*row) for row in locked.values_list(*COLUMNS)]
    judged = {place.pk: NOT_MEASURED if place.gone_at is None else GONE for place in places}
    judged |= _judged([place for place in places if place.sha256 and place.gone_at is None])
    _write_placements(places, judged)
    _write_rows(places, judged)


def _judged(places: Sequence[_Place]) -> dict[int, Outcome]:
    """The outcome of those whose photo was measured."""
    digests: dict[int, set[str]] = {}
    for place in places:
        digests.setdefault(place.merchant_id, set()).add(place.sha256)
    measured = {
        (merchant, digest): measurement
        for merchant, wanted in digests.items()
        for digest, measurement in measurements_for(merchant, wanted).items()
    }
    by_place = {
        place.pk: measured[place.merchant_id, place.sha256]
        for place in places
        if (place.merchant_id, place.sha256) in measured
    }
    placements = list(Placement.objects.filter(pk__in=by_place).select_related("image", "product__category"))
    channels = listed_channels(placement.store_id for placement in placements)
    accepted = {merchant: accepted_by(merchant, {p.image_id for p in placements}) for merchant in digests}
    today = timezone.localdate()
    return {
        p.pk: _judge(p, by_place[p.pk], channels.get(p.store_id, []), accepted[p.merchant_id], today)
        for p in placements
    }


def _judge(
    placement: Placement, measurement: Measurement, channels: Sequence[Channel], accepted: Accepted, today: date
) -> Outcome:
    facts = facts_at(placement)
    found = {channel.code: failing_rules(measurement, facts, channel, today) for channel in channels}
    kept = {
        channel: [rule for rule in rules if not accepted.covers(channel, rule.code, placement)]
        for channel, rules in found.items()
    }
    return outcome(kept, main=placement.is_main, broken=bool(measurement.error), accepted=kept != found)


def _write_placements(places: Sequence[_Place], judged: dict[int, Outcome]) -> None:
    """By plain statements: a bulk_update of so many rows costs three times what judging them does."""
    changed = []
    for place in places:
        new = judged[place.pk]
        if (place.verdict, place.weight, place.failing) != (new.verdict, new.weight, new.failing):
            changed.append((new.verdict, new.weight, json.dumps(new.failing), place.pk))
    _execute_many(f"UPDATE {_table(Placement)} SET verdict = %s, weight = %s, failing = %s WHERE id = %s", changed)  # noqa: S608


def _write_rows(places: Sequence[_Place], judged: dict[int, Outcome]) -> None:
    """Rows that no longer stand go, the missing ones come, and the roll-up moves by what went and came."""
    by_id = {place.pk: place for place in places}
    rows = FindingRow.objects.filter(placement__in=list(by_id))
    kept: set[tuple[int, str]] = set()
    stale: list[int] = []
    moved: Counter[tuple[int, UUID, int, str]] = Counter()
    for pk, placement_id, code, weight, was_in in rows.values_list("pk", "placement", "code", "weight", "category"):
        place, new = by_id[placement_id], judged[placement_id]
        if code in new.codes and weight == new.weight and was_in == place.category_id:
            kept.add((placement_id, code))
        else:
            stale.append(pk)
            moved[place.merchant_id, place.store_id, was_in or 0, code] -= 1
    fresh = []
    for place in places:
        new = judged[place.pk]
        for code in new.codes:
            if (place.pk, code) not in kept:
                fresh.append(
                    (place.merchant_id, place.store_id, place.category_id, place.pk, place.image_id, code, new.weight)
                )
                moved[place.merchant_id, place.store_id, place.category_id or 0, code] += 1
    if stale:
        FindingRow.objects.filter(pk__in=stale).delete()
    insert_rows(FindingRow, ROW_COLUMNS, fresh)
    move_counts(moved)


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _execute_many(statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(statement, rows)


def move_counts(moved: Counter[tuple[int, UUID, int, str]]) -> None:
    """Add the differences to the roll-up in one statement, in one order for all writers."""
    rows = [(*where, n) for where, n in sorted(moved.items(), key=str) if n]
    columns = ("merchant_id", "store_id", "category_key", "code", "n")
    add_up(FindingCount, columns, rows, unique=["store_id", "category_key", "code"], n="n")
