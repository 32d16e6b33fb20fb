"""Writing to a store and taking it back. The intent is a row before the first byte leaves."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

import structlog
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from analytics.findings import derive
from analytics.measure import keep_file, original_path, thumbnail_path
from analytics.reader import ReaderDied, shared_reader
from connectors import stores
from connectors.contract import Picture
from connectors.errors import AuthFailed, ConnectorError, NotFound, Temporary
from connectors.gallery import Conflict, NotAsSent, Written, replace_image
from connectors.models import Image, ImageVersion, Placement, Store
from pixelzhub.accounts import audit
from pixelzhub.accounts.models import Merchant
from pixelzhub.retouch.files import picture, travel_name
from pixelzhub.retouch.models import Output, Publication
from pixelzhub.retouch.runs import NothingToPublish, start_run

log = structlog.get_logger(__name__)

State = Publication.State
BUSY_S = 2.0
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

    A row whose `due_at` was taken away is paused, also if its id was in a task's hand by then.
    """
    target = {State.INTENT: State.WRITING, State.UNDO_INTENT: State.UNDOING}.get(State(publication.state))
    if publication.store.state in OUT_OF_REACH or publication.store.state == Store.State.PAUSED:
        _wait(publication, Temporary(_waits_for(publication.store)), minutes=10)
        return False
    if target is None:
        return True
    mine = Publication.objects.filter(pk=publication.pk, state=publication.state, due_at__isnull=False)
    try:
        with transaction.atomic():
            moved = mine.update(state=target)
    except IntegrityError:
        mine.update(due_at=timezone.now() + timedelta(seconds=BUSY_S))
        return False
    publication.state = target
    return bool(moved)


def _waits_for(store: Store) -> str:
    return _("The store is paused.") if store.state == Store.State.PAUSED else _("The store needs a new key.")


def _replace(publication: Publication, *, undoing: bool) -> Written:
    """Write ours over what was there, or what was there over ours; what is expected there is put back if it fails."""
    ours, before = _output_picture(publication), _kept_picture(publication, publication.before_sha256)
    expected_sha256 = publication.after_sha256 if undoing else publication.before_sha256
    if undoing and publication.live_sha256:
        # Undone all the same: the store shows somebody's newer photo instead of ours.
        expected_sha256 = publication.live_sha256
        ours = _kept_picture(publication, expected_sha256)

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


def _output_picture(publication: Publication) -> Picture:
    output = publication.output
    name = travel_name(publication.product.name, output.sha256, output.file)
    return picture(merchant_id=publication.merchant_id, file=output.file, name=name)


def _kept_picture(publication: Publication, sha256: str) -> Picture:
    """Bytes that the store showed before we wrote; kept as long as the store is connected."""
    merchant_id = publication.merchant_id
    file = original_path(merchant_id, sha256, publication.image.url)
    file = file if default_storage.exists(file) else _kept_original(merchant_id, sha256)
    return picture(merchant_id=merchant_id, file=file, name=travel_name(publication.product.name, sha256, file))


def _kept_original(merchant_id: int, sha256: str) -> str:
    """The original under whichever ending it was kept: the image's address may have got another one since."""
    folder = f"{merchant_id}/originals/{sha256[:2]}"
    names = default_storage.listdir(folder)[1] if default_storage.exists(folder) else []
    found = next((name for name in names if name.startswith(sha256)), None)
    if found is None:
        raise NotFound(_("The original is no longer kept."))
    return f"{folder}/{found}"


@transaction.atomic
def _done(publication: Publication, written: Written, *, undoing: bool) -> None:
    now = timezone.now()
    digest = publication.before_sha256 if undoing else publication.output.sha256
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
    derive(list(Placement.objects.filter(image=image, gone_at=None).values_list("pk", flat=True)))
    log.info("publication.undone" if undoing else "publication.published")


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
