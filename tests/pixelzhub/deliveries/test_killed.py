"""A worker that is killed while a receiver has the message: it is sent again, under the same id, and nothing overtakes it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as found
from django.db import connection
from django.utils import timezone

from pixelzhub.deliveries.announcing import announce
from pixelzhub.deliveries.endpoints import Endpoint, Message
from pixelzhub.deliveries.events import Event
from pixelzhub.deliveries.sending import send_messages

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the worker is given the database as a file")
def test_a_message_of_a_killed_worker_is_sent_again_with_its_id_before_the_next(merchant, endpoint, receiver) -> None:
    announce(merchant.pk, Event.JOB_DELIVERED, {"job_id": "1"})
    announce(merchant.pk, Event.JOB_DELIVERED, {"job_id": "2"})
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "pixelzhub.settings",
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "DATA_DIR": str(found.DATA_DIR),
        "ALLOWED_PRIVATE_HOSTS": receiver.host,
    }
    command = [sys.executable, "-m", "tests.pixelzhub.deliveries.sender", str(endpoint.pk)]
    worker = subprocess.Popen(command, env=environment, cwd=ROOT)
    receiver.before = lambda call: worker.kill()
    assert worker.wait(60) < 0
    receiver.before = lambda call: None
    first = Message.objects.order_by("id")[0]
    assert (receiver.ids, first.state, first.attempts) == ([str(first.number)], "waiting", 1)
    send_messages([endpoint.pk])
    assert len(receiver.calls) == 1, "the dead worker's turn is not over yet"
    Endpoint.objects.update(sender_until=timezone.now())
    send_messages([endpoint.pk])
    assert [told["job_id"] for told in receiver.heard] == ["1", "1", "2"]
    assert receiver.ids[0] == receiver.ids[1]
    assert receiver.calls[0].body == receiver.calls[1].body
