"""From measurements to the rows that lists need: findings per placement, and the roll-up, in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from analytics.advise import verdict
from analytics.channels import CHANNELS
from analytics.channels.rules import Finding, PlacementFacts, failing_mask, findings
from analytics.channels.shapes import Severity
from analytics.models import FindingCount, FindingRow, ListedChannel, StoredMeasurement
from analytics.pixels import VERSION, Measurement
from connectors.models import Placement

ALL, UNMEASURED, BROKEN, MENDED = "=all", "=unmeasured", "=broken", "=mended"
WEIGHTS = {"blocker": 100, "warning": 10, "advice": 1}
BATCH = 500


@dataclass(frozen=True, slots=True)
class Judged:
    """What a placement comes to: its verdict, its weight, the codes of its rows, the failing rules per channel."""

    verdict: str
    weight: int
    codes: frozenset[str]
    failing: dict[str, int] = field(default_factory=dict)


def findings_of(placement: Placement, measurement: Measurement, channels: Iterable[str]) -> list[Finding]:
    """All findings of a placement on the given channels, heaviest first."""
    facts = PlacementFacts(
        is_main=placement.is_main,
        url=placement.image.url,
        category=placement.product.category.name if placement.product.category else "",
    )
    on = timezone.localdate()
    found = [
        finding for code in channels if code in CHANNELS for finding in findings(measurement, facts, CHANNELS[code], on)
    ]
    return sorted(found, key=lambda finding: -WEIGHTS[finding.severity])


def judge(found: Sequence[Finding], measurement: Measurement | None) -> Judged:
    """The placement's derived state. Only required rules ("blocker") decide whether it meets."""
    if measurement is None:
        return Judged("unmeasured", 0, frozenset({ALL, UNMEASURED}))
    outcome = verdict(found)
    codes = {ALL, f"={outcome}"}
    if measurement.error:
        codes.add(BROKEN)
    if {finding.remedy for finding in found if finding.severity == "blocker"} == {"mend"}:
        codes.add(MENDED)
    by_channel: dict[str, list[Finding]] = {}
    for finding in found:
        codes |= {finding.code, f"{finding.channel}/{finding.code}"}
        codes.add(code_at(finding.channel, finding.code, finding.severity))
        by_channel.setdefault(finding.channel, []).append(finding)
    codes |= {f"{code}={_worst(items)}" for code, items in by_channel.items()}
    return Judged(
        verdict=outcome,
        weight=sum(WEIGHTS[finding.severity] for finding in found),
        codes=frozenset(codes),
        failing={code: failing_mask(items) for code, items in by_channel.items()},
    )


@cache
def code_at(channel: str, code: str, severity: Severity) -> str:
    """The row code of a finding at one severity; it has a row of its own where a channel knows several."""
    known = {rule.severity for rule in CHANNELS[channel].rules if rule.code == code}
    return f"{channel}/{code}" if known == {severity} else f"{channel}/{code}={severity}"


def _worst(found: Sequence[Finding]) -> str:
    """fail, warn or advice: what a placement comes to on one channel."""
    severities = {finding.severity for finding in found}
    return "fail" if "blocker" in severities else "warn" if "warning" in severities else "advice"


def measurements_for(merchant_id: int, digests: Iterable[str]) -> dict[str, Measurement]:
    """Stored measurements by content; an older algorithm's answer stays until the new one's is there."""
    rows = StoredMeasurement.objects.filter(merchant_id=merchant_id, sha256__in=set(digests)).order_by("version")
    return {row.sha256: row.measurement for row in rows.filter(version__lte=VERSION)}


def listed_channels(store_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """The channels that each store is judged by."""
    found: dict[UUID, list[str]] = {}
    for row in ListedChannel.objects.filter(store_id__in=set(store_ids)):
        found.setdefault(row.store_id, []).append(row.code)
    return found


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
    judged = {p.pk: _judge(p, measured.get((p.merchant_id, p.image.sha256)), channels) for p in placements}
    _write_placements(placements, judged)
    _write_rows(placements, judged)


def _judge(placement: Placement, measurement: Measurement | None, channels: dict[UUID, list[str]]) -> Judged:
    if placement.gone_at is not None:
        return Judged("unmeasured", 0, frozenset())
    if measurement is None:
        return judge([], None)
    return judge(findings_of(placement, measurement, channels.get(placement.store_id, [])), measurement)


def _write_placements(placements: Sequence[Placement], judged: dict[int, Judged]) -> None:
    changed = []
    for placement in placements:
        result = judged[placement.pk]
        state = (result.verdict, result.weight, result.failing)
        if (placement.verdict, placement.weight, placement.failing) != state:
            placement.verdict, placement.weight, placement.failing = state
            changed.append(placement)
    Placement.objects.bulk_update(changed, ["verdict", "weight", "failing"], batch_size=BATCH)


def _write_rows(placements: Sequence[Placement], judged: dict[int, Judged]) -> None:
    rows = FindingRow.objects.filter(placement__in=[placement.pk for placement in placements])
    present = {(row.placement_id, row.code): row for row in rows}
    wanted = {
        (placement.pk, code): (placement, judged[placement.pk].weight)
        for placement in placements
        for code in judged[placement.pk].codes
    }
    moved: Counter[tuple[int, UUID, int, str]] = Counter()
    stale = [row for key, row in present.items() if not _stands(row, wanted.get(key))]
    for row in stale:
        moved[row.merchant_id, row.store_id, row.category_id or 0, row.code] -= 1
    fresh = []
    kept = set(present) - {(row.placement_id, row.code) for row in stale}
    for key in set(wanted) - kept:
        placement, weight = wanted[key]
        fresh.append(_row(placement, key[1], weight))
        moved[placement.merchant_id, placement.store_id, placement.product.category_id or 0, key[1]] += 1
    FindingRow.objects.filter(pk__in=[row.pk for row in stale]).delete()
    FindingRow.objects.bulk_create(fresh, batch_size=BATCH)
    _move_counts(moved)


def _stands(row: FindingRow, wanted: tuple[Placement, int] | None) -> bool:
    if wanted is None:
        return False
    placement, weight = wanted
    return row.weight == weight and row.category_id == placement.product.category_id


def _row(placement: Placement, code: str, weight: int) -> FindingRow:
    return FindingRow(
        merchant_id=placement.merchant_id,
        store_id=placement.store_id,
        category_id=placement.product.category_id,
        placement=placement,
        image_id=placement.image_id,
        code=code,
        weight=weight,
    )


def _move_counts(moved: Counter[tuple[int, UUID, int, str]]) -> None:
    """Add the differences to the roll-up in one statement: two workers at once both count."""
    table, to_db = FindingCount._meta.db_table, FindingCount._meta.get_field("store").get_db_prep_value
    values: list[tuple[Any, ...]] = [
        (merchant, to_db(store, connection), category, code, n)
        for (merchant, store, category, code), n in moved.items()
        if n
    ]
    if not values:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} (merchant_id, store_id, category_key, code, n) VALUES (%s, %s, %s, %s, %s)"  # noqa: S608
            f" ON CONFLICT (store_id, category_key, code) DO UPDATE SET n = {table}.n + excluded.n",
            values,
        )
