"""Some tell while others send, on one endpoint, all at the same time; prints what the receiver heard.

Before that one tells in a transaction that a sender does not see the end of, and the endpoint has to be woken all the same.

Run as a process of its own, on the database of DATABASE_URL: PostgreSQL, where two transactions do run at once.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pixelzhub.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from pixelzhub.deliveries.announcing import announce  # noqa: E402
from pixelzhub.deliveries.endpoints import Endpoint, Message  # noqa: E402
from pixelzhub.deliveries.events import Event  # noqa: E402
from pixelzhub.deliveries.managing import make_endpoint  # noqa: E402
from pixelzhub.deliveries.posting import Outcome  # noqa: E402
from pixelzhub.deliveries.sending import send_messages  # noqa: E402
from pixelzhub.deliveries.turns import take_turn  # noqa: E402
from tests import builders  # noqa: E402
from tests.pixelzhub.deliveries.receiver import Receiver  # noqa: E402

TELLERS, SENDERS, EACH = 3, 3, 100


def main() -> None:
    call_command("migrate", verbosity=0)
    merchant = builders.make_merchant()
    with Receiver() as receiver:
        settings.ALLOWED_PRIVATE_HOSTS = frozenset({receiver.host})
        endpoint = make_endpoint(
            merchant=merchant, url=receiver.url, events=[Event.JOB_DELIVERED], description="", by="x"
        )
        _tell_late(endpoint)
        woken = Endpoint.objects.filter(due_at__lte=timezone.now()).exists()
        told = threading.Barrier(TELLERS + 1)
        work: list[Callable[[], None]] = [lambda who=who: _tell(merchant.pk, who, told) for who in range(TELLERS)]
        over = threading.Event()
        work += [lambda: _send(endpoint, over)] * SENDERS
        threads = [threading.Thread(target=one) for one in work]
        for thread in threads:
            thread.start()
        told.wait(60)
        over.set()
        for thread in threads:
            thread.join(60)
        waiting = Message.objects.filter(state=Message.State.WAITING).count()
        heard = [[each["teller"], each["n"]] for each in receiver.heard]
        sys.stdout.write(json.dumps({"heard": heard, "ids": receiver.ids, "waiting": waiting, "woken": woken}))


def _tell_late(endpoint: Endpoint) -> None:
    """A message is written while another one is being sent, and committed when the sender has seen nothing more."""
    announce(endpoint.merchant_id, Event.JOB_DELIVERED, {"teller": "first"})
    turn = take_turn(endpoint)
    assert turn is not None
    first = turn.next_message()
    assert first is not None
    assert turn.note(first, Outcome(200))
    written, seen = threading.Event(), threading.Event()

    def tell() -> None:
        with transaction.atomic():
            announce(endpoint.merchant_id, Event.JOB_DELIVERED, {"teller": "late", "n": 0})
            written.set()
            seen.wait(60)
        connection.close()

    teller = threading.Thread(target=tell)
    teller.start()
    assert written.wait(60)
    assert turn.next_message() is None
    seen.set()
    teller.join(60)


def _tell(merchant_id: int, teller: int, told: threading.Barrier) -> None:
    for n in range(EACH):
        with transaction.atomic():
            announce(merchant_id, Event.JOB_DELIVERED, {"teller": teller, "n": n})
    connection.close()
    told.wait(60)


def _send(endpoint: Endpoint, over: threading.Event) -> None:
    """As a worker does: only while the row is due, so that a message that woke nobody stays where it is."""
    while True:
        ended = over.is_set()
        if Endpoint.objects.filter(pk=endpoint.pk, due_at__lte=timezone.now()).exists():
            send_messages([endpoint.pk])
        elif ended and not Endpoint.objects.filter(pk=endpoint.pk, due_at__isnull=False).exists():
            break
    connection.close()


if __name__ == "__main__":
    main()
