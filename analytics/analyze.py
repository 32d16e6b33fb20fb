"""Measuring one file that is not kept: handed in, or fetched once from the address that was named."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import PurePosixPath

import structlog
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db.models import F
from django.utils import timezone

from analytics.analysis_models import Analysis
from analytics.measure import DEATHS, file_name
from analytics.pixels import Measurement
from analytics.reader import ReaderDied, shared_reader
from connectors.errors import ConnectorError, NotFound
from connectors.http import Http

log = structlog.get_logger(__name__)

KEPT = timedelta(days=1)
MOST_BYTES = 20_000_000
# Somebody waits for the answer: an address that does not answer three times is told, not asked for hours.
TRIES = 3
LONGEST_NAME = 200

State = Analysis.State


def hand_in(*, merchant_id: int, file: File[bytes], name: str, channels: Sequence[str], is_main: bool) -> Analysis:
    """Keep a file until it is measured."""
    analysis = Analysis(merchant_id=merchant_id, channels=list(channels), is_main=is_main, due_at=timezone.now())
    analysis.name = _plain(name)
    analysis.file = default_storage.save(f"{merchant_id}/analyses/{analysis.pk}", file)
    analysis.save()
    return analysis


def ask_for(*, merchant_id: int, url: str, channels: Sequence[str], is_main: bool) -> Analysis:
    """Have the picture at an address measured."""
    return Analysis.objects.create(
        merchant_id=merchant_id,
        url=url,
        name=_plain(file_name(url)),
        channels=list(channels),
        is_main=is_main,
        due_at=timezone.now(),
    )


def run_analyses(ids: Iterable[uuid.UUID]) -> None:
    """Measure each. `attempts` is written before the work, so that a file that kills its worker is given up."""
    waiting = Analysis.objects.filter(pk__in=list(ids), state=State.WAITING)
    for analysis in waiting:
        Analysis.objects.filter(pk=analysis.pk).update(attempts=F("attempts") + 1)
        analysis.attempts += 1
        with structlog.contextvars.bound_contextvars(merchant=analysis.merchant_id, analysis=str(analysis.pk)):
            _run(analysis)


def forget_analyses() -> None:
    """After a day neither row nor file is left."""
    old = Analysis.objects.filter(created_at__lt=timezone.now() - KEPT)
    for analysis in old.iterator(chunk_size=500):
        _drop_file(analysis)
        Analysis.objects.filter(pk=analysis.pk).delete()


def _plain(name: str) -> str:
    """The end of a file's name, without what no database takes."""
    return "".join(character for character in PurePosixPath(name).name if character.isprintable())[-LONGEST_NAME:]


def _run(analysis: Analysis) -> None:
    if analysis.attempts > TRIES:
        _end(analysis, State.FAILED, last_error="The file could not be read.")
        return
    try:
        data = _bytes(analysis)
    except ConnectorError as error:
        if error.permanent or analysis.attempts >= TRIES:
            _end(analysis, State.FAILED, last_error=str(error))
        else:
            analysis.retry_later(error)
        return
    measurement = _measured(data, analysis.name)
    _end(analysis, State.DONE, values=measurement.to_json(), last_error="")
    log.info("analysis.measured", failed=bool(measurement.error))


def _bytes(analysis: Analysis) -> bytes:
    """Raises a `ConnectorError`."""
    if analysis.url:
        with Http(allowed_private=settings.ALLOWED_PRIVATE_HOSTS, max_bytes=MOST_BYTES, tries=1) as http:
            return http.get(analysis.url).content
    if not default_storage.exists(analysis.file):
        raise NotFound("The file is no longer kept; hand it in again.")
    with default_storage.open(analysis.file) as file:
        data: bytes = file.read()
        return data


def _measured(data: bytes, name: str) -> Measurement:
    reason = ""
    for _ in range(DEATHS):
        try:
            return shared_reader().read(data, name)[0]
        except ReaderDied as error:
            reason = str(error)
    return Measurement(error="corrupt", reason=reason, bytes=len(data), extension=PurePosixPath(name).suffix[1:])


def _end(analysis: Analysis, state: str, **fields: object) -> None:
    """Compare-and-set: a second worker with the same row changes nothing. The file has done its work."""
    mine = Analysis.objects.filter(pk=analysis.pk, state=State.WAITING)
    if mine.update(state=state, due_at=None, **fields):
        _drop_file(analysis)


def _drop_file(analysis: Analysis) -> None:
    if analysis.file:
        default_storage.delete(analysis.file)
