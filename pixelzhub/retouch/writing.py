"""Writing to a store what was asked for, and taking it back. The intent was a row before the first byte leaves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from analytics.derive import derive
from analytics.measure import keep_file, original_path, thumbnail_path
from analytics.reader import ReaderDied, shared_reader
from connectors import stores
from connectors.errors import AuthFailed, ConnectorError, NotFound, Temporary
from connectors.gallery import Conflict, NotAsSent, Written, replace_image
from connectors.models import Image, ImageVersion, Placement, Store
from pixelzhub.deliveries.announcing import announce
from pixelzhub.deliveries.events import Event
from pixelzhub.retouch.forwarding import forward_later
from pixelzhub.retouch.kept import kept_picture, output_picture
from pixelzhub.retouch.models import Publication
from pixelzhub.retouch.publish import OUT_OF_REACH

log = structlog.get_logger(__name__)

State = Publication.State
BUSY_S = 2.0
#: a task that writes is ended after so long; see the steps of the pipeline
WRITER_S = 240.0


def write_publications(ids: Iterable[int]) -> None:
    """Carry out the intents, and take up again what a killed worker left in the middle."""
    wanted = [State.INTENT, State.WRITING, State.UNDO_INTENT, State.UNDOING]
    for publication in Publication.objects.filter(pk__in=list(ids), state__in=wanted).select_related(
        "store", "product", "placement", "image", "output__job", "merchant"
    ):
        with structlog.contextvars.bound_contextvars(
            merchant=publication.merchant_id, store=str(publication.store_id), publication=publication.pk
        ):
            _write(publication)


def _write(publication: Publication) -> None:
    if not _begin(publication):
        return
    try:
        _carry_out(publication)
    finally:
        Publication.objects.filter(pk=publication.pk).update(writer_until=None)


def _carry_out(publication: Publication) -> None:
    undoing = publication.state == State.UNDOING
    try:
        written = _replace(publication, undoing=undoing)
    except Conflict as conflict:
        _hold_back(publication, conflict)
    except (NotAsSent, NotFound) as error:
        _fail(publication, error)
    except AuthFailed as error:
        stores.mark_failed(publication.store, error)
        _wait(publication, error, minutes=10)
    except ConnectorError as error:
        _retry(publication, error)
    else:
        _done(publication, written, undoing=undoing)


def _begin(publication: Publication) -> bool:
    """Compare-and-set into the writing state; the gallery of one product is written by one at a time.

    A row whose `due_at` was taken away is paused, also if its id was in a task's hand by then. A row in a writing state
    is taken up again once its writer must be dead: a task that waited in its queue longer than its lease is not.
    """
    state = State(publication.state)
    target = {State.INTENT: State.WRITING, State.UNDO_INTENT: State.UNDOING}.get(state, state)
    if publication.store.state in OUT_OF_REACH or publication.store.state == Store.State.PAUSED:
        _wait(publication, Temporary(_waits_for(publication.store)), minutes=10)
        return False
    now = timezone.now()
    mine = Publication.objects.filter(pk=publication.pk, state=state, due_at__isnull=False)
    free = mine.filter(Q(writer_until=None) | Q(writer_until__lte=now))
    try:
        with transaction.atomic():
            moved = free.update(state=target, writer_until=now + timedelta(seconds=min(WRITER_S, settings.LEASE_S)))
    except IntegrityError:
        mine.update(due_at=timezone.now() + timedelta(seconds=BUSY_S))
        return False
    publication.state = target
    return bool(moved)


def _waits_for(store: Store) -> str:
    return _("The store is paused.") if store.state == Store.State.PAUSED else _("The store needs a new key.")


def _replace(publication: Publication, *, undoing: bool) -> Written:
    """Write ours over what was there, or what was there over ours; what is expected there is put back if it fails."""
    ours, before = output_picture(publication), kept_picture(publication, publication.before_sha256)
    expected_sha256 = publication.after_sha256 if undoing else publication.before_sha256
    if undoing and publication.live_sha256:
        # Undone all the same: the store shows somebody's newer photo instead of ours.
        expected_sha256 = publication.live_sha256
        ours = kept_picture(publication, expected_sha256)

    def keep_snapshot(snapshot: dict[str, Any]) -> None:
        publication.snapshot = snapshot
        publication.save(update_fields=["snapshot"])

    with stores.connector_of(publication.store) as connector:
        return replace_image(
            connector,
            product_id=publication.product.remote_id,
            image_id=publication.image.remote_id,
            expected_sha256=expected_sha256,
            picture=before if undoing else ours,
            original=ours if undoing else before,
            keep_snapshot=keep_snapshot,
            earlier=publication.snapshot or None,
        )


@transaction.atomic
def _done(publication: Publication, written: Written, *, undoing: bool) -> None:
    now = timezone.now()
    digest = written.sha256
    _keep_encoded_anew(publication, written, undoing=undoing)
    image = Image.objects.select_for_update().get(pk=publication.image_id)
    old_remote_id = image.remote_id
    live = next(record for record in written.gallery.images if record.id == written.remote_id)
    # A sync that ran between our write and this line may have met the new id already, as a new image.
    Image.objects.filter(store=image.store_id, remote_id=written.remote_id).exclude(pk=image.pk).delete()
    image.remote_id, image.url, image.sha256 = written.remote_id, live.url, digest
    image.thumbnail_url, image.due_at, image.gone_at = live.thumbnail_url, now, None
    image.save()
    _note_versions(publication, image, digest, old_remote_id)
    Placement.objects.filter(pk=publication.placement_id).update(gone_at=None)
    publication.state = State.UNDONE if undoing else State.PUBLISHED
    publication.old_remote_id, publication.new_remote_id = old_remote_id, written.remote_id
    publication.due_at, publication.attempts, publication.last_error, publication.live_sha256 = None, 0, "", ""
    publication.differences = []
    if undoing:
        publication.undone_at = now
    else:
        publication.published_at = now
    publication.save()
    forward_later(publication)
    derive(list(Placement.objects.filter(image=image, gone_at=None).values_list("pk", flat=True)))
    announce(
        publication.merchant_id,
        Event.PUBLICATION_UNDONE if undoing else Event.PUBLICATION_PUBLISHED,
        _told(publication),
    )
    log.info("publication.undone" if undoing else "publication.published")


def _told(publication: Publication) -> dict[str, str]:
    return {
        "publication_id": str(publication.pk),
        "job_id": str(publication.output.job_id),
        "store_id": str(publication.store_id),
        "product_id": str(publication.product_id),
        "image_id": str(publication.image_id),
    }


def _keep_encoded_anew(publication: Publication, written: Written, *, undoing: bool) -> None:
    """Where a store encodes what it is sent anew, what it shows is kept: an undo expects it, and it is no change of theirs."""
    sent = publication.before_sha256 if undoing else publication.output.sha256
    if written.sha256 == sent:
        return
    keep_file(original_path(publication.merchant_id, written.sha256, publication.image.url), written.data)
    if not undoing:
        publication.after_sha256 = written.sha256


def _note_versions(publication: Publication, image: Image, digest: str, old_remote_id: str) -> None:
    """The picture that hangs there now, and what was live only between two syncs: its file must not outlive the store."""
    now, versions = timezone.now(), ImageVersion.objects.filter(image=image)
    row = {"merchant_id": image.merchant_id, "image": image, "since": now}
    versions.filter(until=None).update(until=now)
    for overwritten in filter(None, (publication.before_sha256, publication.live_sha256)):
        if not versions.filter(sha256=overwritten).exists():
            ImageVersion.objects.create(**row, remote_id=old_remote_id, sha256=overwritten, until=now)
    ImageVersion.objects.create(**row, remote_id=image.remote_id, sha256=digest, changed_by=ImageVersion.By.HUB)


def _hold_back(publication: Publication, conflict: Conflict) -> None:
    """Keep what is live, so that the page can show it beside ours, and let the merchant choose."""
    keep_file(original_path(publication.merchant_id, conflict.live_sha256, publication.image.url), conflict.live)
    try:
        _measurement, thumb = shared_reader().read(conflict.live, publication.image.url)
        keep_file(thumbnail_path(publication.merchant_id, conflict.live_sha256), thumb)
    except ReaderDied:
        log.warning("publication.live_not_readable")
    publication.state, publication.live_sha256 = State.HELD_BACK, conflict.live_sha256
    publication.last_error, publication.due_at = str(conflict), None
    publication.save(update_fields=["state", "live_sha256", "last_error", "due_at"])
    Image.objects.filter(pk=publication.image_id).update(due_at=timezone.now())


def _fail(publication: Publication, error: ConnectorError) -> None:
    """A failed publishing ends; a failed undo leaves the publication published, with the reason."""
    publication.state = State.PUBLISHED if publication.state == State.UNDOING else State.FAILED
    publication.last_error, publication.due_at = str(error), None
    publication.differences = error.differences if isinstance(error, NotAsSent) else []
    publication.save(update_fields=["state", "last_error", "due_at", "differences"])
    log.warning("publication.failed", error=str(error))


def _retry(publication: Publication, error: ConnectorError) -> None:
    publication.attempts += 1
    if error.permanent or publication.is_spent:
        _fail(publication, error)
        return
    publication.retry_later(error, fields=("attempts",))


def _wait(publication: Publication, error: ConnectorError, *, minutes: int) -> None:
    """Put off, unless it was paused or taken back meanwhile."""
    mine = Publication.objects.filter(pk=publication.pk, state=publication.state, due_at__isnull=False)
    mine.update(last_error=str(error), due_at=timezone.now() + timedelta(minutes=minutes))
