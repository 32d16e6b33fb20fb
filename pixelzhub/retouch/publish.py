"""Asking that photos are written to a store, and taken back. Each wish is a row; `writing` carries it out."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from connectors.models import Store
from pixelzhub.accounts import audit
from pixelzhub.accounts.models import Merchant
from pixelzhub.retouch.models import Output, Publication
from pixelzhub.retouch.runs import NothingToPublish, start_run

State = Publication.State
#: stores that no photo can be written to before the merchant did something
OUT_OF_REACH = (Store.State.NEEDS_REAUTH, Store.State.DISCONNECTED)


def publish_outputs(*, merchant: Merchant, outputs: Sequence[Output], by: str) -> list[Publication]:
    """The intents to publish approved outputs at every place that they were ordered for; a second click adds none."""
    wanted = Output.objects.filter(merchant=merchant, pk__in=[output.pk for output in outputs])
    try:
        run = start_run(merchant=merchant, outputs=wanted, by=by, token=uuid.uuid4())
    except NothingToPublish:
        return []
    return list(Publication.objects.filter(run=run).order_by("pk"))


def publishable(merchant: Merchant) -> QuerySet[Output]:
    """Approved outputs that no publication has taken up; one that was undone is published again from its own page."""
    taken = Publication.objects.filter(merchant=merchant)
    return (
        Output.objects.filter(merchant=merchant, review=Output.Review.APPROVED)
        .exclude(pk__in=taken.values("output"))
        .select_related("job__product", "job__image", "job__template")
        .order_by("pk")
    )


def undo(*, publication: Publication, by: str) -> bool:
    """Ask for the photo before back; False if there is nothing to take back or it is being done already."""
    moved = _ask_for_undo(Publication.objects.filter(pk=publication.pk), by)
    if moved:
        audit.record(publication.merchant, by, "publication.undo_asked", publication)
    return bool(moved)


def undo_many(*, merchant: Merchant, publications: QuerySet[Publication], by: str, what: str) -> int:
    """Ask for the photos before these publications back, where that can be done now; gives their number.

    `what` names them in the audit trail.
    """
    wanted = undoable(publications.filter(merchant=merchant)).values("pk")
    moved = _ask_for_undo(Publication.objects.filter(pk__in=wanted), by)
    if moved:
        audit.record(merchant, by, "publication.undo_asked", what, photos=moved)
    return moved


def undoable(publications: QuerySet[Publication]) -> QuerySet[Publication]:
    """Those that can be taken back now: in a store that can be reached, with nothing newer of ours at the same place."""
    mine = publications.filter(state=State.PUBLISHED, placement__gone_at=None)
    return mine.exclude(store__state__in=OUT_OF_REACH).exclude(Exists(covering()))


def covering() -> QuerySet[Publication]:
    """For a subquery: what was published over a publication since, or is moving at its place."""
    same = Publication.objects.filter(image=OuterRef("image"))
    later = Q(pk__gt=OuterRef("pk"), published_at__isnull=False, state__in=[State.PUBLISHED, State.HELD_BACK])
    return same.filter(later | Q(state__in=Publication.OPEN))


def _ask_for_undo(publications: QuerySet[Publication], by: str) -> int:
    """The state is compared in the very statement that changes it, so that a second click moves nothing."""
    try:
        with transaction.atomic():
            return publications.filter(state=State.PUBLISHED).update(
                state=State.UNDO_INTENT,
                undone_by=by,
                due_at=timezone.now(),
                attempts=0,
                last_error="",
                snapshot={},
                live_sha256="",
            )
    except IntegrityError:
        # Something was started at one of these places a moment ago.
        return 0


def publish_anyway(*, publication: Publication, by: str) -> bool:
    """The merchant saw what is live and wants ours all the same; False if it was decided or another write is open there.

    What is live becomes what is expected. Over a live photo we publish ours, and an undo then gives that photo back.
    """
    held = Publication.objects.filter(pk=publication.pk, state=State.HELD_BACK).exclude(live_sha256="")
    changes: dict[str, Any] = {"due_at": timezone.now(), "attempts": 0, "last_error": "", "snapshot": {}}
    if publication.published_at:
        changes |= {"state": State.UNDO_INTENT, "undone_by": by}
    else:
        changes |= {"state": State.INTENT, "before_sha256": publication.live_sha256, "live_sha256": ""}
    try:
        with transaction.atomic():
            moved = held.update(**changes)
    except IntegrityError:
        return False
    if moved:
        audit.record(publication.merchant, by, "publication.forced", publication)
    return bool(moved)


def leave_as_is(*, publication: Publication, by: str) -> bool:
    """The merchant keeps what is live in the store."""
    target = State.PUBLISHED if publication.published_at else State.UNDONE
    moved = Publication.objects.filter(pk=publication.pk, state=State.HELD_BACK).update(state=target, due_at=None)
    if moved:
        audit.record(publication.merchant, by, "publication.left", publication)
    return bool(moved)
