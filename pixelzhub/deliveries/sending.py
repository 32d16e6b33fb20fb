"""Waiting messages out: for each endpoint the oldest first, until one fails."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import structlog

from pixelzhub.deliveries.endpoints import Endpoint
from pixelzhub.deliveries.posting import door, post
from pixelzhub.deliveries.turns import take_turn

log = structlog.get_logger(__name__)

SLICE_S = 10.0


def send_messages(endpoint_ids: Iterable[Any]) -> None:
    """Send what waits for each endpoint, for a slice of time; a message that fails is tried again before the next one."""
    for endpoint in Endpoint.objects.filter(pk__in=list(endpoint_ids), disabled_at=None):
        with structlog.contextvars.bound_contextvars(merchant=endpoint.merchant_id, endpoint=str(endpoint.pk)):
            _send_waiting(endpoint)


def _send_waiting(endpoint: Endpoint) -> None:
    turn = take_turn(endpoint)
    if turn is None:
        return
    until, sent = time.monotonic() + SLICE_S, 0
    with door() as http:
        while message := turn.next_message():
            outcome = post(http, turn.endpoint, message)
            if not turn.note(message, outcome):
                log.warning("webhook.not_sent", message=str(message.number), error=outcome.error)
                break
            sent += 1
            if time.monotonic() > until:
                turn.end()
                break
    if sent:
        log.info("webhooks.sent", count=sent)
