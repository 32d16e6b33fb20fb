"""What owners and partners do with endpoints; each act is in the audit trail."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from connectors.errors import BadAddress
from pixelzhub.accounts import audit
from pixelzhub.accounts.models import Merchant, User
from pixelzhub.deliveries.address import checked_address
from pixelzhub.deliveries.announcing import body_of, write
from pixelzhub.deliveries.endpoints import Endpoint, Message
from pixelzhub.deliveries.events import TEST, UnknownEvent, checked
from pixelzhub.deliveries.signing import new_secret

MOST_ENDPOINTS = 20
# For how long a secret that was replaced signs as well.
OVERLAP = timedelta(hours=24)

By = User | str


class WrongEndpoint(ValueError):
    """A field, its value, and a sentence that says what is accepted."""

    def __init__(self, field: str, value: object, reason: str) -> None:
        super().__init__(reason)
        self.field, self.value, self.reason = field, value, reason


class Disabled(ValueError):
    """A disabled endpoint is sent nothing."""


def make_endpoint(*, merchant: Merchant, url: str, events: Iterable[str], description: str, by: By) -> Endpoint:
    """A new endpoint with a secret of its own. Raises `WrongEndpoint`."""
    values = _checked({"url": url, "events": list(events), "description": description})
    with transaction.atomic():
        # One at a time: two calls at once would each see room for one more.
        Merchant.objects.select_for_update(no_key=True).get(pk=merchant.pk)
        if Endpoint.objects.filter(merchant=merchant).count() >= MOST_ENDPOINTS:
            reason = _("There are %(n)d endpoints already, which is the most. Delete one first.")
            raise WrongEndpoint("url", url, reason % {"n": MOST_ENDPOINTS})
        endpoint = Endpoint.objects.create(merchant=merchant, **values)
        audit.record(merchant, by, "webhook.made", endpoint, events=endpoint.events)
    return endpoint


def change_endpoint(*, endpoint: Endpoint, by: By, **fields: Any) -> None:
    """Change its `url`, `events` or `description`. Raises `WrongEndpoint`."""
    changed = {name: value for name, value in _checked(fields).items() if value != getattr(endpoint, name)}
    if not changed:
        return
    for name, value in changed.items():
        setattr(endpoint, name, value)
    with transaction.atomic():
        endpoint.save(update_fields=[*changed, "updated_at"])
        if "url" in changed:
            _try_now(endpoint)
        audit.record(endpoint.merchant, by, "webhook.changed", endpoint, fields=sorted(changed))


@transaction.atomic
def rotate(*, endpoint: Endpoint, by: By) -> str:
    """A new secret, which is given; the one of before signs as well for `OVERLAP`."""
    locked = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    endpoint.old_secret, endpoint.old_secret_until = locked.secret, timezone.now() + OVERLAP
    endpoint.secret = new_secret()
    endpoint.save(update_fields=["secret", "old_secret", "old_secret_until", "updated_at"])
    audit.record(endpoint.merchant, by, "webhook.secret_replaced", endpoint)
    return str(endpoint.secret)


def reveal(*, endpoint: Endpoint, by: By) -> str:
    """The secret, for an owner's eyes."""
    audit.record(endpoint.merchant, by, "webhook.secret_shown", endpoint)
    return str(endpoint.secret)


@transaction.atomic
def disable(*, endpoint: Endpoint, by: By) -> None:
    """Send it nothing more. What waits is kept, what happens from now on is not."""
    opened = Endpoint.objects.filter(pk=endpoint.pk, disabled_at=None)
    because = Endpoint.Disabled.BY_OWNER
    if opened.update(disabled_at=timezone.now(), disabled_because=because, due_at=None, updated_at=timezone.now()):
        audit.record(endpoint.merchant, by, "webhook.disabled", endpoint)
    endpoint.refresh_from_db()


@transaction.atomic
def enable(*, endpoint: Endpoint, by: By) -> None:
    """Send again, what waits first: its day of tries begins anew."""
    now = timezone.now()
    closed = Endpoint.objects.filter(pk=endpoint.pk, disabled_at__isnull=False)
    if closed.update(disabled_at=None, disabled_because="", last_error="", due_at=now, updated_at=now):
        waiting = Message.objects.filter(endpoint=endpoint, state=Message.State.WAITING)
        waiting.update(attempts=0, first_tried_at=None)
        audit.record(endpoint.merchant, by, "webhook.enabled", endpoint)
    endpoint.refresh_from_db()


@transaction.atomic
def delete(*, endpoint: Endpoint, by: By) -> None:
    """Take it away with its log; what waits is not sent any more."""
    audit.record(endpoint.merchant, by, "webhook.deleted", endpoint)
    endpoint.delete()


@transaction.atomic
def send_test(*, endpoint: Endpoint, by: By) -> None:
    """A message that says nothing but that messages come. Raises `Disabled`."""
    _be_open(endpoint)
    body = body_of(TEST, {"webhook_id": str(endpoint.pk)})
    write(endpoint.merchant_id, [endpoint.pk], TEST, [body])
    audit.record(endpoint.merchant, by, "webhook.tested", endpoint)


@transaction.atomic
def replay(*, message: Message, by: By) -> None:
    """Send it once more, with the same id and bytes, or now if it waits for its next try. Raises `Disabled`."""
    endpoint = message.endpoint
    _be_open(endpoint)
    ended = Message.objects.filter(pk=message.pk).exclude(state=Message.State.WAITING)
    ended.update(state=Message.State.WAITING, attempts=0, first_tried_at=None)
    _try_now(endpoint)
    audit.record(endpoint.merchant, by, "webhook.replayed", endpoint, message=str(message.number))


def _try_now(endpoint: Endpoint) -> None:
    """Its oldest message goes first all the same; one that is being sent stays in its sender's hand."""
    Endpoint.objects.filter(pk=endpoint.pk, disabled_at=None).update(due_at=timezone.now())


def _be_open(endpoint: Endpoint) -> None:
    if not endpoint.is_open:
        raise Disabled(_("It is disabled. Enable it first."))


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields as they are kept. Raises `WrongEndpoint`."""
    found = dict(fields)
    if "url" in found:
        found["url"] = _address(found["url"])
    if "events" in found:
        found["events"] = _events(found["events"])
    return found


def _address(url: str) -> str:
    try:
        return checked_address(url)
    except BadAddress as error:
        raise WrongEndpoint("url", url, str(error)) from error


def _events(events: list[str]) -> list[str]:
    try:
        chosen = checked(events)
    except UnknownEvent as error:
        raise WrongEndpoint("events", error.unknown, str(error)) from error
    if not chosen:
        raise WrongEndpoint("events", events, _("Choose at least one event."))
    return chosen
