"""The one row of a merchant that everybody locks who changes an article: times that only rise, and a kept number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from connectors.article_models import Article, Assortment
from connectors.bulk_rows import upsert

TICK = timedelta(microseconds=1)
KEYS = ("merchant_id", "ean")
_OWN = [
    field
    for field in Article._meta.local_concrete_fields
    if field.attname not in {"id", *KEYS, "created_at", "updated_at"}
]
# The article's own values, in the order of the table; what identifies it and its times are apart.
VALUES = tuple(field.attname for field in _OWN)


def blank() -> dict[str, Any]:
    """The values of an article of which nothing is known."""
    return {field.attname: field.get_default() for field in _OWN}


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


def save(assortment: Assortment, articles: Sequence[Article], came: int) -> None:
    """Write changed articles of a locked assortment, each at a time of its own; `came` of them are new."""
    for article, moment in zip(articles, _moments(assortment, len(articles)), strict=True):
        article.updated_at = moment
        article.created_at = article.created_at if article.pk else moment
    names = ("ean", *VALUES, "created_at", "updated_at")
    rows = [{name: values[name] for name in names} for values in map(vars, articles)]
    upsert(Article, rows, unique=KEYS, update=[*VALUES, "updated_at"], merchant_id=assortment.pk)
    if articles:
        assortment.newest_at, assortment.total = articles[-1].updated_at, assortment.total + came
        assortment.save(update_fields=["newest_at", "total"])


def _moments(assortment: Assortment, number: int) -> list[datetime]:
    """Times after all that were given, on the full second where that is free.

    The second that has begun is over for whoever asks “since now”: the next one is taken, so that nothing is missed.
    """
    second = timezone.now().astimezone(UTC).replace(microsecond=0) + timedelta(seconds=1)
    first = second if assortment.newest_at is None else max(second, assortment.newest_at + TICK)
    return [first + TICK * place for place in range(number)]
