"""The order in which a store's photos are looked at: main photos of live products first, newest first.

Photos wait in line by `turn`. Only the first few have a `due_at`, by which the sweep finds them: pausing a store or
holding it at a limit moves these few, however long the line is. Whatever finishes a photo lets the next ones in,
in the same transaction, so that a line that moves is never without a photo that is due.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from connectors.models import Image, Placement, Store
from connectors.pictures import is_current
from connectors.scope import is_narrow, sort_some

# Due at the same time: enough for every worker's next batch, few enough that a new main photo soon has its turn.
AHEAD = 512
# Between two ranks of turns; more than the seconds of any date.
RANK = 10**12


def turn_of(*, main: bool, live: bool, at: datetime) -> int:
    """The place in line, lower is sooner; `at` is when the store got the photo."""
    rank = 2 if not live else 0 if main else 1
    return rank * RANK - int(at.timestamp())


@transaction.atomic
def line_up(store: Store, product_ids: Sequence[int]) -> None:
    """Give the due photos of these products their place in line, but for those that are known to be unchanged."""
    turns, known = _turns(product_ids)
    if not turns:
        return
    _write_turns([(None if pk in known else turn, pk) for pk, turn in turns.items()])
    if is_narrow(store):
        sort_some(store, Image.objects.filter(pk__in=list(turns)))
    _make_way(store, min(turns.values()))
    let_in(store)


def _make_way(store: Store, best: int) -> None:
    """What is due but was not taken up yet goes back in line if it is of a lower rank than the best that came."""
    lower = -(-best // RANK) * RANK
    _head(store).filter(turn__gt=lower, due_at__lte=timezone.now(), attempts=0).update(due_at=None)


def _turns(product_ids: Sequence[int]) -> tuple[dict[int, int], set[int]]:
    """The best turn of each due photo by all places where it hangs, and which of them are read already."""
    here = Placement.objects.filter(product__in=product_ids, gone_at=None).values("image")
    places = Placement.objects.filter(
        image__in=here, gone_at=None, image__due_at__isnull=False, image__gone_at=None
    ).values_list(
        "image", "position", "product__deactivated", "product__remote_updated_at", "image__remote_created_at",
        "image__created_at", "image__measured_at",
    )  # fmt: skip
    turns: dict[int, int] = {}
    measured: set[int] = set()
    for pk, position, deactivated, changed_at, photo_at, created_at, measured_at in places:
        turn = turn_of(main=position == 0, live=not deactivated, at=photo_at or changed_at or created_at)
        turns[pk] = min(turn, turns.get(pk, turn))
        if measured_at:
            measured.add(pk)
    return turns, {image.pk for image in Image.objects.filter(pk__in=measured) if is_current(image)}


def _write_turns(rows: Sequence[tuple[int | None, int]]) -> None:
    table = connection.ops.quote_name(Image._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            turns, ids = (list(column) for column in zip(*rows, strict=True))
            cursor.execute(
                f"UPDATE {table} i SET turn = v.turn, due_at = NULL"  # noqa: S608
                " FROM unnest(%s::bigint[], %s::bigint[]) AS v(turn, id) WHERE i.id = v.id",
                [turns, ids],
            )
        else:
            cursor.executemany(f"UPDATE {table} SET turn = %s, due_at = NULL WHERE id = %s", rows)  # noqa: S608


def let_in(store: Store) -> int:
    """Make the first of the line due until `AHEAD` are; gives how many. A store that is held lets nobody in."""
    if is_held(store):
        return 0
    # What was tried and waits for its next try keeps nobody behind it waiting.
    room = AHEAD - _head(store).filter(attempts=0).count()
    # Half at a time: the head of the line is not looked at anew for each photo.
    if room < AHEAD // 2:
        return 0
    line = Image.objects.filter(store=store, gone_at=None, turn__isnull=False, due_at=None, outside=False)
    ids = list(line.order_by("turn").values_list("pk", flat=True)[:room])
    _make_due(ids, timezone.now())
    return len(ids)


def _head(store: Store) -> QuerySet[Image]:
    """Those of the line that are due, leased or to be tried again."""
    return Image.objects.filter(store=store, gone_at=None, turn__isnull=False, due_at__isnull=False)


def is_held(store: Store) -> bool:
    """True while the merchant paused the store or its measuring, as the database has it now."""
    going = Store.objects.filter(pk=store.pk, measuring_paused_at=None).exclude(state=Store.State.PAUSED)
    return not going.exists()


def _make_due(ids: Sequence[int], at: datetime) -> None:
    """Due one after the other, in this order: the sweep takes the longest due first."""
    table = connection.ops.quote_name(Image._meta.db_table)
    rows = [
        (connection.ops.adapt_datetimefield_value(at - timedelta(microseconds=len(ids) - n)), pk)
        for n, pk in enumerate(ids)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET due_at = %s WHERE id = %s AND due_at IS NULL", rows)  # noqa: S608


def put_back(images: Iterable[Image], at: datetime | None) -> None:
    """Photos that were not fetched, in line again: due `at`, or when the line moves on. It was no attempt."""
    rows = list(images)
    for image in rows:
        image.turn = RANK if image.turn is None else image.turn
        image.due_at, image.attempts = None if image.outside else at, max(0, image.attempts - 1)
    Image.objects.bulk_update(rows, ["turn", "due_at", "attempts"], batch_size=500)


def hold(store: Store) -> None:
    """Nothing of this store is due any more; what a worker has in hand it finishes."""
    due = Image.objects.filter(store=store, gone_at=None, due_at__isnull=False)
    due.filter(turn=None).update(turn=RANK)
    _head(store).update(due_at=None)


def go_on(store: Store) -> None:
    """The line moves again, after a pause, with another scope or another limit."""
    with transaction.atomic():
        _head(store).filter(due_at__gt=timezone.now(), attempts=0).update(due_at=None)
        let_in(store)


def is_waiting(store: Store) -> bool:
    """True while photos of a store are still to be fetched, be it held or not."""
    line = Image.objects.filter(store=store, gone_at=None, turn__isnull=False)
    return (
        line.filter(due_at=None, outside=False).exists()
        or line.filter(due_at__isnull=False).exists()
        or Image.objects.filter(
            store=store, gone_at=None, measured_at=None, outside=False, turn=None, due_at__isnull=False
        ).exists()
    )
