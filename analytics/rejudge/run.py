"""A part of a store judged anew in a few statements.

The rules' conditions are written as SQL. Placements that fail the same rules come to the same outcome, so Python
judges each combination once, and the database gives it to all who share it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection, transaction

from analytics.channels.shapes import Channel, Rule
from analytics.models import FindingCount
from analytics.outcome import ACCEPTED, NOT_MEASURED, Outcome, outcome, rules_in
from analytics.rejudge.digests import Digests, changes, meaning
from analytics.rejudge.facts import Slice, judge_part
from analytics.rejudge.rows import write_changed
from connectors.bulk_rows import by_index
from connectors.models import Store

# To compile a statement takes longer than to run it; sorts of a part are done in memory; no part is worth a bitmap.
SETTINGS = "SET LOCAL jit = off; SET LOCAL work_mem = '64MB'; SET LOCAL enable_bitmapscan = off"


def rejudge(
    store: Store, channels: Sequence[Channel], judged: Digests | None, wanted: Digests, first: int, last: int
) -> None:
    """Judge a store's placements from id `first` to `last`, which were judged by the rules of `judged`, by `wanted` ones.

    Only what changed is judged, and rows are only written where the outcome changed; of a channel whose rules have
    another meaning now wherever a rule fails; everywhere if nobody knows (None) by what they were judged.
    """
    changed = changes(judged or {}, wanted)
    anew = {code for code in changed if meaning((judged or {}).get(code, "")) != meaning(wanted[code])}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SETTINGS)
        with by_index():
            _lock(cursor, store, first, last)
        # Nobody knows by which channel a placement came to an accepted finding: all of them are judged then.
        was_accepted = FindingCount.objects.filter(store=store, code=ACCEPTED, n__gt=0).exists()
        asked = channels if was_accepted else [channel for channel in channels if channel.code in changed]
        whole = Slice(store, first, last, was_accepted, every=judged is None or bool(anew))
        # What is left of a channel that left is to be found at every photo.
        left = (judged or {}).keys() - wanted.keys()
        narrow = {} if whole.every or was_accepted or left else changed
        with by_index():
            judge_part(cursor, whole, channels, asked, narrow)
            if narrow and _has_new(cursor):
                cursor.execute("DROP TABLE rejudged")
                judge_part(cursor, whole, channels, asked, {})
        if _decide(cursor, channels, asked, anew, unknown=judged is None):
            write_changed(cursor, store)
        cursor.execute("DROP TABLE IF EXISTS rejudged, outcomes, changed, standing")


def _has_new(cursor: Any) -> bool:
    """Whether a photo is among them that was never judged: then it is not known which other rules it fails."""
    cursor.execute("SELECT EXISTS (SELECT 1 FROM rejudged WHERE old_verdict = %s)", [NOT_MEASURED.verdict])
    return bool(cursor.fetchone()[0])


def _lock(cursor: Any, store: Store, first: int, last: int) -> None:
    """In the order in which every writer locks them. Whoever judges by the rules of before is waited for, and judged anew."""
    cursor.execute(
        "SELECT count(*) FROM (SELECT 1 FROM connectors_placement WHERE id BETWEEN %s AND %s AND (store_id = %s) IS TRUE"
        " ORDER BY id FOR NO KEY UPDATE) AS locked",
        [first, last, store.pk],
    )


def _decide(
    cursor: Any, channels: Sequence[Channel], asked: Sequence[Channel], anew: Collection[str], *, unknown: bool
) -> bool:
    """The temporary table `changed`: the placements of each combination that changed, with its outcome. False if none did."""
    names = [f"{kind}_{channel.code}" for channel in asked for kind in ("failing", "accepted")]
    state = ", ".join(["main", "old", "old_verdict", "broken", "was_accepted", *names])
    cursor.execute(f"SELECT DISTINCT {state} FROM rejudged")  # noqa: S608
    decided = []
    for main, old, old_verdict, broken, was_accepted, *masks in cursor.fetchall():
        old = json.loads(old) if isinstance(old, str) else old
        pairs = {channel.code: masks[2 * n : 2 * n + 2] for n, channel in enumerate(asked)}
        new = _outcome(channels, old, pairs, main=main, broken=broken)
        if unknown or _is_other(new, old, old_verdict, was_accepted, anew):
            decided.append(([main, json.dumps(old), old_verdict, broken, was_accepted, *masks], new))
    columns = "".join(f", {name} bigint" for name in names)
    cursor.execute(
        "CREATE TEMPORARY TABLE outcomes (main boolean, old jsonb, old_verdict text, broken boolean, was_accepted boolean"
        f"{columns}, verdict text, weight int, failing jsonb, codes text[]) ON COMMIT DROP"
    )
    cursor.executemany(
        f"INSERT INTO outcomes VALUES ({', '.join(['%s'] * (9 + len(names)))})",  # noqa: S608
        [(*before, new.verdict, new.weight, json.dumps(new.failing), sorted(new.codes)) for before, new in decided],
    )
    if decided:
        same = " AND ".join(f"r.{name} = o.{name}" for name in state.split(", "))
        cursor.execute(
            f"CREATE TEMPORARY TABLE changed ON COMMIT DROP AS SELECT r.id, r.image_id, r.category_id,"  # noqa: S608
            f" o.verdict, o.weight, o.failing, o.codes FROM rejudged r JOIN outcomes o ON {same}"
        )
    return bool(decided)


def _outcome(
    channels: Sequence[Channel],
    old: dict[str, int],
    pairs: dict[str, list[int]],
    *,
    main: bool,
    broken: bool,
) -> Outcome:
    """What a combination comes to: the channels in question as judged now, the others as they were."""
    failing: dict[str, list[Rule]] = {}
    accepted = False
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
