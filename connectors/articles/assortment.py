"""The one row of a merchant that everybody locks who changes an article: times that only rise, and a kept number.

Articles are read, changed and written many at a time, as plain rows: a model's instance a row would take longer than
the database does.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from connectors.article_models import Article, Assortment
from connectors.bulk_rows import upsert

Row = dict[str, Any]
"""An article by the names of its columns; one that is not written yet has no `created_at`."""

TICK = timedelta(microseconds=1)
KEYS = ("merchant_id", "ean")
_BLANK = {
    field.attname: field.get_default()
    for field in Article._meta.local_concrete_fields
    if field.attname not in {"id", *KEYS, "created_at", "updated_at"}
}
# The article's own values, in the order of the table; what identifies it and its times are apart.
VALUES = tuple(_BLANK)
_COLUMNS = ("ean", *VALUES, "created_at", "updated_at")


def blank() -> Row:
    """The values of an article of which nothing is known."""
    return _BLANK | {"pictures": []}


def new(ean: str) -> Row:
    """An article that is yet to be filled and written."""
    return {"ean": ean, **blank(), "created_at": None, "updated_at": None}


def read(merchant_id: int, eans: Collection[str]) -> dict[str, Row]:
    """The articles of these EANs by their EAN."""
    rows = Article.objects.filter(merchant_id=merchant_id, ean__in=eans).values(*_COLUMNS)
    return {row["ean"]: row for row in rows}


def lock(merchant_id: int) -> Assortment:
    """The merchant's assortment, held until the transaction ends."""
    rows = Assortment.objects.filter(pk=merchant_id).select_for_update()
    if found := rows.first():
        return found
    Assortment.objects.get_or_create(merchant_id=merchant_id)
    return rows.get()


def due(merchant_id: int) -> None:
    """Products of this merchant wait to be listed. Last but the store in a transaction: whoever writes an article waits."""
    row = Assortment(merchant_id=merchant_id, due_at=timezone.now())
    Assortment.objects.bulk_create([row], update_conflicts=True, unique_fields=["merchant"], update_fields=["due_at"])


def save(assortment: Assortment, rows: Sequence[Row]) -> None:
    """Write changed articles of a locked assortment, each at a time of its own."""
    if not rows:
        return
    for row, moment in zip(rows, _moments(assortment, len(rows)), strict=True):
        row["updated_at"] = moment
        if row["created_at"] is None:
            row["created_at"] = moment
            assortment.total += 1
    upsert(Article, rows, unique=KEYS, update=[*VALUES, "updated_at"], merchant_id=assortment.pk)
    assortment.newest_at = rows[-1]["updated_at"]
    assortment.save(update_fields=["newest_at", "total"])


def _moments(assortment: Assortment, number: int) -> list[datetime]:
    """Times after all that were given, on the full second where that is free.

    The second that has begun is over for whoever asks “since now”: the next one is taken, so that nothing is missed.
    """
    second = timezone.now().astimezone(UTC).replace(microsecond=0) + timedelta(seconds=1)
    first = second if assortment.newest_at is None else max(second, assortment.newest_at + TICK)
    return [first + TICK * place for place in range(number)]
