"""Derived state brought up to date: masks and verdict of placements, the rows that lists need, and the roll-up."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any
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
from connectors.models import Placement

BATCH = 500


def derive(placement_ids: Sequence[int]) -> None:
    """Bring the derived state of these placements up to date: masks, narrow rows and roll-up."""
    for start in range(0, len(placement_ids), BATCH):
        _derive_batch(placement_ids[start : start + BATCH])


@transaction.atomic
def _derive_batch(ids: Sequence[int]) -> None:
    placements = list(
        Placement.objects.select_for_update(of=("self",))
        .filter(pk__in=ids)
        .select_related("image", "product__category")
    )
    by_merchant: dict[int, set[str]] = {}
    for placement in placements:
        by_merchant.setdefault(placement.merchant_id, set()).add(placement.image.sha256)
    measured = {
        (merchant, digest): measurement
        for merchant, digests in by_merchant.items()
        for digest, measurement in measurements_for(merchant, digests - {""}).items()
    }
    channels = listed_channels(placement.store_id for placement in placements)
    accepted = {merchant: accepted_by(merchant, {p.image_id for p in placements}) for merchant in by_merchant}
    today = timezone.localdate()
    judged = {
        p.pk: _judge(
            p,
            measured.get((p.merchant_id, p.image.sha256)),
            channels.get(p.store_id, []),
            accepted[p.merchant_id],
            today,
        )
        for p in placements
    }
    _write_placements(placements, judged)
    _write_rows(placements, judged)


def _judge(
    placement: Placement,
    measurement: Measurement | None,
    channels: Sequence[Channel],
    accepted: Accepted,
    today: date,
) -> Outcome:
    if placement.gone_at is not None:
        return GONE
    if measurement is None:
        return NOT_MEASURED
    facts = facts_at(placement)
    found = {channel.code: failing_rules(measurement, facts, channel, today) for channel in channels}
    kept = {
        channel: [rule for rule in rules if not accepted.covers(channel, rule.code, placement)]
        for channel, rules in found.items()
    }
    return outcome(kept, main=placement.is_main, broken=bool(measurement.error), accepted=kept != found)


def _write_placements(placements: Sequence[Placement], judged: dict[int, Outcome]) -> None:
    """By plain statements: a bulk_update of so many rows costs three times what judging them does."""
    changed = []
    for placement in placements:
        new = judged[placement.pk]
        if (placement.verdict, placement.weight, placement.failing) != (new.verdict, new.weight, new.failing):
            placement.verdict, placement.weight, placement.failing = new.verdict, new.weight, new.failing
            changed.append((new.verdict, new.weight, json.dumps(new.failing), placement.pk))
    _execute_many(f"UPDATE {_table(Placement)} SET verdict = %s, weight = %s, failing = %s WHERE id = %s", changed)  # noqa: S608


def _write_rows(placements: Sequence[Placement], judged: dict[int, Outcome]) -> None:
    """Rows that no longer stand go, the missing ones come, and the roll-up moves by what went and came."""
    places = {placement.pk: placement for placement in placements}
    rows = FindingRow.objects.filter(placement__in=list(places))
    kept: set[tuple[int, str]] = set()
    stale: list[int] = []
    moved: Counter[tuple[int, UUID, int, str]] = Counter()
    for pk, placement_id, code, weight, was_in in rows.values_list("pk", "placement", "code", "weight", "category"):
        placement, new = places[placement_id], judged[placement_id]
        if code in new.codes and weight == new.weight and was_in == placement.product.category_id:
            kept.add((placement_id, code))
        else:
            stale.append(pk)
            moved[placement.merchant_id, placement.store_id, was_in or 0, code] -= 1
    fresh = []
    for placement in placements:
        new, category = judged[placement.pk], placement.product.category_id
        for code in new.codes:
            if (placement.pk, code) not in kept:
                fresh.append((*_owner(placement), category, placement.pk, placement.image_id, code, new.weight))
                moved[placement.merchant_id, placement.store_id, category or 0, code] += 1
    FindingRow.objects.filter(pk__in=stale).delete()
    _execute_many(
        f"INSERT INTO {_table(FindingRow)} (merchant_id, store_id, category_id, placement_id, image_id, code, weight)"  # noqa: S608
        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
        fresh,
    )
    move_counts(moved)


def _owner(placement: Placement) -> tuple[int, Any]:
    return placement.merchant_id, _store_key(placement.store_id)


def _store_key(store_id: UUID) -> Any:
    """The id as the database writes it."""
    return FindingCount._meta.get_field("store").get_db_prep_value(store_id, connection)


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _execute_many(statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(statement, rows)


def move_counts(moved: Counter[tuple[int, UUID, int, str]]) -> None:
    """Add the differences to the roll-up in one statement: two workers at once both count."""
    table = _table(FindingCount)
    _execute_many(
        f"INSERT INTO {table} (merchant_id, store_id, category_key, code, n) VALUES (%s, %s, %s, %s, %s)"  # noqa: S608
        f" ON CONFLICT (store_id, category_key, code) DO UPDATE SET n = {table}.n + excluded.n",
        [
            (merchant, _store_key(store), category, code, n)
            for (merchant, store, category, code), n in sorted(moved.items(), key=str)
            if n
        ],
    )
