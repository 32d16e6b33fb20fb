"""Photos that were published in one store, on their way to the merchant's PIMs, which keep no photos to compare.

The row is written with the publication's outcome. What is handed over is how the photo looks at that moment, so a photo
that was undone meanwhile goes there as it was before. Handing over twice does no harm.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import groupby
from operator import attrgetter

import structlog
from django.utils import timezone
from django.utils.translation import gettext as _

from connectors import stores
from connectors.contract import Forwarded, TakesPhotos
from connectors.errors import AuthFailed, ConnectorError, NotFound
from connectors.models import Store, Variant
from connectors.registry import platforms_with
from pixelzhub.retouch.kept import kept_picture, output_picture
from pixelzhub.retouch.models import Forwarding, Publication
from pixelzhub.retouch.publish import OUT_OF_REACH

log = structlog.get_logger(__name__)

State = Forwarding.State
# How long a PIM's import takes is its own affair: it is asked less and less often.
FOLLOW_FIRST, FOLLOW_MOST, GIVE_UP = timedelta(seconds=15), timedelta(minutes=15), timedelta(days=2)
WAIT = timedelta(minutes=10)


def forward_later(publication: Publication) -> None:
    """Note for each PIM of the merchant that this photo has changed; within the transaction that changes it."""
    now = timezone.now()
    pims = Store.objects.filter(merchant=publication.merchant_id, platform__in=platforms_with(TakesPhotos))
    rows = [
        Forwarding(merchant_id=publication.merchant_id, store=pim, publication=publication, asked_at=now, due_at=now)
        for pim in pims.exclude(pk=publication.store_id)
    ]
    Forwarding.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["store", "publication"],
        update_fields=["state", "ticket", "says", "asked_at", "due_at", "attempts", "last_error"],
    )


def forward_photos(ids: Iterable[int]) -> None:
    """Hand over what waits, and ask after what was handed over."""
    rows = Forwarding.objects.filter(pk__in=list(ids), state__in=[State.WAITING, State.SENT])
    rows = rows.select_related("store", "publication__product", "publication__image", "publication__output__job")
    for store, group in groupby(rows.order_by("store", "state", "ticket"), key=attrgetter("store")):
        with structlog.contextvars.bound_contextvars(merchant=store.merchant_id, store=str(store.pk)):
            _carry_on(store, list(group))


def try_again(store: Store) -> int:
    """What this store did not take is handed over once more; gives the number of photos."""
    refused = Forwarding.objects.filter(store=store, state=State.REFUSED)
    now = timezone.now()
    return refused.update(state=State.WAITING, ticket="", says="", asked_at=now, due_at=now, attempts=0, last_error="")


def _carry_on(store: Store, rows: list[Forwarding]) -> None:
    if store.state in {*OUT_OF_REACH, Store.State.PAUSED}:
        _mark(rows, due_at=timezone.now() + WAIT)
        return
    for ticket, group in groupby(rows, key=attrgetter("ticket")):
        part = list(group)
        try:
            if ticket:
                _follow(store, ticket, part)
            else:
                _hand_over(store, part)
        except AuthFailed as error:
            stores.mark_failed(store, error)
            _mark(part, last_error=str(error), due_at=timezone.now() + WAIT)
        except ConnectorError as error:
            _retry(part, error)


def _hand_over(store: Store, rows: list[Forwarding]) -> None:
    photos: list[Forwarded] = []
    for row in list(rows):
        try:
            photos += _photos(row.publication)
        except NotFound as error:
            rows.remove(row)
            _refuse([row], str(error))
    with stores.connector_of(store) as connector:
        assert isinstance(connector, TakesPhotos)
        ticket = connector.forward(photos) if photos else ""
    if ticket:
        _mark(rows, state=State.SENT, ticket=ticket, due_at=timezone.now() + FOLLOW_FIRST)
    else:
        _mark(rows, state=State.UNKNOWN, due_at=None)
    log.info("photos.forwarded", photos=len(rows), known=bool(ticket))


def _photos(publication: Publication) -> Iterator[Forwarded]:
    """The photo under the keys of its product and of the variants that show it: a PIM may know only one of them."""
    undone = publication.state == Publication.State.UNDONE
    picture = kept_picture(publication, publication.before_sha256) if undone else output_picture(publication)
    product = publication.product
    showing = Variant.objects.filter(product=product, image=publication.image_id).values_list("sku", "ean")
    keys = dict.fromkeys([(product.sku, product.ean), *showing])
    for sku, ean in keys:
        if sku or ean:
            yield Forwarded(sku, ean, publication.placement.position, picture)


def _follow(store: Store, ticket: str, rows: list[Forwarding]) -> None:
    with stores.connector_of(store) as connector:
        assert isinstance(connector, TakesPhotos)
        now = connector.forwarded(ticket)
    age = timezone.now() - rows[0].asked_at
    if now.finished and now.taken:
        _mark(rows, state=State.TAKEN, says=now.says, due_at=None)
    elif now.finished:
        _refuse(rows, now.says)
    elif age > GIVE_UP:
        _refuse(rows, now.says or _("The store never said what became of it."))
    else:
        _mark(rows, says=now.says, due_at=timezone.now() + min(FOLLOW_MOST, max(FOLLOW_FIRST, age / 4)))


def _retry(rows: list[Forwarding], error: ConnectorError) -> None:
    first = rows[0]
    first.attempts += 1
    if error.permanent or first.is_spent:
        _refuse(rows, str(error))
        return
    due_at = timezone.now() + timedelta(seconds=first.delay_s(error))
    _mark(rows, attempts=first.attempts, last_error=str(error), due_at=due_at)


def _refuse(rows: list[Forwarding], says: str) -> None:
    _mark(rows, state=State.REFUSED, says=says, due_at=None)
    log.warning("photos.not_forwarded", photos=len(rows), says=says)


def _mark(rows: list[Forwarding], **changes: object) -> None:
    """Unless the photo changed again meanwhile: then the row is about something newer."""
    for row in rows:
        Forwarding.objects.filter(pk=row.pk, state=row.state, asked_at=row.asked_at).update(**changes)
