"""Endpoints are made, changed, tried, replayed and taken away; what is wrong is said with its field."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from pixelzhub.accounts.models import AuditEvent
from pixelzhub.deliveries import managing
from pixelzhub.deliveries.announcing import announce
from pixelzhub.deliveries.endpoints import Endpoint, Message
from pixelzhub.deliveries.events import Event
from pixelzhub.deliveries.sending import send_messages
from pixelzhub.deliveries.upkeep import delete_old_messages
from tests.connectors.servers import Answer

pytestmark = pytest.mark.django_db(transaction=True)
PUBLIC = "https://8.8.8.8/hooks"


def make(merchant, **fields) -> Endpoint:
    values = {"url": PUBLIC, "events": ["store.synced"], "description": ""} | fields
    return managing.make_endpoint(merchant=merchant, by="somebody", **values)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("https://127.0.0.1/hooks", "private address"),
        ("http://10.0.0.7:8080/", "private address"),
        ("http://169.254.169.254/latest/meta-data", "private address"),
        ("http://[::1]/", "private address"),
        ("http://[::ffff:10.0.0.1]/", "private address"),
        ("http://localhost/", "private address"),
        ("http://2130706433/", "private address"),
        ("ftp://8.8.8.8/", "is not a web address"),
        ("8.8.8.8", "is not a web address"),
        ("https://", "is not a web address"),
        ("https://a:b@8.8.8.8/", "a user or a password"),
        ("https://8.8.8.8/" + "x" * 500, "516 characters; up to 500"),
    ],
)
def test_an_address_that_the_hub_does_not_send_to_is_refused_when_it_is_made(merchant, url: str, says: str) -> None:
    with pytest.raises(managing.WrongEndpoint, match=says) as refused:
        make(merchant, url=url)
    assert (refused.value.field, Endpoint.objects.count()) == ("url", 0)


def test_a_changed_address_is_checked_as_a_new_one(merchant) -> None:
    endpoint = make(merchant)
    with pytest.raises(managing.WrongEndpoint, match="private address"):
        managing.change_endpoint(endpoint=endpoint, by="somebody", url="http://127.0.0.1/")
    endpoint.refresh_from_db()
    assert endpoint.url == PUBLIC


@pytest.mark.parametrize("url", [PUBLIC, "http://8.8.8.8:8080/hooks?key=1"])
def test_http_and_https_are_accepted(merchant, url: str) -> None:
    assert make(merchant, url=url).url == url


@pytest.mark.parametrize(
    ("events", "says"),
    [(["store.gone"], "There is no event “store.gone”; the events are store.synced, "), ([], "at least one")],
)
def test_events_are_those_of_the_list(merchant, events: list[str], says: str) -> None:
    with pytest.raises(managing.WrongEndpoint, match=says) as refused:
        make(merchant, events=events)
    assert refused.value.field == "events"


def test_each_event_is_kept_once_in_the_order_of_the_list(merchant) -> None:
    chosen = ["import.finished", "store.synced", "import.finished"]
    assert make(merchant, events=chosen).events == ["store.synced", "import.finished"]


def test_twenty_endpoints_are_the_most(merchant) -> None:
    made = [make(merchant) for _ in range(20)]
    with pytest.raises(managing.WrongEndpoint, match="20 endpoints already"):
        make(merchant)
    managing.delete(endpoint=made[0], by="somebody")
    make(merchant)


def test_each_endpoint_has_a_secret_of_its_own(merchant) -> None:
    assert make(merchant).secret != make(merchant).secret


def test_a_test_message_comes_whatever_events_were_chosen(endpoint, receiver) -> None:
    managing.send_test(endpoint=endpoint, by="somebody")
    send_messages([endpoint.pk])
    assert receiver.heard == [{"webhook_id": str(endpoint.pk)}]
    assert b'"type":"webhook.test"' in receiver.calls[0].body


def test_a_replay_sends_the_same_id_and_bytes_once_more(merchant, endpoint, receiver) -> None:
    announce(merchant.pk, Event.JOB_DELIVERED, {"job_id": "1"})
    send_messages([endpoint.pk])
    for _ in range(2):
        managing.replay(message=Message.objects.get(), by="somebody")
    send_messages([endpoint.pk])
    first, second = receiver.calls
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)


@pytest.mark.parametrize("act", ["replay", "a new address"])
def test_a_message_that_waits_for_its_next_try_need_not_wait(merchant, endpoint, receiver, act: str) -> None:
    announce(merchant.pk, Event.JOB_DELIVERED, {"job_id": "1"})
    receiver.answers = [Answer(503, b"", {"Retry-After": "3600"})]
    send_messages([endpoint.pk])
    endpoint.refresh_from_db()
    assert endpoint.due_at > timezone.now() + timedelta(minutes=59)
    if act == "replay":
        managing.replay(message=Message.objects.get(), by="somebody")
    else:
        managing.change_endpoint(endpoint=endpoint, by="somebody", url=f"http://{receiver.host}/elsewhere")
    endpoint.refresh_from_db()
    assert endpoint.due_at <= timezone.now()
    send_messages([endpoint.pk])
    assert Message.objects.get().state == "sent"


def test_a_disabled_endpoint_is_neither_tested_nor_replayed_to(merchant, endpoint) -> None:
    announce(merchant.pk, Event.JOB_DELIVERED, {"job_id": "1"})
    managing.disable(endpoint=endpoint, by="somebody")
    with pytest.raises(managing.Disabled):
        managing.send_test(endpoint=endpoint, by="somebody")
    with pytest.raises(managing.Disabled):
        managing.replay(message=Message.objects.get(), by="somebody")


def test_a_message_that_was_under_way_when_an_owner_disabled_it_is_noted_all_the_same(merchant, endpoint, receiver):
    announce(merchant.pk, Event.JOB_DELIVERED, {"job_id": "1"})
    announce(merchant.pk, Event.JOB_DELIVERED, {"job_id": "2"})
    receiver.before = lambda call: managing.disable(endpoint=Endpoint.objects.get(), by="somebody")
    send_messages([endpoint.pk])
    assert list(Message.objects.order_by("id").values_list("state", flat=True)) == ["sent", "waiting"]
    endpoint.refresh_from_db()
    assert (endpoint.disabled_because, endpoint.due_at) == ("by_owner", None)


def test_every_act_is_in_the_audit_trail_without_secrets_or_what_an_address_asks(merchant, receiver, endpoint) -> None:
    managing.change_endpoint(endpoint=endpoint, by="somebody", events=["store.synced"], description="ERP")
    managing.reveal(endpoint=endpoint, by="somebody")
    managing.rotate(endpoint=endpoint, by="somebody")
    managing.send_test(endpoint=endpoint, by="somebody")
    send_messages([endpoint.pk])
    managing.replay(message=Message.objects.get(), by="somebody")
    managing.disable(endpoint=endpoint, by="somebody")
    managing.enable(endpoint=endpoint, by="somebody")
    managing.delete(endpoint=endpoint, by="somebody")
    trail = AuditEvent.objects.filter(action__startswith="webhook.").order_by("pk")
    assert [event.action.partition(".")[2] for event in trail] == [
        "made", "changed", "secret_shown", "secret_replaced", "tested", "replayed", "disabled", "enabled", "deleted",
    ]  # fmt: skip
    written = str([(event.subject, event.details) for event in trail])
    assert "whsec_" not in written
    assert "tenant=7" not in written


def test_what_changes_nothing_is_not_in_the_trail(merchant, endpoint) -> None:
    managing.change_endpoint(endpoint=endpoint, by="somebody", events=["job.delivered"], description="")
    managing.enable(endpoint=endpoint, by="somebody")
    assert list(AuditEvent.objects.filter(action__startswith="webhook.").values_list("action", flat=True)) == [
        "webhook.made"
    ]


def test_messages_of_more_than_30_days_ago_are_erased(merchant, endpoint) -> None:
    for _ in range(3):
        announce(merchant.pk, Event.JOB_DELIVERED, {"job_id": "1"})
    old, older, fresh = Message.objects.order_by("id")
    Message.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=30, seconds=1))
    Message.objects.filter(pk=older.pk).update(created_at=timezone.now() - timedelta(days=300))
    delete_old_messages()
    assert Message.objects.get() == fresh
