"""The fields of a webhook: as they are answered, and what is said of one in a request that is not accepted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pixelzhub.deliveries.endpoints import Endpoint, Message
from pixelzhub.deliveries.events import Event
from pixelzhub.deliveries.managing import WrongEndpoint
from pixelzhub.partners.frame.body import SHOWN, WrongValue
from pixelzhub.partners.frame.envelope import moment

MOST_DESCRIPTION = 120


def told_of(endpoint: Endpoint) -> dict[str, Any]:
    """A webhook as it is answered, without its secret."""
    return {
        "id": str(endpoint.pk),
        "url": endpoint.url,
        "description": endpoint.description,
        "events": endpoint.events,
        "enabled": endpoint.is_open,
        "disabled_because": endpoint.disabled_because or None,
        "last_error": endpoint.last_error or None,
        "created_at": moment(endpoint.created_at),
        "updated_at": moment(endpoint.updated_at),
    }


def told_of_message(message: Message) -> dict[str, Any]:
    """One message, with what came of its last try."""
    return {
        "id": str(message.number),
        "event": message.event,
        "status": message.state,
        "attempts": message.attempts,
        "response_status": message.status,
        "response_body": message.answer or None,
        "last_error": message.last_error or None,
        "created_at": moment(message.created_at),
        "tried_at": moment(message.tried_at) if message.tried_at else None,
        "payload": json.loads(message.body),
    }


def checked(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a webhook, each of its kind. Raises `WrongValue`."""
    for name, value in fields.items():
        if not _KINDS[name][0](value):
            raise WrongValue(f"“{name}” is {_shown(value)}; {_KINDS[name][1]}")
    return dict(fields)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and "\x00" not in value


_KINDS = {
    "url": (_is_text, "a web address is accepted."),
    "description": (
        lambda value: _is_text(value) and len(value) <= MOST_DESCRIPTION,
        f"text of up to {MOST_DESCRIPTION} characters is accepted.",
    ),
    "enabled": (lambda value: isinstance(value, bool), "true and false are accepted."),
    "events": (
        lambda value: isinstance(value, list) and all(isinstance(event, str) for event in value),
        f"a list of these is accepted: {', '.join(Event.values)}.",
    ),
}


def wrong(error: WrongEndpoint) -> WrongValue:
    """The field, its value, and what is accepted."""
    return WrongValue(f"“{error.field}” is {_shown(error.value)}; {error.reason}")


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
