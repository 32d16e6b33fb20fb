"""Finished files in: downloaded at once (Pixelz's addresses are temporary), measured, checked against their rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from analytics.channels import CHANNELS
from analytics.channels.rules import PlacementFacts, findings
from analytics.measure import keep_file, thumbnail_path
from analytics.models import StoredMeasurement
from analytics.pixels import VERSION, Measurement
from analytics.reader import Reader, ReaderDied, shared_reader
from connectors.errors import BadReply, ConnectorError
from connectors.gallery import sha256_of
from connectors.http import Http
from pixelzhub.accounts.models import PixelzAccount
from pixelzhub.retouch.models import Job, Output

log = structlog.get_logger(__name__)


def collect_outputs(job_ids: Iterable[int]) -> None:
    """Take the finished file of each job."""
    jobs = Job.objects.filter(pk__in=list(job_ids), state=Job.State.FINISHED)
    for job in jobs.select_related("order", "product", "image"):
        with structlog.contextvars.bound_contextvars(merchant=job.merchant_id, job=job.pk):
            _collect(job, shared_reader())


def _collect(job: Job, reader: Reader) -> None:
    try:
        data = _download(job)
        measurement = _measure(job, data, reader)
    except ConnectorError as error:
        job.attempts += 1
        job.retry_later(error, fields=("attempts",))
        log.warning("job.not_collected", error=str(error))
        return
    _keep(job, data, measurement)


def _download(job: Job) -> bytes:
    account = PixelzAccount.objects.get(merchant_id=job.merchant_id)
    address = account.file_address(job.result_path, settings.PIXELZ_FILES_URL)
    with Http(allowed_private=settings.ALLOWED_PRIVATE_HOSTS) as http:
        return http.get(address).content


def _measure(job: Job, data: bytes, reader: Reader) -> Measurement:
    try:
        measurement, thumb = reader.read(data, job.result_path)
    except ReaderDied as error:
        raise BadReply("The finished file could not be opened.") from error
    if measurement.error:
        raise BadReply(f"The finished file could not be opened: {measurement.reason}")
    keep_file(thumbnail_path(job.merchant_id, sha256_of(data)), thumb)
    return measurement


@transaction.atomic
def _keep(job: Job, data: bytes, measurement: Measurement) -> None:
    """The output and its checks; a file that was taken before is not taken twice."""
    digest = sha256_of(data)
    suffix = {"JPEG": "jpg", "PNG": "png", "TIFF": "tif", "WEBP": "webp"}.get(measurement.format, "jpg")
    file = f"{job.merchant_id}/outputs/{digest[:2]}/{digest}.{suffix}"
    keep_file(file, data)
    StoredMeasurement.objects.get_or_create(
        merchant_id=job.merchant_id, sha256=digest, version=VERSION, defaults={"values": measurement.to_json()}
    )
    checks = check_output(job, measurement)
    output, is_new = Output.objects.get_or_create(
        job=job,
        sha256=digest,
        defaults={
            "merchant_id": job.merchant_id,
            "number": job.outputs.count() + 1,
            "source": job.result_path,
            "file": file,
            "bytes": len(data),
            "checks": checks,
            "meets": all(check["meets"] for check in checks),
        },
    )
    if not is_new and output.review == Output.Review.SENT_BACK:
        # Sent back and returned unchanged: the merchant decides again, the comment stays beside it.
        output.review, output.reviewed_by, output.reviewed_at = Output.Review.WAITING, "", None
        output.save(update_fields=["review", "reviewed_by", "reviewed_at"])
    job.state, job.due_at, job.delivered_at = Job.State.DELIVERED, None, timezone.now()
    job.attempts, job.last_error, job.results_taken = 0, "", job.results_taken + 1
    job.save()
    log.info("job.delivered")


def check_output(job: Job, after: Measurement) -> list[dict[str, Any]]:
    """Each rule that the photo was sent for: what was measured before and after, the limit, and whether it is met."""
    before = StoredMeasurement.objects.filter(merchant_id=job.merchant_id, sha256=job.sha256).last()
    facts = PlacementFacts(is_main=any(use.placement.is_main for use in job.uses.select_related("placement")))
    channels = sorted({code.split("/")[0] for code in job.codes} & set(CHANNELS))
    today = timezone.localdate()
    checks = []
    for channel in channels:
        was = {f.code: f for f in findings(before.measurement, facts, CHANNELS[channel], today)} if before else {}
        now = {f.code: f for f in findings(after, facts, CHANNELS[channel], today)}
        for code in dict.fromkeys([*was, *now]):
            finding = now.get(code) or was[code]
            if finding.severity == "advice":
                continue
            sent_for = f"{channel}/{code}" in job.codes and was.get(code) is not None and was[code].remedy == "mend"
            checks.append(
                {
                    "channel": channel,
                    "code": code,
                    "title": str(finding.title),
                    "before": str(was[code].measured) if code in was else "",
                    "after": str(now[code].measured) if code in now else "",
                    "limit": str(finding.limit),
                    "required": finding.severity == "blocker",
                    "sent_for": sent_for,
                    "holds": code not in now,
                    # A file meets its order if what it was sent for is mended and no other required rule fails now.
                    "meets": code not in now or not (sent_for or (code not in was and finding.severity == "blocker")),
                }
            )
    return checks
