"""/ext/analyze: one file measured in a worker and judged by the chosen channels; nothing of it is left after a day."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils import timezone
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from analytics.analysis_models import Analysis
from analytics.analyze import KEPT, MOST_BYTES, ask_for, hand_in
from analytics.channels.rules import PlacementFacts, findings
from analytics.listed import channel_for
from pixelzhub import pipeline
from pixelzhub.accounts.scopes import Scope
from pixelzhub.partners.frame.asking import NotNow, own_row_by_uuid
from pixelzhub.partners.frame.body import StrictJSONParser, TooLarge, WrongValue, content_length
from pixelzhub.partners.frame.envelope import envelope
from pixelzhub.partners.frame.keys import merchant_of
from pixelzhub.partners.frame.route import Route
from pixelzhub.partners.images.analyze_fields import Given, read_form, read_json
from pixelzhub.partners.images.details import channel_body
from pixelzhub.partners.images.measured import measured_body

MOST_WAITING = 100
# What the form around a file takes, its boundaries and its other fields.
ROUND_THE_FILE = 100_000


class Analyze(Route):
    scopes: ClassVar = {"POST": Scope.IMAGES_READ}
    parser_classes = [StrictJSONParser, MultiPartParser]

    def post(self, request: Request) -> Response:
        merchant = merchant_of(request)
        waiting = Analysis.objects.filter(merchant=merchant, state=Analysis.State.WAITING)
        if waiting.count() >= MOST_WAITING:
            raise NotNow(f"{MOST_WAITING} files wait to be measured; hand in more when some of them are.")
        given, file = _given(request)
        if file is not None:
            analysis = hand_in(
                merchant_id=merchant.pk,
                file=file,
                name=file.name or "",
                channels=given.channels,
                is_main=given.is_main,
            )
        else:
            analysis = ask_for(merchant_id=merchant.pk, url=given.url, channels=given.channels, is_main=given.is_main)
        pipeline.nudge()
        address = reverse("partners:analysis", args=[analysis.pk])
        answer = envelope(_told(analysis), updated_at=analysis.created_at)
        return Response(answer, headers={"Location": request.build_absolute_uri(address)})


class OneAnalysis(Route):
    scopes: ClassVar = {"GET": Scope.IMAGES_READ}

    def get(self, request: Request, analysis_id: str) -> Response:
        fresh = Analysis.objects.filter(merchant=merchant_of(request), created_at__gt=timezone.now() - KEPT)
        found = own_row_by_uuid(fresh, analysis_id)
        return Response(envelope(_told(found), updated_at=found.created_at))


def _given(request: Request) -> tuple[Given, UploadedFile[Any] | None]:
    """What is to be measured, and the file if one was handed in. Raises `WrongValue` or `TooLarge`."""
    if not (request.content_type or "").startswith("multipart/"):
        return read_json(request), None
    # Before the form is read: what is too large is not even put aside.
    if content_length(request) > MOST_BYTES + ROUND_THE_FILE:
        raise TooLarge(f"The file is larger than {MOST_BYTES // 1_000_000} MB.")
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or not file.size:
        raise WrongValue("“file” is missing or empty; a form with one picture in the field “file” is accepted.")
    if file.size > MOST_BYTES:
        raise TooLarge(f"The file is larger than {MOST_BYTES // 1_000_000} MB.")
    return read_form(request), file


def _told(analysis: Analysis) -> dict[str, Any]:
    measured = analysis.measurement
    return {
        "id": str(analysis.pk),
        "state": analysis.state,
        "reason": analysis.last_error or None,
        "name": analysis.name,
        "is_main": analysis.is_main,
        "channels": analysis.channels,
        "measurements": measured_body(measured) if measured else None,
        "findings": _findings(analysis) if measured else [],
        "created_at": analysis.created_at,
        "expires_at": analysis.created_at + KEPT,
    }


def _findings(analysis: Analysis) -> list[dict[str, Any]]:
    """By the rules of today, the merchant's own limits among them."""
    measured, today = analysis.measurement, timezone.localdate()
    facts = PlacementFacts(is_main=analysis.is_main, url=analysis.url)
    channels = [channel_for(analysis.merchant_id, code) for code in analysis.channels]
    return [channel_body(channel, findings(measured, facts, channel, today)) for channel in channels if measured]
