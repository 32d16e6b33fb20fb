"""Which placements of a part may come to another outcome now, found by one statement that reads each of them once."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.utils import timezone

from analytics.channels.rules import fails_when, heaviest
from analytics.channels.shapes import Channel, Rule
from analytics.listed import Accepted, accepted_by
from analytics.outcome import ACCEPTED, NOT_MEASURED, mask_of
from analytics.rejudge.condition_sql import facts_from, sql_of
from analytics.rejudge.digests import Change
from connectors.models import Store

Sql = tuple[str, list[Any]]


class Slice(NamedTuple):
    """Placements of a store from one id to another. `was_accepted` says whether the store has accepted findings.

    Unless `every` one is wanted, those are left out of which the old state alone tells that nothing changed.
    """

    store: Store
    first: int
    last: int
    was_accepted: bool
    every: bool


def judge_part(
    cursor: Any,
    part: Slice,
    channels: Sequence[Channel],
    asked: Sequence[Channel],
    changed: Mapping[str, Change | None],
) -> None:
    """The temporary table `rejudged`: measured placements with the rules of `asked` that they fail now, and their old state.

    Of a channel in `changed` only the rules are judged that changed; which others fail is taken from the old state.
    """
    accepted = accepted_by(part.store.merchant_id)
    columns = [
        "p.id", "p.image_id", "p.product_id", "p.position = 0 AS main", "p.failing AS old", "p.verdict AS old_verdict",
        "COALESCE(v.error, '') <> '' AS broken", f"{_was_accepted() if part.was_accepted else 'FALSE'} AS was_accepted",
    ]  # fmt: skip
    parameters: list[Any] = []
    for channel in asked:
        for name, (sql, values) in (
            ("failing", _failing(channel, changed.get(channel.code))),
            ("accepted", _accepted(channel, accepted)),
        ):
            columns.append(f"{sql} AS {name}_{channel.code}")
            parameters += values
    selected = ", ".join(columns)
    # OFFSET 0 keeps the columns from being worked out again for the outer condition. An index on the store would be read
    # as a whole for each part: IS TRUE hides the column from it.
    judged = (
        f"SELECT {selected} FROM {facts_from(selected)}"  # noqa: S608
        " WHERE p.id BETWEEN %s AND %s AND (p.store_id = %s) IS TRUE AND p.gone_at IS NULL"
        f"{_of_main(changed.values())} OFFSET 0"
    )
    other, more = ("TRUE", []) if part.every else _may_be_other(channels, asked)
    cursor.execute(
        "CREATE TEMPORARY TABLE rejudged ON COMMIT DROP AS SELECT judged.*,"  # noqa: S608
        " (SELECT category_id FROM connectors_product WHERE id = judged.product_id) AS category_id"
        f" FROM ({judged}) AS judged WHERE {other}",
        [*parameters, part.first, part.last, part.store.pk, *more],
    )


def _may_be_other(channels: Sequence[Channel], asked: Sequence[Channel]) -> Sql:
    """Where another outcome is possible: a mask differs, a channel left, a finding is or was accepted, or it is new."""
    parts = [f"old_verdict = '{NOT_MEASURED.verdict}'", "was_accepted", "old - %s::text[] <> '{}'"]
    for code in (channel.code for channel in asked):
        parts.append(f"failing_{code} <> COALESCE((old->>'{code}')::bigint, 0)")
        parts.append(f"failing_{code} & accepted_{code} <> 0")
    return f"({' OR '.join(parts)})", [[channel.code for channel in channels]]


def _was_accepted() -> str:
    return f"EXISTS (SELECT 1 FROM analytics_findingrow f WHERE f.placement_id = p.id AND f.code = '{ACCEPTED}')"  # noqa: S608


def _of_main(changed: Collection[Change | None]) -> str:
    """Rules that ask of main photos only say nothing of the others, neither before nor now."""
    if not changed or not all(change and change.main_only for change in changed):
        return ""
    return f" AND (p.position = 0 OR p.verdict = '{NOT_MEASURED.verdict}')"


def _failing(channel: Channel, change: Change | None) -> Sql:
    """The bits of the rules of today that fail, as one SQL number; of several with one code only the heaviest."""
    today = timezone.localdate()
    codes = {rule.code for rule in channel.rules if change is None or rule.bit in change.bits}
    judged = [rule for rule in channel.rules if rule.code in codes]
    kept = "0::bigint"
    if change is not None:
        kept = f"COALESCE((p.failing->>'{channel.code}')::bigint, 0) & {~mask_of(judged)}::bigint"
    parts, parameters = [f"({kept})"], []
    for rules in _by_code(rule for rule in judged if rule.holds_on(today)):
        cases = []
        for rule in rules:
            condition, values = sql_of(fails_when(rule))
            main = "p.position = 0 AND " if rule.main_only else ""
            cases.append(f"WHEN {main}{condition} THEN {1 << rule.bit}")
            parameters += values
        parts.append(f"CASE {' '.join(cases)} ELSE 0 END")
    return f"({' | '.join(parts)})", parameters


def _by_code(rules: Iterator[Rule]) -> list[list[Rule]]:
    """The rules that share a code, heaviest first."""
    left = list(rules)
    found: dict[str, list[Rule]] = {}
    while left:
        best = heaviest(left)
        for rule in best:
            found.setdefault(rule.code, []).append(rule)
        left = [rule for rule in left if rule not in best]
    return list(found.values())


def _accepted(channel: Channel, accepted: Accepted) -> Sql:
    """The bits of the rules that are fine at a placement."""
    parts, parameters = [f"{_bits(channel, accepted.everywhere)}::bigint"], []
    for column, scopes in (("r.category_id", accepted.in_category), ("p.image_id", accepted.of_image)):
        masks = {key: bits for key, found in scopes.items() if (bits := _bits(channel, found))}
        if masks:
            parts.append(f"COALESCE((%s::jsonb ->> {column}::text)::bigint, 0)")
            parameters.append(json.dumps(masks))
    return f"({' | '.join(parts)})", parameters


def _bits(channel: Channel, found: Collection[tuple[str, str]]) -> int:
    return sum(1 << rule.bit for rule in channel.rules if (channel.code, rule.code) in found)
