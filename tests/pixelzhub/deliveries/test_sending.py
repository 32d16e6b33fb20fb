"""Messages go out signed and in their order, one sender at a time; a failure holds back what comes after it."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from pixelzhub import pipeline
from pixelzhub.deliveries.announcing import announce
from pixelzhub.deliveries.endpoints import Endpoint, Message
from pixelzhub.deliveries.events import Event
from pixelzhub.deliveries.posting import Outcome
from pixelzhub.deliveries.sending import send_messages
from pixelzhub.deliveries.turns import take_turn
from tests.connectors.servers import Answer, NoAnswer
from tests.pixelzhub.deliveries.receiver import fits

pytestmark = pytest.mark.django_db(transaction=True)


def tell(merchant, *numbers: int) -> None:
    for number in numbers:
        announce(merchant.pk, Event.JOB_DELIVERED, {"job_id": str(number)})


def jobs(receiver) -> list[str]:
    return [told["job_id"] for told in receiver.heard]


def test_a_message_is_posted_as_json_with_the_three_headers_and_a_signature_that_fits(merchant, endpoint, receiver):
    tell(merchant, 1)
    send_messages([endpoint.pk])
    (call,) = receiver.calls
    message = Message.objects.get()
    assert (call.method, call.path, call.body) == ("POST", "/hooks?tenant=7", message.body.encode())
    assert call.headers["content-type"] == "application/json"
    assert call.headers["webhook-id"] == str(message.number)
    assert abs(int(call.headers["webhook-timestamp"]) - time.time()) < 10
    assert fits(call, endpoint.secret)
    assert (message.state, message.status, message.answer, message.attempts) == ("sent", 200, "thank you", 1)
    endpoint.refresh_from_db()
    assert (endpoint.due_at, endpoint.sender_until) == (None, None)


def test_the_oldest_goes_first(merchant, endpoint, receiver) -> None:
    tell(merchant, 1, 2, 3)
    send_messages([endpoint.pk])
    assert jobs(receiver) == ["1", "2", "3"]


def test_a_failure_holds_back_what_comes_after_it_and_the_order_is_kept(merchant, endpoint, receiver) -> None:
    receiver.answers = [Answer(200), Answer(500, b"out of order")]
    tell(merchant, 1, 2, 3)
    send_messages([endpoint.pk])
    assert jobs(receiver) == ["1", "2"]
    tell(merchant, 4)
    send_messages([endpoint.pk])
    assert jobs(receiver) == ["1", "2", "2", "3", "4"]


def test_a_retry_has_the_same_id_and_the_same_bytes_and_a_time_and_signature_of_its_own(merchant, endpoint, receiver):
    receiver.answers = [Answer(500, b"out of order")]
    tell(merchant, 1)
    send_messages([endpoint.pk])
    message = Message.objects.get()
    assert (message.state, message.status, message.answer) == ("waiting", 500, "out of order")
    assert message.last_error == f"{receiver.host} answered with 500; only 200 to 299 is a success."
    send_messages([endpoint.pk])
    first, second = receiver.calls
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)
    assert fits(second, endpoint.secret)
    message.refresh_from_db()
    assert (message.state, message.attempts, message.last_error) == ("sent", 2, "")


@pytest.mark.parametrize("status", [301, 302, 307, 400, 404, 429, 503])
def test_only_2xx_is_a_success_and_redirects_are_not_followed(merchant, endpoint, receiver, status: int) -> None:
    receiver.answers = [Answer(status, b"", {"Location": receiver.url})]
    tell(merchant, 1)
    send_messages([endpoint.pk])
    assert len(receiver.calls) == 1
    assert (Message.objects.get().state, Message.objects.get().status) == ("waiting", status)


def test_a_receiver_that_hangs_up_is_a_failure_with_its_reason(merchant, endpoint, receiver) -> None:
    def hang_up(call) -> None:
        raise NoAnswer

    receiver.before = hang_up
    tell(merchant, 1)
    send_messages([endpoint.pk])
    message = Message.objects.get()
    assert (message.state, message.status) == ("waiting", None)
    assert "could not be reached" in message.last_error


def test_500_characters_of_an_answer_are_kept_whatever_bytes_it_has(merchant, endpoint, receiver) -> None:
    receiver.answers = [Answer(200, b"\x00\xff<b>" + b"x" * 5000)]
    tell(merchant, 1)
    send_messages([endpoint.pk])
    kept = Message.objects.get().answer
    assert len(kept) == 500
    assert kept.startswith("\ufffd<b>xxx")


def test_an_answer_without_end_is_cut_off_and_told(merchant, endpoint, receiver) -> None:
    receiver.answers = [Answer(200, b"x" * 2_000_000)]
    tell(merchant, 1)
    send_messages([endpoint.pk])
    assert Message.objects.get().last_error == f"The answer of {receiver.host} is larger than 1,024 KB."


def test_an_address_that_became_private_is_not_connected_to(merchant, endpoint, receiver, settings) -> None:
    settings.ALLOWED_PRIVATE_HOSTS = frozenset()
    tell(merchant, 1)
    send_messages([endpoint.pk])
    assert receiver.calls == []
    assert "private address" in Message.objects.get().last_error


def test_a_sender_that_was_killed_between_sending_and_noting_leaves_the_same_message_to_the_next(
    merchant, endpoint, receiver, monkeypatch
) -> None:
    tell(merchant, 1, 2)
    with monkeypatch.context() as patched:
        patched.setattr("pixelzhub.deliveries.turns.Turn.note", dies)
        with pytest.raises(KeyboardInterrupt):
            send_messages([endpoint.pk])
    message = Message.objects.order_by("id").first()
    assert message is not None
    assert (message.state, message.attempts) == ("waiting", 1)
    endpoint.refresh_from_db()
    assert endpoint.due_at >= endpoint.sender_until > timezone.now()
    send_messages([endpoint.pk])
    assert jobs(receiver) == ["1"], "its turn is not over yet"
    Endpoint.objects.update(sender_until=timezone.now(), due_at=timezone.now())
    send_messages([endpoint.pk])
    assert jobs(receiver) == ["1", "1", "2"]
    assert receiver.ids[0] == receiver.ids[1]


def dies(*_: object) -> bool:
    raise KeyboardInterrupt


def test_two_senders_do_not_send_for_one_endpoint_at_once(merchant, endpoint, receiver) -> None:
    tell(merchant, 1, 2)
    receiver.before = lambda call: send_messages([endpoint.pk])
    send_messages([endpoint.pk])
    assert jobs(receiver) == ["1", "2"]


def test_a_sender_that_outlived_its_turn_writes_nothing_and_sends_nothing_more(merchant, endpoint, receiver) -> None:
    tell(merchant, 1, 2, 3)
    slow = take_turn(endpoint)
    assert slow is not None
    held = slow.next_message()
    assert held is not None
    Endpoint.objects.update(sender_until=timezone.now())
    send_messages([endpoint.pk])
    assert jobs(receiver) == ["1", "2", "3"]
    assert slow.note(held, Outcome(500, error="too late")) is False
    tell(merchant, 4)
    assert slow.next_message() is None
    assert list(Message.objects.order_by("id").values_list("state", "attempts")) == [
        ("sent", 2), ("sent", 1), ("sent", 1), ("waiting", 0),
    ]  # fmt: skip
    endpoint.refresh_from_db()
    assert (endpoint.last_error, endpoint.due_at <= timezone.now()) == ("", True)


def test_the_sweep_finds_what_is_due_and_leaves_what_is_not(merchant, endpoint) -> None:
    step = pipeline.BY_NAME["send_messages"]
    assert pipeline._due_batches(step, 2) == []
    tell(merchant, 1)
    assert pipeline._due_batches(step, 2) == [[endpoint.pk]]
    assert pipeline._due_batches(step, 2) == [], "it is leased"
    Endpoint.objects.update(
        due_at=timezone.now() - timedelta(hours=1), disabled_at=timezone.now(), disabled_because="gone"
    )
    assert pipeline._due_batches(step, 2) == []


def test_a_slice_of_time_ends_and_the_rest_is_due_at_once(merchant, endpoint, receiver, monkeypatch) -> None:
    monkeypatch.setattr("pixelzhub.deliveries.sending.SLICE_S", 0.0)
    tell(merchant, 1, 2)
    send_messages([endpoint.pk])
    assert jobs(receiver) == ["1"]
    endpoint.refresh_from_db()
    assert endpoint.due_at <= timezone.now()
    send_messages([endpoint.pk])
    assert jobs(receiver) == ["1", "2"]


def test_what_is_told_while_it_sends_goes_in_the_same_turn(merchant, endpoint, receiver) -> None:
    tell(merchant, 1)
    receiver.before = lambda call: tell(merchant, 2) if len(receiver.calls) == 1 else None
    send_messages([endpoint.pk])
    assert jobs(receiver) == ["1", "2"]
