"""A receiver that is gone or fails for a day is sent nothing more, and the owners hear of it."""

from __future__ import annotations

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from pixelzhub.accounts.models import AuditEvent, Membership
from pixelzhub.deliveries.announcing import announce
from pixelzhub.deliveries.endpoints import Endpoint, Message
from pixelzhub.deliveries.events import Event
from pixelzhub.deliveries.managing import enable
from pixelzhub.deliveries.sending import send_messages
from tests.builders import make_user
from tests.connectors.servers import Answer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two_wait(merchant, endpoint) -> Endpoint:
    announce(merchant.pk, Event.JOB_DELIVERED, {"job_id": "1"})
    announce(merchant.pk, Event.JOB_DELIVERED, {"job_id": "2"})
    return endpoint


def states() -> list[str]:
    return list(Message.objects.order_by("id").values_list("state", flat=True))


def day_passes() -> None:
    """As if the first try had been a day ago."""
    Message.objects.filter(attempts__gt=0).update(first_tried_at=timezone.now() - timedelta(hours=24))


def turn_passes() -> None:
    """As if the turn of a dead sender were over."""
    Endpoint.objects.update(sender_until=timezone.now())


def test_410_disables_at_once_and_what_waits_is_kept(two_wait, receiver, owner) -> None:
    receiver.answers = [Answer(410)]
    send_messages([two_wait.pk])
    two_wait.refresh_from_db()
    assert (two_wait.disabled_because, two_wait.due_at) == ("gone", None)
    assert states() == ["failed", "waiting"]
    (sent,) = mail.outbox
    assert sent.to == [owner.email]
    assert f"Webhooks to {receiver.host} are disabled" in sent.subject
    assert "It answered that it is gone (410)" in sent.body
    assert f"/settings/webhooks/{two_wait.pk}/" in sent.body
    assert "tenant=7" not in sent.body
    send_messages([two_wait.pk])
    assert len(receiver.calls) == 1


def test_a_failing_message_is_tried_again_for_a_day_and_then_the_endpoint_is_disabled(two_wait, receiver) -> None:
    receiver.answers = [Answer(500)] * 2
    send_messages([two_wait.pk])
    two_wait.refresh_from_db()
    assert two_wait.disabled_at is None
    assert timedelta(seconds=3) < two_wait.due_at - timezone.now() < timedelta(seconds=6)
    day_passes()
    send_messages([two_wait.pk])
    two_wait.refresh_from_db()
    assert (two_wait.disabled_because, states()) == ("failing", ["failed", "waiting"])
    assert two_wait.last_error.endswith("answered with 500; only 200 to 299 is a success.")
    assert "It could not be reached for a day" in mail.outbox[0].body
    assert AuditEvent.objects.filter(action="webhook.disabled", actor="Pixelz Hub").count() == 1


def test_a_success_in_the_last_try_is_a_success(two_wait, receiver) -> None:
    receiver.answers = [Answer(500)]
    send_messages([two_wait.pk])
    day_passes()
    send_messages([two_wait.pk])
    assert (states(), mail.outbox) == (["sent", "sent"], [])


def test_retry_after_is_obeyed(two_wait, receiver) -> None:
    receiver.answers = [Answer(429, b"", {"Retry-After": "1800"})]
    send_messages([two_wait.pk])
    two_wait.refresh_from_db()
    assert timedelta(minutes=29) < two_wait.due_at - timezone.now() <= timedelta(minutes=30)


def test_a_try_that_kills_its_sender_again_and_again_ends_after_a_day(two_wait, receiver, monkeypatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("pixelzhub.deliveries.sending.post", _dies)
        for wait in (day_passes, turn_passes):
            with pytest.raises(KeyboardInterrupt):
                send_messages([two_wait.pk])
            turn_passes()
            wait()
    send_messages([two_wait.pk])
    two_wait.refresh_from_db()
    assert (receiver.calls, two_wait.disabled_because, states()) == ([], "failing", ["failed", "waiting"])


def _dies(*_: object) -> None:
    raise KeyboardInterrupt


def test_every_owner_hears_of_it_and_nobody_else(two_wait, receiver, merchant, owner) -> None:
    for email, role in (("second@example.com", "owner"), ("editor@example.com", "editor")):
        Membership.objects.create(merchant=merchant, user=make_user(email), role=role)
    receiver.answers = [Answer(410)]
    send_messages([two_wait.pk])
    assert sorted(to for sent in mail.outbox for to in sent.to) == sorted([owner.email, "second@example.com"])


def test_a_mail_server_that_fails_changes_nothing(two_wait, receiver, monkeypatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr("pixelzhub.deliveries.disabling.send_mail", refuse)
    receiver.answers = [Answer(410)]
    send_messages([two_wait.pk])
    two_wait.refresh_from_db()
    assert two_wait.disabled_because == "gone"


def test_enabled_again_it_gets_what_waited_with_a_day_of_tries_before_it(two_wait, receiver) -> None:
    receiver.answers = [Answer(500), Answer(410), Answer(500)]
    send_messages([two_wait.pk])
    send_messages([two_wait.pk])
    Message.objects.filter(state="waiting").update(attempts=7, first_tried_at=timezone.now() - timedelta(days=2))
    enable(endpoint=two_wait, by="somebody")
    assert two_wait.due_at <= timezone.now()
    send_messages([two_wait.pk])
    two_wait.refresh_from_db()
    assert (two_wait.disabled_at, states()) == (None, ["failed", "waiting"])
    send_messages([two_wait.pk])
    assert states() == ["failed", "sent"]


def test_while_it_is_disabled_nothing_is_kept_for_it(two_wait, receiver, merchant) -> None:
    receiver.answers = [Answer(410)]
    send_messages([two_wait.pk])
    announce(merchant.pk, Event.JOB_DELIVERED, {"job_id": "3"})
    assert Message.objects.count() == 2
