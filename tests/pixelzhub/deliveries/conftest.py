"""A partner's server on this machine, and an endpoint that leads to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pixelzhub.deliveries.endpoints import Endpoint
from pixelzhub.deliveries.events import Event
from pixelzhub.deliveries.managing import make_endpoint
from tests.pixelzhub.deliveries.receiver import Receiver


@pytest.fixture
def receiver(settings) -> Iterator[Receiver]:
    with Receiver() as running:
        settings.ALLOWED_PRIVATE_HOSTS = frozenset({running.host})
        yield running


@pytest.fixture
def endpoint(transactional_db, merchant, receiver: Receiver) -> Endpoint:
    return make_endpoint(
        merchant=merchant, url=receiver.url, events=[Event.JOB_DELIVERED], description="", by="somebody"
    )
