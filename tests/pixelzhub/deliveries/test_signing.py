"""Signatures are those of the Standard Webhooks specification, and secrets are kept encrypted."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from pixelzhub.deliveries.announcing import announce
from pixelzhub.deliveries.endpoints import Endpoint
from pixelzhub.deliveries.events import Event
from pixelzhub.deliveries.managing import OVERLAP, rotate
from pixelzhub.deliveries.sending import send_messages
from pixelzhub.deliveries.signing import new_secret, signature
from tests.pixelzhub.deliveries.receiver import fits


def test_the_specifications_own_example_is_signed_as_its_libraries_sign_it() -> None:
    # standard-webhooks/standard-webhooks, libraries/python/tests/test_webhooks.py, test_sign_function
    found = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        at=1614265330,
        body=b'{"test": 2432232314}',
    )
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_secret_is_the_prefix_and_base64_of_24_to_64_random_bytes() -> None:
    first, second = new_secret(), new_secret()
    assert first.startswith("whsec_")
    assert 24 <= len(base64.b64decode(first.removeprefix("whsec_"), validate=True)) <= 64
    assert first != second


@pytest.mark.django_db(transaction=True)
def test_the_database_holds_no_secret_in_the_clear(endpoint) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM deliveries_endpoint")
        (stored,) = cursor.fetchone()
    assert endpoint.secret not in stored
    assert endpoint.secret.removeprefix("whsec_") not in stored


@pytest.mark.django_db(transaction=True)
def test_after_a_rotation_both_secrets_sign_for_a_day_and_then_the_new_one_alone(merchant, endpoint, receiver) -> None:
    old = endpoint.secret
    new = rotate(endpoint=endpoint, by="somebody")
    assert timedelta(hours=24) == OVERLAP
    announce(merchant.pk, Event.JOB_DELIVERED, {"job_id": "1"})
    send_messages([endpoint.pk])
    Endpoint.objects.update(old_secret_until=timezone.now())
    announce(merchant.pk, Event.JOB_DELIVERED, {"job_id": "2"})
    send_messages([endpoint.pk])
    during, after = receiver.calls
    assert during.headers["webhook-signature"].count(" ") == 1
    assert fits(during, old)
    assert fits(during, new)
    assert fits(after, new)
    assert not fits(after, old)
