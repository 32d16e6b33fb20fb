"""Finished files in: downloaded at once (Pixelz's addresses are temporary), measured, checked against their rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from analytics.measure import keep_file, thumbnail_path
from analytics.models import StoredMeasurement
from analytics.pixels import VERSION, Measurement
from analytics.reader import Reader, ReaderDied, shared_reader
from connectors.errors import BadReply, ConnectorError
from connectors.gallery import sha256_of
from connectors.http import Http
from pixelzhub.accounts.models import PixelzAccount
from pixelzhub.deliveries.announcing import announce
from pixelzhub.deliveries.events import Event
from pixelzhub.retouch.checks import check_output
from pixelzhub.retouch.models import Job, Output
from pixelzhub.retouch.telling import told_of

log = structlog.get_logger(__name__)

SUFFIXES = {"JPEG": "jpg", "PNG": "png", "TIFF": "tif", "WEBP": "webp"}


def collect_outputs(job_ids: Iterable[int]) -> None:
    """Take the finished file of each job."""
    jobs = Job.objects.filter(pk__in=list(job_ids), state=Job.State.FINISHED)
    for job in jobs.select_related("order", "product", "image", "template"):
        with structlog.contextvars.bound_contextvars(merchant=job.merchant_id, job=job.pk):
            _collect(job, shared_reader())


def _collect(job: Job, reader: Reader) -> None:
    """Take every file that the status named; what was taken before a crash is found again by its content."""
    try:
        files = [_take(job, path, reader) for path in job.result_paths]
    except ConnectorError as error:
        job.attempts += 1
        job.retry_later(error, fields=("attempts",))
        log.warning("job.not_collected", error=str(error))
        return
    _keep(job, files)


@dataclass(frozen=True, slots=True)
class Taken:
    """A finished file as it came."""

    source: str
    data: bytes
    measurement: Measurement
    sha256: str

    @property
    def path(self) -> str:
        return f"outputs/{self.sha256[:2]}/{self.sha256}.{SUFFIXES.get(self.measurement.format, 'jpg')}"


def _take(job: Job, path: str, reader: Reader) -> Taken:
    account = PixelzAccount.objects.get(merchant_id=job.merchant_id)
    address = account.file_address(path, settings.PIXELZ_FILES_URL)
    with Http(allowed_private=settings.ALLOWED_PRIVATE_HOSTS) as http:
        data = http.get(address).content
    try:
        measurement, thumb = reader.read(data, path)
    except ReaderDied as error:
        raise BadReply("The finished file could not be opened.") from error
    if measurement.error:
        raise BadReply(f"The finished file could not be opened: {measurement.reason}")
    digest = sha256_of(data)
    keep_file(thumbnail_path(job.merchant_id, digest), thumb)
    return Taken(path, data, measurement, digest)


def _keep(job: Job, files: Sequence[Taken]) -> None:
    """The outputs and their checks; a file that was taken before is not taken twice."""
    for file in files:
        keep_file(f"{job.merchant_id}/{file.path}", file.data)
    with transaction.atomic():
        now = timezone.now()
        mine = Job.objects.filter(pk=job.pk, state=Job.State.FINISHED)
        delivered = {"state": Job.State.DELIVERED, "due_at": None, "delivered_at": now, "closed_at": now}
        if not mine.update(**delivered, attempts=0, last_error=""):
            return
        fresh = sum(_output(job, file) for file in files)
        sent_back = Output.objects.filter(
            job=job, sha256__in=[file.sha256 for file in files], review=Output.Review.SENT_BACK
        )
        if fresh < sent_back.count():
            # Sent back and returned unchanged: the merchant decides again, the comment stays beside it.
            sent_back.update(review=Output.Review.WAITING, reviewed_by="", reviewed_at=None)
        announce(job.merchant_id, Event.JOB_DELIVERED, told_of(job) | {"files": len(files)})
    log.info("job.delivered", files=len(files))


def _output(job: Job, file: Taken) -> bool:
    """True if this file is new."""
    StoredMeasurement.objects.get_or_create(
        merchant_id=job.merchant_id,
        sha256=file.sha256,
        version=VERSION,
        defaults={"values": file.measurement.to_json()},
    )
    checks = check_output(job, file.measurement)
    return Output.objects.get_or_create(
        job=job,
        sha256=file.sha256,
        defaults={
            "merchant_id": job.merchant_id,
            "number": job.outputs.count() + 1,
            "source": file.source,
            "file": f"{job.merchant_id}/{file.path}",
            "bytes": len(file.data),
            "checks": checks,
            "meets": all(check["meets"] for check in checks),
        },
    )[1]
