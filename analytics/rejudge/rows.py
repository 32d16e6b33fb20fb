"""What follows from outcomes that changed, written for all of them at once: placements, narrow rows and the roll-up."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from analytics.derive import move_counts
from connectors.bulk_rows import by_index
from connectors.models import Store

WRITE_PLACEMENTS = """
    UPDATE connectors_placement p SET verdict = c.verdict, weight = c.weight, failing = c.failing
    FROM changed c WHERE p.id = c.id
"""
# Beside what is to be there: which rows are there, and whether one of them has another weight or category.
FIND_ROWS = """
    CREATE TEMPORARY TABLE standing ON COMMIT DROP AS
    SELECT c.id, c.image_id, c.category_id, c.weight, c.codes, f.there, f.other FROM changed c CROSS JOIN LATERAL (
        SELECT COALESCE(array_agg(code::text), '{}') AS there,
            bool_or(weight <> c.weight OR category_id IS DISTINCT FROM c.category_id) AS other
        FROM analytics_findingrow WHERE placement_id = c.id
    ) AS f
"""
REMOVE = """
    WITH gone AS (
        DELETE FROM analytics_findingrow f USING standing s
        WHERE NOT s.there <@ s.codes AND f.placement_id = s.id AND f.code <> ALL(s.codes)
        RETURNING f.category_id, f.code
    )
    SELECT category_id, code, -count(*) FROM gone GROUP BY 1, 2
"""
# Of placements that weigh something else now, or whose product went to another category.
REWEIGH = """
    WITH before AS MATERIALIZED (
        SELECT f.id, f.code, f.category_id AS was_in, s.category_id, s.weight
        FROM standing s JOIN analytics_findingrow f ON f.placement_id = s.id WHERE s.other
    ), written AS (
        UPDATE analytics_findingrow f SET weight = b.weight, category_id = b.category_id
        FROM before b WHERE f.id = b.id
    )
    SELECT place.category_id, code, sum(n) FROM before b
    CROSS JOIN LATERAL (VALUES (was_in, -1), (b.category_id, 1)) AS place (category_id, n)
    WHERE was_in IS DISTINCT FROM b.category_id GROUP BY 1, 2
"""
ADD = """
    WITH fresh AS (
        INSERT INTO analytics_findingrow
            (merchant_id, store_id, category_id, placement_id, image_id, code, weight)
        SELECT %s, %s, s.category_id, s.id, s.image_id, k.code, s.weight
        FROM standing s CROSS JOIN unnest(s.codes) AS k (code)
        WHERE k.code <> ALL(s.there)
        ON CONFLICT (placement_id, code) DO NOTHING RETURNING category_id, code
    )
    SELECT category_id, code, count(*) FROM fresh GROUP BY 1, 2
"""


def write_changed(cursor: Any, store: Store) -> None:
    """Bring the placements of the temporary table `changed` to their outcome; these must be locked."""
    moved: Counter[tuple[int, UUID, int, str]] = Counter()
    with by_index():
        cursor.execute(WRITE_PLACEMENTS)
        cursor.execute(FIND_ROWS)
        for statement, values in ((REMOVE, []), (REWEIGH, []), (ADD, [store.merchant_id, store.pk])):
            cursor.execute(statement, values)
            for category, code, n in cursor.fetchall():
                moved[store.merchant_id, store.pk, category or 0, code] += int(n)
    move_counts(moved)
