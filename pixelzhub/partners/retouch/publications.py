"""/ext/publications: finished photos written into the stores, and taken back, by the same functions as on the pages."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.db.models import Q, QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from pixelzhub import pipeline
from pixelzhub.accounts.models import Merchant
from pixelzhub.accounts.scopes import Scope
from pixelzhub.partners.frame.asking import NotNow, choice, ids_in, moment_asked, own_row, store_asked
from pixelzhub.partners.frame.body import fields_of
from pixelzhub.partners.frame.envelope import envelope
from pixelzhub.partners.frame.keys import key_of, merchant_of
from pixelzhub.partners.frame.listing import listed
from pixelzhub.partners.frame.route import Route
from pixelzhub.partners.retouch.publication_rows import (
    REASONS,
    TIMES,
    place_body,
    publication_body,
    publication_changed,
)
from pixelzhub.retouch import publish
from pixelzhub.retouch.models import Output, Publication
from pixelzhub.retouch.runs import Changed, NothingToPublish, Place, places_of, start_run

State = Publication.State
BACK = (State.UNDO_INTENT, State.UNDOING, State.UNDONE)
# In the store, on its way there, or waiting for a decision: whoever publishes it again is told of this one.
THERE = (State.INTENT, State.WRITING, State.PUBLISHED, State.HELD_BACK)


class Publications(Route):
    scopes: ClassVar = {"GET": Scope.PUBLICATIONS_READ, "POST": Scope.PUBLICATIONS_WRITE}

    def get(self, request: Request) -> Response:
        rows = _rows(merchant_of(request))
        if state := choice(request, "state", State.values):
            rows = rows.filter(state=state)
        if store := store_asked(request):
            rows = rows.filter(store=store)
        if since := moment_asked(request, "updated_since"):
            rows = rows.filter(_changed_since(since))
        return listed(request, rows, lambda found: [publication_body(row) for row in found], publication_changed)

    def post(self, request: Request) -> Response:
        """Approved outputs are published at every place that they were ordered for."""
        merchant, ids = merchant_of(request), ids_in(fields_of(request, {"outputs"}), "outputs")
        outputs = Output.objects.filter(merchant=merchant, pk__in=ids)
        _check(outputs, ids)
        try:
            start_run(merchant=merchant, outputs=outputs, by=str(key_of(request)), token=uuid.uuid4())
            pipeline.nudge()
        except NothingToPublish:
            # Whoever repeats the call is told what the first one began.
            pass
        except Changed as reason:
            raise NotNow(str(reason)) from reason
        return _published(merchant, outputs)


class OnePublication(Route):
    scopes: ClassVar = {"GET": Scope.PUBLICATIONS_READ}

    def get(self, request: Request, publication_id: str) -> Response:
        return _answer(own_row(_rows(merchant_of(request)), publication_id))


class UndoPublication(Route):
    scopes: ClassVar = {"POST": Scope.PUBLICATIONS_WRITE}

    def post(self, request: Request, publication_id: str) -> Response:
        """The photo of before goes back into the store."""
        fields_of(request, set())
        publication = own_row(_rows(merchant_of(request)), publication_id)
        with transaction.atomic():
            if publish.undo(publication=publication, by=str(key_of(request))):
                pipeline.nudge()
        publication = own_row(_rows(merchant_of(request)), publication_id)
        if publication.state not in BACK:
            raise NotNow(f"This publication cannot be undone: {publication.get_state_display()}.")
        return _answer(publication)


def _rows(merchant: Merchant) -> QuerySet[Publication]:
    return Publication.objects.filter(merchant=merchant).select_related("output", "run", "merchant")


def _answer(publication: Publication) -> Response:
    return Response(envelope(publication_body(publication), updated_at=publication_changed(publication)))


def _changed_since(since: datetime) -> Q:
    found = Q()
    for name in TIMES:
        found |= Q(**{f"{name}__gt": since})
    return found


def _check(outputs: QuerySet[Output], ids: Sequence[int]) -> None:
    """Raises `NotFound` for what is not this merchant's, and `NotNow` for what is not approved."""
    known = {output.pk: output for output in outputs}
    if missing := [f"There is no output {pk}." for pk in ids if pk not in known]:
        raise NotFound(missing)
    waiting = [output for output in known.values() if output.review != Output.Review.APPROVED]
    if waiting:
        raise NotNow([f"Output {row.pk} cannot be published: {row.get_review_display()}." for row in waiting])


def _published(merchant: Merchant, outputs: QuerySet[Output]) -> Response:
    """The publications of these outputs, of earlier calls too, and the places where there is none."""
    rows = list(_rows(merchant).filter(output__in=outputs.values("pk"), state__in=THERE).order_by("pk"))
    written = {(row.output_id, row.image_id) for row in rows}
    left_out = [place for place in places_of(merchant, outputs) if (place.output_id, place.image_id) not in written]
    if not rows:
        raise NotNow(_sentences(left_out) or ["Nothing was published: these photos hang nowhere."])
    data = {
        "publications": [publication_body(row) for row in rows],
        "left_out": [place_body(place) for place in left_out],
    }
    newest = max(map(publication_changed, rows))
    return Response(envelope(data, total=len(rows), page_size=len(rows), updated_at=newest))


def _sentences(places: Sequence[Place]) -> list[str]:
    return [f"Output {place.output_id}: {REASONS[place.against]}." for place in places if place.against]
