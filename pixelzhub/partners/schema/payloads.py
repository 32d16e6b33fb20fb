"""What the hub posts to webhooks: one message for each event, as OpenAPI 3.1 describes calls that come to a partner."""

from __future__ import annotations

from typing import Any

from pixelzhub.deliveries.events import Event
from pixelzhub.partners.schema.shapes import Shape, text, whole

HEADERS: dict[str, Shape] = {
    "webhook-id": text("The message's id: the same at every try. Keep it to pass over one that comes twice.", "msg_2KWP"),
    "webhook-timestamp": whole("When it was sent, in seconds since 1970. Refuse what is more than five minutes old.", 1781861400),
    "webhook-signature": text(
        "`v1,` and the base64 of HMAC-SHA256 over id, timestamp and body, with full stops between; two of them with a "
        "space between while an old secret still signs.",
        "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
    ),
}  # fmt: skip


def payloads() -> dict[str, Any]:
    """Event -> the call that the hub makes."""
    return {str(event.value): {"post": _call(event)} for event in Event}


def _call(event: Event) -> dict[str, Any]:
    name = "".join(part.capitalize() for part in event.value.replace("_", ".").split("."))
    headers = [
        {"in": "header", "name": header, "required": True, "description": shape["description"], "schema": shape}
        for header, shape in HEADERS.items()
    ]
    return {
        "operationId": f"on{name}",
        "summary": str(event.label),
        "tags": ["Webhooks"],
        "parameters": headers,
        "requestBody": {"required": True, "content": {"application/json": {"schema": _body()}}},
        "responses": {
            "2XX": {"description": "Taken. Any other answer, or none in 15 seconds, is tried again for a day."}
        },
    }


def _body() -> Shape:
    return {"$ref": "#/components/schemas/WebhookPayload"}
