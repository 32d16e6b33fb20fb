"""Many placements judged anew by PostgreSQL in a few statements, without reading one of them into Python.

The rules' conditions are written as SQL. Placements that fail the same rules come to the same outcome, so Python
judges each combination once, and the database gives it to all who share it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from analytics.channels.rules import fails_when
from analytics.channels.shapes import Channel, Rule
from analytics.condition_sql import facts_from, sql_of
from analytics.derive import move_counts
from analytics.listed import Accepted, accepted_by
from analytics.models import FindingCount
from analytics.outcome import ACCEPTED, Outcome, outcome, rules_in
from connectors.bulk_rows import by_index
from connectors.models import Store


def rejudge(
    store: Store,
    channels: Sequence[Channel],
    changed: Collection[str],
    first: int,
    last: int,
    *,
    anew: Collection[str] = (),
    unknown: bool = False,
) -> None:
    """Judge a store's placements from id `first` to `last` by the `changed` channels (codes) of all that it is listed on.

    Rows are only written where the outcome changed; of a channel in `anew` wherever a rule fails, as its rules have
    another meaning now; everywhere if it is `unknown` by what the placements were judged before.
    """
    asked = [channel for channel in channels if channel.code in changed]
    with transaction.atomic(), connection.cursor() as cursor:
        with by_index():
            _lock(cursor, store, first, last)
            _judge_all(cursor, store, asked, first, last)
        if _decide(cursor, channels, asked, anew, unknown=unknown):
            with by_index():
                _write(cursor)
                _move(cursor, store)
        cursor.execute("DROP TABLE IF EXISTS rejudged, outcomes, outcome_codes, changed")


def _lock(cursor: Any, store: Store, first: int, last: int) -> None:
    """In the order in which every writer locks them."""
    cursor.execute(
        "SELECT count(*) FROM (SELECT 1 FROM connectors_placement WHERE store_id = %s AND id BETWEEN %s AND %s"
        " ORDER BY id FOR NO KEY UPDATE) AS locked",
        [store.pk, first, last],
    )


def _judge_all(cursor: Any, store: Store, asked: Sequence[Channel], first: int, last: int) -> None:
    """The temporary table `rejudged`: each measured placement with the rules that it fails now, and its old state."""
    accepted = accepted_by(store.merchant_id)
    masks, parameters = [], []
    for channel in asked:
        sql, values = _mask(channel)
        fine, more = _accepted_mask(channel, accepted)
        masks.append(f"{sql} AS failing_{channel.code}, {fine} AS accepted_{channel.code}")
        parameters += [*values, *more]
    columns = "".join(f", {mask}" for mask in masks)
    selected = (
        "DISTINCT ON (p.id) p.id, p.image_id, r.category_id, p.position = 0 AS main, p.failing AS old,"
        " p.verdict AS old_verdict,"
        f" COALESCE(v.error, '') <> '' AS broken, {_was_accepted(store)} AS was_accepted{columns}"
    )
    cursor.execute(
        f"CREATE TEMPORARY TABLE rejudged ON COMMIT DROP AS SELECT {selected} FROM {facts_from(selected)}"  # noqa: S608
        " WHERE p.store_id = %s AND p.id BETWEEN %s AND %s AND p.gone_at IS NULL ORDER BY p.id, m.version DESC",
        [*parameters, store.pk, first, last],
    )


def _was_accepted(store: Store) -> str:
    """Whether a placement is listed among those with accepted findings; hardly any store has one."""
    if not FindingCount.objects.filter(store=store, code=ACCEPTED, n__gt=0).exists():
        return "FALSE"
    return f"EXISTS (SELECT 1 FROM analytics_findingrow f WHERE f.placement_id = p.id AND f.code = '{ACCEPTED}')"  # noqa: S608


def _mask(channel: Channel) -> tuple[str, list[Any]]:
    """The bits of the rules of today that fail, as one SQL number."""
    parts, parameters = ["0::bigint"], []
    for rule in channel.rules:
        if rule.holds_on(timezone.localdate()):
            condition, values = sql_of(fails_when(rule))
            main = "p.position = 0 AND " if rule.main_only else ""
            parts.append(f"CASE WHEN {main}{condition} THEN {1 << rule.bit} ELSE 0 END")
            parameters += values
    return f"({' | '.join(parts)})", parameters


def _accepted_mask(channel: Channel, accepted: Accepted) -> tuple[str, list[Any]]:
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


def _decide(
    cursor: Any, channels: Sequence[Channel], asked: Sequence[Channel], anew: Collection[str], *, unknown: bool
) -> bool:
    """The tables `outcomes` and `outcome_codes`, a row for each combination that changed; False if none did."""
    names = [f"{kind}_{channel.code}" for channel in asked for kind in ("failing", "accepted")]
    state = ", ".join(["main", "old", "old_verdict", "broken", "was_accepted", *names])
    cursor.execute(f"SELECT DISTINCT {state} FROM rejudged")  # noqa: S608
    decided = []
    for main, old, old_verdict, broken, was_accepted, *masks in cursor.fetchall():
        old = json.loads(old) if isinstance(old, str) else old
        pairs = {channel.code: masks[2 * n : 2 * n + 2] for n, channel in enumerate(asked)}
        new = _outcome(channels, old, pairs, main=main, broken=broken, was_accepted=was_accepted)
        if unknown or _is_other(new, old, old_verdict, was_accepted, anew):
            decided.append(([main, json.dumps(old), old_verdict, broken, was_accepted, *masks], new))
    columns = ", ".join(f"{name} bigint" for name in names)
    cursor.execute(
        "CREATE TEMPORARY TABLE outcomes (n int, main boolean, old jsonb, old_verdict text, broken boolean, was_accepted boolean"
        f"{', ' if names else ''}{columns}, verdict text, weight int, failing jsonb) ON COMMIT DROP"
    )
    cursor.execute("CREATE TEMPORARY TABLE outcome_codes (n int, code text) ON COMMIT DROP")
    places = ", ".join(["%s"] * (9 + len(names)))
    cursor.executemany(
        f"INSERT INTO outcomes VALUES ({places})",  # noqa: S608
        [(n, *before, new.verdict, new.weight, json.dumps(new.failing)) for n, (before, new) in enumerate(decided)],
    )
    cursor.executemany(
        "INSERT INTO outcome_codes VALUES (%s, %s)",
        [(n, code) for n, (_before, new) in enumerate(decided) for code in sorted(new.codes)],
    )
    if decided:
        same = " AND ".join(f"r.{name} = o.{name}" for name in state.split(", "))
        given = "o.n, o.verdict, o.weight, o.failing"
        found = f"SELECT r.id, r.image_id, r.category_id, {given} FROM rejudged r JOIN outcomes o ON {same}"  # noqa: S608
        cursor.execute(f"CREATE TEMPORARY TABLE changed ON COMMIT DROP AS {found}")
        cursor.execute("CREATE UNIQUE INDEX ON outcome_codes (n, code)")
        cursor.execute("ANALYZE changed, outcomes, outcome_codes")
    return bool(decided)


def _outcome(
    channels: Sequence[Channel],
    old: dict[str, int],
    pairs: dict[str, list[int]],
    *,
    main: bool,
    broken: bool,
    was_accepted: bool,
) -> Outcome:
    """What a combination comes to: the channels in question as judged now, the others as they were."""
    failing: dict[str, list[Rule]] = {}
    accepted = was_accepted and len(pairs) < len(channels)
    for channel in channels:
        if channel.code not in pairs:
            failing[channel.code] = rules_in(channel, old.get(channel.code, 0))
            continue
        mask, fine = pairs[channel.code]
        failing[channel.code] = rules_in(channel, mask & ~fine)
        accepted = accepted or bool(mask & fine)
    return outcome(failing, main=main, broken=broken, accepted=accepted)


def _is_other(new: Outcome, old: dict[str, int], verdict: str, was_accepted: bool, anew: Collection[str]) -> bool:
    if new.failing != old or new.verdict != verdict or (ACCEPTED in new.codes) != was_accepted:
        return True
    return any(code in anew for code in old)


def _write(cursor: Any) -> None:
    cursor.execute(
        "UPDATE connectors_placement p SET verdict = c.verdict, weight = c.weight, failing = c.failing"
        " FROM changed c WHERE p.id = c.id"
    )


def _move(cursor: Any, store: Store) -> None:
    """Rows that no longer stand go, the missing ones come, and the roll-up moves by what went and came."""
    moved: Counter[tuple[int, UUID, int, str]] = Counter()
    cursor.execute(
        "WITH gone AS (DELETE FROM analytics_findingrow f USING changed c WHERE f.placement_id = c.id"
        " AND (f.weight <> c.weight OR f.category_id IS DISTINCT FROM c.category_id"
        " OR NOT EXISTS (SELECT 1 FROM outcome_codes o WHERE o.n = c.n AND o.code = f.code))"
        " RETURNING f.category_id, f.code) SELECT category_id, code, count(*) FROM gone GROUP BY 1, 2"
    )
    for category, code, n in cursor.fetchall():
        moved[store.merchant_id, store.pk, category or 0, code] -= n
    cursor.execute(
        "WITH fresh AS (INSERT INTO analytics_findingrow"
        " (merchant_id, store_id, category_id, placement_id, image_id, code, weight)"
        " SELECT %s, %s, c.category_id, c.id, c.image_id, o.code, c.weight FROM changed c JOIN outcome_codes o USING (n)"
        " ON CONFLICT (placement_id, code) DO NOTHING RETURNING category_id, code)"
        " SELECT category_id, code, count(*) FROM fresh GROUP BY 1, 2",
        [store.merchant_id, store.pk],
    )
    for category, code, n in cursor.fetchall():
        moved[store.merchant_id, store.pk, category or 0, code] += n
    move_counts(moved)
