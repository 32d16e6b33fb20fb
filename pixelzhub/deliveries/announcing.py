"""Telling partners' programs what happened: a row for each that listens, in the transaction that made it true."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from pixelzhub.deliveries.endpoints import Endpoint, Message
from pixelzhub.deliveries.events import Event

BATCH = 500


def announce(merchant_id: int, event: Event, data: Mapping[str, Any]) -> None:
    """Tell every open endpoint of the merchant that chose this event. Ids in `data` are strings, as in the partner API."""
    announce_all(merchant_id, event, [data])


def announce_all(merchant_id: int, event: Event, things: Sequence[Mapping[str, Any]]) -> None:
    """As `announce` for many of a kind, in their order. One query, and nothing else, when nobody listens."""
    if not things:
        return
    opened = Endpoint.objects.filter(merchant_id=merchant_id, disabled_at=None).order_by()
    listening = [pk for pk, events in opened.values_list("pk", "events") if event in events]
    if not listening:
        return
    bodies = [body_of(event, data) for data in things]
    write(merchant_id, listening, event, bodies)


def write(merchant_id: int, endpoint_ids: Sequence[Any], event: str, bodies: Sequence[str]) -> None:
    """A waiting message for each endpoint and body; it is sent once the transaction is over."""
    Message.objects.bulk_create(
        (
            Message(merchant_id=merchant_id, endpoint_id=endpoint_id, event=event, body=body)
            for endpoint_id in endpoint_ids
            for body in bodies
        ),
        batch_size=BATCH,
    )
    # Not before: a sender that found nothing would put the endpoint to sleep while the messages are not yet visible.
    transaction.on_commit(partial(_wake, endpoint_ids))


def wake_waiting() -> None:
    """For messages whose endpoint was not woken, as the process ended between the commit and that."""
    waiting = Message.objects.filter(endpoint=OuterRef("pk"), state=Message.State.WAITING)
    asleep = Endpoint.objects.filter(due_at=None, disabled_at=None)
    asleep.filter(Exists(waiting)).update(due_at=timezone.now())


def _wake(endpoint_ids: Sequence[Any]) -> None:
    """One that is sending or waits for its next try stays as it is."""
    asleep = Endpoint.objects.filter(pk__in=endpoint_ids, due_at=None, disabled_at=None)
    asleep.update(due_at=timezone.now())


def body_of(event: str, data: Mapping[str, Any]) -> str:
    """The body as it is signed and sent, with the time of now."""
    at = timezone.now().isoformat().replace("+00:00", "Z")
    return json.dumps({"type": event, "timestamp": at, "data": data}, ensure_ascii=False, separators=(",", ":"))
