"""Many publications started together: where approved photos can go, and start, pause, resume and stop.

The publications are the truth: a run is held by taking their `due_at` away, in the same transaction as its own state.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from connectors.gallery import can_replace
from connectors.models import Store
from pixelzhub.accounts import audit
from pixelzhub.accounts.models import Merchant
from pixelzhub.retouch.models import Output, Publication, PublicationRun

BATCH = 500
FIRST_NUMBER = 1

State = Publication.State
RunState = PublicationRun.State


class NothingToPublish(Exception):
    """None of the photos can be published now; nothing was written."""


class Changed(Exception):
    """Other photos than the merchant was shown would be published; nothing was written."""


class Against(StrEnum):
    """Why nothing can be published at a place now."""

    CANNOT_REPLACE = "cannot_replace"
    NEEDS_KEY = "needs_key"
    DISCONNECTED = "disconnected"
    GONE = "gone"
    ON_ITS_WAY = "on_its_way"
    THERE = "there"


@dataclass(frozen=True, slots=True)
class Place:
    """A place that an approved photo was ordered for. `against` is why it cannot go there now, or None."""

    output_id: int
    sha256: str
    before_sha256: str
    placement_id: int
    product_id: int
    product_name: str
    image_id: int
    position: int
    store: Store
    against: Against | None


def places_of(merchant: Merchant, outputs: QuerySet[Output]) -> list[Place]:
    """Every place that these photos of the merchant were ordered for, by product and position, in four queries."""
    use = "job__uses__placement"
    rows = list(
        outputs.select_related(None)
        .filter(merchant=merchant, review=Output.Review.APPROVED, job__uses__isnull=False)
        .order_by(f"{use}__product__name", f"{use}__product", f"{use}__position", "pk")
        .values_list(
            "pk", "sha256", "job__sha256", use, f"{use}__product", f"{use}__product__name", f"{use}__image",
            f"{use}__position", f"{use}__store", f"{use}__gone_at",
        )
    )  # fmt: skip
    stores = {store.pk: store for store in Store.objects.filter(merchant=merchant)}
    mine = Publication.objects.filter(merchant=merchant).order_by()
    busy = set(mine.filter(state__in=Publication.OPEN).values_list("image", flat=True))
    known = mine.filter(output__in=outputs.values("pk"), state__in=[State.PUBLISHED, State.HELD_BACK])
    there = set(known.values_list("output", "placement"))
    found = []
    for output, after, before, placement, product, name, image, position, store, gone_at in rows:
        against = _against_store(stores[store])
        if (output, placement) in there:
            against = Against.THERE
        elif against is None and gone_at:
            against = Against.GONE
        elif against is None and image in busy:
            against = Against.ON_ITS_WAY
        place = Place(output, after, before, placement, product, name, image, position, stores[store], against)
        found.append(place)
    return found


def _against_store(store: Store) -> Against | None:
    if not can_replace(store.connector):
        return Against.CANNOT_REPLACE
    if store.state == Store.State.NEEDS_REAUTH:
        return Against.NEEDS_KEY
    return Against.DISCONNECTED if store.state == Store.State.DISCONNECTED else None


def writes(places: Iterable[Place]) -> list[Place]:
    """The places that get a new photo: an image is written once, however many products and files it has."""
    found: dict[int, Place] = {}
    for place in places:
        if place.against is None:
            found.setdefault(place.image_id, place)
    return list(found.values())


@transaction.atomic
def start_run(
    *, merchant: Merchant, outputs: QuerySet[Output], by: str, token: uuid.UUID, photos: int | None = None
) -> PublicationRun:
    """Write the intents to publish these approved photos; the same token gives the same run.

    `photos` is the number that the merchant was shown. Raises `NothingToPublish` or `Changed`.
    """
    # One run of a merchant at a time: each sees what the ones before it took.
    Merchant.objects.select_for_update().get(pk=merchant.pk)
    known = PublicationRun.objects.filter(merchant=merchant, token=token).first()
    if known:
        return known
    places = writes(places_of(merchant, outputs))
    if not places:
        raise NothingToPublish(_("Nothing was published: these photos are in the store or on their way already."))
    if photos is not None and len(places) != photos:
        raise Changed(_("What can be published has changed since you looked. Look once more."))
    last = PublicationRun.objects.filter(merchant=merchant).aggregate(Max("number"))["number__max"]
    run = PublicationRun.objects.create(
        merchant=merchant, number=last + 1 if last else FIRST_NUMBER, token=token, started_by=by
    )
    try:
        with transaction.atomic():
            _write_intents(run, places)
    except IntegrityError:
        # An undo took one of these images a moment ago: it holds no lock that a run would wait for.
        raise Changed(_("What can be published has changed since you looked. Look once more.")) from None
    audit.record(merchant, by, "publication_run.started", run, photos=len(places))
    return run


def _write_intents(run: PublicationRun, places: Iterable[Place]) -> None:
    now = timezone.now()
    rows = (_row(place, run.merchant_id, run.started_by, run=run, created_at=now, due_at=now) for place in places)
    Publication.objects.bulk_create(rows, batch_size=BATCH)


def _row(place: Place, merchant_id: int, by: str, **fields: Any) -> Publication:
    return Publication(
        merchant_id=merchant_id,
        store_id=place.store.pk,
        product_id=place.product_id,
        placement_id=place.placement_id,
        image_id=place.image_id,
        output_id=place.output_id,
        published_by=by,
        before_sha256=place.before_sha256,
        after_sha256=place.sha256,
        **fields,
    )


@transaction.atomic
def leave_out(*, merchant: Merchant, places: Sequence[Place], by: str) -> int:
    """These photos stay as the stores show them, and no longer wait to be published. Gives the number of photos."""
    Merchant.objects.select_for_update().get(pk=merchant.pk)
    outputs = {place.output_id for place in places}
    known = Publication.objects.filter(merchant=merchant, output__in=outputs)
    left = outputs - set(known.values_list("output", flat=True))
    rows = (_row(place, merchant.pk, by, state=State.UNDONE) for place in places if place.output_id in left)
    Publication.objects.bulk_create(rows, batch_size=BATCH)
    if left:
        audit.record(merchant, by, "publication.left_out", photos=len(left))
    return len(left)


@transaction.atomic
def pause_run(*, run: PublicationRun, by: str) -> bool:
    """Hold what has not begun; a photo that is being written is finished. False if the run does not run."""
    if not _moved(run, RunState.PAUSED, RunState.RUNNING):
        return False
    _not_begun(run).update(due_at=None)
    audit.record(run.merchant, by, "publication_run.paused", run)
    return True


@transaction.atomic
def resume_run(*, run: PublicationRun, by: str) -> bool:
    """Go on with what was held; False if the run is not paused."""
    if not _moved(run, RunState.RUNNING, RunState.PAUSED):
        return False
    _not_begun(run).filter(due_at=None).update(due_at=timezone.now())
    audit.record(run.merchant, by, "publication_run.resumed", run)
    return True


@transaction.atomic
def stop_run(*, run: PublicationRun, by: str) -> int | None:
    """Take back what has not begun: it waits to be published again. Gives the photos; None if it is stopped already."""
    if not _moved(run, RunState.STOPPED, RunState.RUNNING, RunState.PAUSED):
        return None
    # Nothing refers to what has not begun; looking for it would cost a question for every hundred photos.
    n = _not_begun(run)._raw_delete(DEFAULT_DB_ALIAS)
    PublicationRun.objects.filter(pk=run.pk).update(taken_back=n)
    audit.record(run.merchant, by, "publication_run.stopped", run, photos=n)
    return n


def _moved(run: PublicationRun, target: str, *sources: str) -> bool:
    """Compare-and-set of the run's state; its lock makes two clicks come here one after the other."""
    return PublicationRun.objects.filter(pk=run.pk, state__in=sources).update(state=target) == 1


def _not_begun(run: PublicationRun) -> QuerySet[Publication]:
    return Publication.objects.filter(run=run, state=State.INTENT)
