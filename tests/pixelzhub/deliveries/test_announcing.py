"""Whoever listens gets a row, in the transaction that made the thing true; where nobody listens, one query is all."""

from __future__ import annotations

import json

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from pixelzhub.deliveries.announcing import announce, announce_all, wake_waiting
from pixelzhub.deliveries.endpoints import Endpoint, Message
from pixelzhub.deliveries.events import Event
from pixelzhub.deliveries.managing import disable, make_endpoint
from tests.builders import make_merchant

pytestmark = pytest.mark.django_db(transaction=True)
DELIVERED = {"job_id": "7"}


def test_a_message_is_written_for_each_open_endpoint_that_chose_the_event(merchant, receiver, endpoint) -> None:
    second = make_endpoint(
        merchant=merchant, url=receiver.url, events=list(Event.values), description="", by="somebody"
    )
    other = make_endpoint(
        merchant=merchant, url=receiver.url, events=[Event.STORE_SYNCED], description="", by="somebody"
    )
    closed = make_endpoint(
        merchant=merchant, url=receiver.url, events=[Event.JOB_DELIVERED], description="", by="somebody"
    )
    disable(endpoint=closed, by="somebody")
    announce(merchant.pk, Event.JOB_DELIVERED, DELIVERED)
    assert {message.endpoint_id for message in Message.objects.all()} == {endpoint.pk, second.pk}
    assert other.messages.count() == 0


def test_the_body_says_what_when_and_of_which(merchant, endpoint) -> None:
    announce(merchant.pk, Event.JOB_DELIVERED, {"job_id": "7", "reason": "schön"})
    message = Message.objects.get()
    body = json.loads(message.body)
    assert list(body) == ["type", "timestamp", "data"]
    assert (body["type"], body["data"]) == ("job.delivered", {"job_id": "7", "reason": "schön"})
    assert body["timestamp"].endswith("Z")
    assert "schön" in message.body


@pytest.mark.parametrize("listens", [False, True], ids=["no endpoint", "another event"])
def test_one_query_is_all_when_nobody_listens(merchant, request, listens: bool) -> None:
    if listens:
        request.getfixturevalue("endpoint")
    with CaptureQueriesContext(connection) as queries:
        announce_all(merchant.pk, Event.IMAGE_MEASURED, [{"image_id": str(n)} for n in range(1000)])
    assert len(queries) == 1
    assert Message.objects.count() == 0


def test_nothing_to_tell_asks_nothing(merchant) -> None:
    with CaptureQueriesContext(connection) as queries:
        announce_all(merchant.pk, Event.IMAGE_MEASURED, [])
    assert len(queries) == 0


def test_a_thousand_of_a_kind_are_written_in_their_order_by_a_few_queries(merchant, endpoint) -> None:
    with CaptureQueriesContext(connection) as queries:
        announce_all(merchant.pk, Event.JOB_DELIVERED, [{"job_id": str(n)} for n in range(1000)])
    assert len([query for query in queries if query["sql"].startswith(("INSERT", "SELECT", "UPDATE"))]) <= 16
    told = [
        json.loads(body)["data"]["job_id"] for body in Message.objects.order_by("id").values_list("body", flat=True)
    ]
    assert told == [str(n) for n in range(1000)]


def test_what_is_taken_back_is_never_told(merchant, endpoint) -> None:
    with transaction.atomic():
        announce(merchant.pk, Event.JOB_DELIVERED, DELIVERED)
        transaction.set_rollback(True)
    endpoint.refresh_from_db()
    assert (Message.objects.count(), endpoint.due_at) == (0, None)


def test_a_merchants_events_are_not_told_to_another(merchant, endpoint) -> None:
    announce(make_merchant("Other").pk, Event.JOB_DELIVERED, DELIVERED)
    assert Message.objects.count() == 0


def test_an_endpoint_that_waits_for_its_next_try_is_not_woken(merchant, endpoint) -> None:
    announce(merchant.pk, Event.JOB_DELIVERED, DELIVERED)
    endpoint.refresh_from_db()
    first = endpoint.due_at
    assert first is not None
    announce(merchant.pk, Event.JOB_DELIVERED, DELIVERED)
    endpoint.refresh_from_db()
    assert endpoint.due_at == first


def test_messages_whose_endpoint_was_never_woken_are_found(merchant, endpoint) -> None:
    announce(merchant.pk, Event.JOB_DELIVERED, DELIVERED)
    Endpoint.objects.update(due_at=None)
    wake_waiting()
    endpoint.refresh_from_db()
    assert endpoint.due_at is not None


def test_an_endpoint_without_messages_sleeps_on(endpoint) -> None:
    wake_waiting()
    endpoint.refresh_from_db()
    assert endpoint.due_at is None
