"""The header Idempotency-Key: a call that is sent again is answered again, and never carried out twice."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from connectors.models import Placement
from pixelzhub.accounts.models import IdempotentCall, PixelzAccount
from pixelzhub.partners.retouch import orders
from pixelzhub.retouch.models import Job, Order
from tests import builders
from tests.pixelzhub.dashboard import retouched
from tests.pixelzhub.partners.caller import Caller

pytestmark = pytest.mark.django_db
ALL = "/ext/orders"


@pytest.fixture
def caller(merchant) -> Caller:
    return Caller(merchant, ["ext:orders:write"])


@pytest.fixture
def photos(merchant) -> list[Placement]:
    builders.make_pixelz(merchant)
    builders.make_template(merchant)
    return retouched.mendable(merchant, 2)


def order(caller: Caller, photos, key: str = "one"):
    return caller.post(ALL, {"images": [photo.image_id for photo in photos]}, **{"Idempotency-Key": key})


def test_the_same_call_is_answered_again_and_ordered_once(caller, photos) -> None:
    first, again = order(caller, photos), order(caller, photos)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.content == again.content
    assert ("Idempotent-Replayed" in first.headers, again.headers["Idempotent-Replayed"]) == (False, "true")
    assert (Order.objects.count(), Job.objects.count()) == (1, 2)


def test_a_refusal_is_answered_again_too(caller, photos) -> None:
    PixelzAccount.objects.update(balance="0.00")
    first = order(caller, photos)
    PixelzAccount.objects.update(balance="100.00")
    again, anew = order(caller, photos), order(caller, photos, key="two")
    assert (first.status_code, again.status_code, anew.status_code) == (409, 409, 200)
    assert again.content == first.content
    assert again.headers["Idempotent-Replayed"] == "true"


def test_the_same_key_for_another_body_is_refused(caller, photos) -> None:
    order(caller, photos)
    answer = order(caller, photos[:1])
    assert (answer.status_code, answer.json()["errors"]) == (
        409,
        ["This Idempotency-Key was used for another call; take a new key for a new call."],
    )
    assert Order.objects.count() == 1


def test_spaces_in_the_body_make_no_other_call(caller, photos) -> None:
    first = order(caller, photos)
    sent = f'{{ "images": [{photos[0].image_id},   {photos[1].image_id}] }}'
    again = caller.post(f"{ALL}/", sent, **{"Idempotency-Key": "one"})
    assert again.content == first.content


def test_while_the_first_runs_the_second_is_refused(caller, photos, monkeypatch) -> None:
    place_order, seconds = orders.place_order, []

    def slow(**wanted):
        seconds.append(order(caller, photos))
        return place_order(**wanted)

    monkeypatch.setattr(orders, "place_order", slow)
    assert order(caller, photos).status_code == 200
    [second] = seconds
    assert (second.status_code, second.json()["errors"]) == (
        409,
        ["The first call with this Idempotency-Key still runs; ask again in a moment."],
    )
    assert Order.objects.count() == 1


def test_a_failure_of_ours_leaves_the_key_free_and_nothing_written(caller, photos, monkeypatch) -> None:
    place_order = orders.place_order

    def fails(**wanted):
        place_order(**wanted)
        raise RuntimeError

    caller.client.raise_request_exception = False
    with monkeypatch.context() as patched:
        patched.setattr(orders, "place_order", fails)
        assert order(caller, photos).status_code == 500
    assert not Order.objects.exists()
    assert not IdempotentCall.objects.exists()
    assert order(caller, photos).status_code == 200


def test_a_call_whose_process_died_is_begun_anew(caller, photos) -> None:
    order(caller, photos)
    Order.objects.all().delete()
    long_ago = timezone.now() - timedelta(minutes=6)
    IdempotentCall.objects.update(status=None, answer="", started_at=long_ago)
    answer = order(caller, photos)
    assert (answer.status_code, Order.objects.count()) == (200, 1)
    assert IdempotentCall.objects.get().status == 200


def test_after_a_day_a_key_is_new(caller, photos) -> None:
    order(caller, photos[:1])
    IdempotentCall.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert order(caller, photos[1:]).status_code == 200
    assert (Order.objects.count(), IdempotentCall.objects.count()) == (2, 1)


def test_each_merchant_has_its_own_keys(caller, photos) -> None:
    other = builders.make_merchant("Others")
    builders.make_pixelz(other)
    builders.make_template(other)
    assert order(caller, photos).status_code == 200
    assert order(Caller(other, ["ext:orders:write"]), retouched.mendable(other)).status_code == 200


@pytest.mark.parametrize("key", ["", "x" * 256, "a\x7f", "é"])
def test_a_key_that_is_none_says_why(caller, photos, key: str) -> None:
    answer = order(caller, photos, key)
    assert answer.status_code == 422
    assert "1 to 255 printable characters are accepted." in answer.json()["errors"][0]
    assert not Order.objects.exists()


def test_without_a_key_nothing_is_ordered(caller, photos) -> None:
    answer = caller.post(ALL, {"images": [photos[0].image_id]})
    assert (answer.status_code, answer.json()["errors"]) == (
        422,
        ["The header “Idempotency-Key” is missing; a new text of 1 to 255 characters is accepted."],
    )


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_is_carried_out(caller, photos) -> None:
    answers, start = [], threading.Barrier(4)

    def call() -> None:
        start.wait()
        try:
            answers.append(order(caller, photos))
        finally:
            connection.close()

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 4
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert [answer.status_code for answer in answers].count(200) >= 1
    assert (Order.objects.count(), Job.objects.count()) == (1, 2)
