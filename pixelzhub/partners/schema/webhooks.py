"""/ext/webhooks: endpoints and their messages."""

from __future__ import annotations

from typing import Any

from pixelzhub.deliveries.address import MOST_CHARACTERS
from pixelzhub.deliveries.endpoints import Endpoint, Message
from pixelzhub.deliveries.events import TEST, Event
from pixelzhub.deliveries.managing import MOST_ENDPOINTS
from pixelzhub.partners.schema.frame import NO_FIELDS, answer, pages, path_part
from pixelzhub.partners.schema.operation import Operation
from pixelzhub.partners.schema.shapes import (
    Shape,
    address,
    called,
    fields,
    flag,
    listing,
    maybe,
    moment,
    ref,
    text,
    uuid,
    whole,
    word,
)  # fmt: skip
from pixelzhub.partners.webhooks.fields import MOST_DESCRIPTION
from pixelzhub.partners.webhooks.routes import Deliveries, Replay, Rotation, Webhook, Webhooks

TAG = "Webhooks"
SAYS = (
    f"Where your program hears of what happens: up to {MOST_ENDPOINTS} addresses, each with the events that it chose."
)
EVENT = word("An event.", Event.values, name="EventName")
SECRET = text("What messages are signed with. Shown in this answer alone.", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
_WRITTEN: dict[str, Shape] = {
    "url": address("Where messages are posted: a web address on the open internet.", "https://erp.example/hooks")
    | {"maxLength": MOST_CHARACTERS},
    "events": listing("The events that it hears of.", EVENT, least=1),
    "description": text("What it is for.", "Our ERP", most=MOST_DESCRIPTION),
    "enabled": flag("Whether messages are sent."),
}
_SHOWN: dict[str, Shape] = {
    "id": uuid("The webhook's id."),
    "url": address("Where messages are posted.", "https://erp.example/hooks"),
    "description": text("What it is for.", "Our ERP"),
    "events": listing("The events that it hears of.", EVENT),
    "enabled": flag("Whether messages are sent."),
    "disabled_because": maybe(
        word("Why nothing is sent; null while it is enabled.", Endpoint.Disabled.values, name="WhyDisabled")
    ),
    "last_error": maybe(text("What went wrong last.", "It answered 500.")),
    "created_at": moment("When it was made, in UTC."),
    "updated_at": moment("When it last changed, in UTC."),
}
_PAYLOAD = fields(
    "What was posted.",
    {
        "type": word("The event.", [*Event.values, TEST], name="MessageEvent"),
        "timestamp": moment("When it happened, in UTC."),
        "data": called(
            "EventData",
            {
                "type": "object",
                "description": "Of what: ids as this API has them.",
                "examples": [{"job_id": "4711"}],
            },
        ),
    },
)
COMPONENTS = {
    "WebhookPayload": _PAYLOAD,
    "Webhook": fields("A webhook, without its secret.", _SHOWN),
    "WebhookMade": fields("A new webhook with its secret.", _SHOWN | {"secret": SECRET}),
    "WebhookRotated": fields(
        "A webhook with its new secret.",
        _SHOWN
        | {"secret": SECRET, "old_secret_signs_until": moment("Until then the old secret signs as well, in UTC.")},
    ),
    "WebhookDeleted": fields("What was deleted.", {"id": _SHOWN["id"], "deleted": flag("Always true.")}),
    "WebhookMessage": fields(
        "One message, and what came of its last try.",
        {
            "id": uuid("What the message carries as `webhook-id`: the same at every try."),
            "event": word("The event.", [*Event.values, TEST], name="MessageEvent"),
            "status": word("What became of it.", Message.State.values, name="MessageStatus"),
            "attempts": whole("How often it was tried.", 1),
            "response_status": maybe(whole("The status of your last answer.", 200)),
            "response_body": maybe(text("The beginning of your last answer.", "ok")),
            "last_error": maybe(text("What went wrong at the last try.", "It answered 500.")),
            "created_at": moment("When it was written, in UTC."),
            "tried_at": maybe(moment("When it was last tried, in UTC.")),
            "payload": ref("WebhookPayload"),
        },
    ),
}
BY_ID = [path_part("webhook_id", _SHOWN["id"])]
ONE = answer(ref("Webhook"), "The webhook as it is now.")
BODILESS: dict[str, Any] = {"body": NO_FIELDS, "body_needed": False}


def _written(*, optional: set[str], without: str = "") -> Shape:
    return fields("A webhook.", {k: v for k, v in _WRITTEN.items() if k != without}, optional=optional)


OPERATIONS = [
    Operation(
        view=Webhooks, method="GET", name="listWebhooks", tag=TAG, summary="List webhooks", says="All of them.",
        answers={200: answer(listing("The webhooks.", ref("Webhook")))},
    ),
    Operation(
        view=Webhooks, method="POST", name="createWebhook", tag=TAG, summary="Make a webhook",
        says="The answer holds its secret, which is shown once.",
        body=_written(optional={"description"}, without="enabled"),
        example={"url": "https://erp.example/hooks", "events": ["job.delivered"], "description": "Our ERP"},
        answers={200: answer(ref("WebhookMade"), "The webhook with its secret.")},
    ),
    Operation(
        view=Webhook, method="GET", name="getWebhook", tag=TAG, summary="Get a webhook", says="Without its secret.",
        parameters=BY_ID, answers={200: ONE}, refuses=[404],
    ),
    Operation(
        view=Webhook, method="PATCH", name="changeWebhook", tag=TAG, summary="Change a webhook",
        says="Only the fields that are sent. Enabled again, it is sent what waits, the oldest first.", parameters=BY_ID,
        body=_written(optional=set(_WRITTEN)), body_needed=False, example={"enabled": True},
        answers={200: ONE}, refuses=[404],
    ),
    Operation(
        view=Webhook, method="DELETE", name="deleteWebhook", tag=TAG, summary="Delete a webhook",
        says="With its log. What waits is not sent any more.", parameters=BY_ID,
        answers={200: answer(ref("WebhookDeleted"), "What was deleted.")},
        refuses=[404],
    ),
    Operation(
        view=Rotation, method="POST", name="rotateWebhookSecret", tag=TAG, summary="Replace a webhook's secret",
        says="For a day messages carry a signature of each of the two, so that your program need not stand still.",
        parameters=BY_ID, **BODILESS, refuses=[404],
        answers={200: answer(ref("WebhookRotated"), "The webhook with its new secret.")},
    ),
    Operation(
        view=Deliveries, method="GET", name="listWebhookDeliveries", tag=TAG, summary="List a webhook's messages",
        says="Of the last 30 days, newest first.", parameters=[*BY_ID, *pages()],
        answers={200: answer(listing("The page's messages.", ref("WebhookMessage")))}, headers=["Link"],
        refuses=[404, 422],
    ),
    Operation(
        view=Replay, method="POST", name="replayWebhookDelivery", tag=TAG, summary="Send a message once more",
        says="With the same id and the same bytes. A disabled webhook is sent nothing.",
        parameters=[*BY_ID, path_part("delivery_id", uuid("The message's id."))], **BODILESS,
        answers={200: answer(ref("WebhookMessage"), "The message as it is now.")}, refuses=[404, 409],
    ),
]  # fmt: skip
