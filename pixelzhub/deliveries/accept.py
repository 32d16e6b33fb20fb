"""Webhooks in: written down when they arrive, acted on afterwards, refused visibly when forged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from typing import Any

import structlog
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from connectors.errors import AuthFailed, ConnectorError
from connectors.models import Store
from connectors.stores import mark_failed
from pixelzhub.deliveries.models import Delivery

log = structlog.get_logger(__name__)

OnPixelz = Callable[[int, dict[str, Any]], bool]
OnStore = Callable[[Store, Sequence[str]], None]


def keep(
    *,
    merchant_id: int,
    source: str,
    payload: dict[str, Any],
    verified: bool | None,
    refused: str = "",
    event_id: str = "",
    store: Store | None = None,
) -> bool:
    """Write a webhook down; False when this event was received before. `refused` says why it is not acted on."""
    delivery = Delivery(
        merchant_id=merchant_id,
        store=store,
        source=source,
        payload=payload,
        verified=verified,
        event_id="" if refused else event_id,
        state=Delivery.State.REFUSED if refused else Delivery.State.RECEIVED,
        due_at=None if refused else timezone.now(),
        last_error=refused,
    )
    try:
        # Without an event's id nothing can be there twice, and no savepoint is needed.
        with transaction.atomic() if delivery.event_id else nullcontext():
            _insert(delivery)
    except IntegrityError:
        return False
    return True


# These calls come by the thousand, and making an INSERT takes the ORM five times as long as the database needs for it.
_FIELDS = [field for field in Delivery._meta.local_concrete_fields if not field.primary_key]
_COLUMNS, _PLACES = ", ".join(str(field.column) for field in _FIELDS), ", ".join(["%s"] * len(_FIELDS))
_INSERT = f"INSERT INTO {Delivery._meta.db_table} ({_COLUMNS}) VALUES ({_PLACES})"  # noqa: S608 - our own model's names


def _insert(delivery: Delivery) -> None:
    values = [field.get_db_prep_save(getattr(delivery, field.attname), connection) for field in _FIELDS]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)


def accept_deliveries(ids: Iterable[int], *, on_pixelz: OnPixelz, on_store: OnStore) -> None:
    """Act on each: `on_pixelz(merchant id, payload)`, `on_store(store, product ids)`. Twice does no harm."""
    for delivery in Delivery.objects.filter(pk__in=list(ids), state=Delivery.State.RECEIVED).select_related("store"):
        try:
            _act(delivery, on_pixelz, on_store)
        except ConnectorError as error:
            _failed(delivery, error)


def _act(delivery: Delivery, on_pixelz: OnPixelz, on_store: OnStore) -> None:
    state, reason = Delivery.State.DONE, ""
    if delivery.source == Delivery.Source.PIXELZ:
        if not on_pixelz(delivery.merchant_id, delivery.payload):
            state, reason = Delivery.State.FAILED, "No photo of this merchant has this ticket."
    elif delivery.store is not None:
        _act_on(delivery.store, delivery.payload, on_store)
    delivery.state, delivery.last_error, delivery.due_at = state, reason, None
    delivery.save(update_fields=["state", "last_error", "due_at"])


def _act_on(store: Store, payload: dict[str, Any], on_store: OnStore) -> None:
    match payload.get("concerns"):
        case "access":
            mark_failed(store, AuthFailed(_("The hub was taken off the store there. Connect it again to go on.")))
        case "nothing":
            return
        case _:
            on_store(store, payload.get("product_ids", []))


def _failed(delivery: Delivery, error: ConnectorError) -> None:
    delivery.attempts += 1
    if error.permanent or delivery.is_spent:
        delivery.state, delivery.due_at, delivery.last_error = Delivery.State.FAILED, None, str(error)
        delivery.save(update_fields=["state", "due_at", "last_error", "attempts"])
        return
    delivery.retry_later(error, fields=("attempts",))


def replay(delivery: Delivery) -> None:
    """Act on it once more, as staff ask; a forged one stays refused."""
    if delivery.state != Delivery.State.REFUSED:
        delivery.state, delivery.attempts, delivery.due_at = Delivery.State.RECEIVED, 0, timezone.now()
        delivery.save(update_fields=["state", "attempts", "due_at"])
