"""A key that ends is renewed in time, by one worker, and kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from connectors import renewing
from connectors.contract import RenewsKey
from connectors.errors import AuthFailed, Temporary
from connectors.http import Http
from connectors.models import Store
from connectors.platforms.sandbox.connector import SandboxConnector
from connectors.renewing import LEASE, renew
from connectors.stores import open_connector
from tests.builders import make_merchant, make_store
from tests.connectors.servers import Answer, Call, Server

pytestmark = pytest.mark.django_db


class Ending(SandboxConnector, RenewsKey):
    """The sandbox shop with a key that ends."""

    @classmethod
    def renew_at(cls, settings: Mapping[str, str]) -> datetime | None:
        return datetime.fromisoformat(settings["ends"])

    @classmethod
    def renewed(cls, settings: Mapping[str, str], http: Http) -> dict[str, str]:
        token = http.post("token", signed=False).json()["token"]
        return {**settings, "token": token, "ends": "2100-01-01T00:00:00+00:00"}


class Keys:
    """Hands out one key after the other."""

    def __init__(self) -> None:
        self.asked: list[Call] = []
        self.status = 200

    def __call__(self, call: Call) -> Answer:
        self.asked.append(call)
        return Answer(self.status, b'{"token": "fresh-%d"}' % len(self.asked))


@pytest.fixture
def keys() -> Keys:
    return Keys()


@pytest.fixture
def store(keys: Keys, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Store]:
    """A store whose key is about to end."""
    monkeypatch.setattr("connectors.models.connector_class", lambda platform: Ending)
    monkeypatch.setattr("connectors.stores.connector_class", lambda platform: Ending)
    with Server(keys) as server:
        settings.ALLOWED_PRIVATE_HOSTS = [server.host]
        made = make_store(make_merchant())
        made.settings = {"url": server.url, "token": "old", "ends": "2020-01-01T00:00:00+00:00"}
        made.save()
        yield made


def test_a_key_that_ends_is_renewed_and_kept(store: Store, keys: Keys) -> None:
    renew(store)
    assert store.settings["token"] == "fresh-1"
    kept = Store.objects.get()
    assert (kept.settings["token"], kept.renewing_until) == ("fresh-1", None)
    assert "authorization" not in keys.asked[0].headers


def test_a_key_that_lasts_is_left_alone(store: Store, keys: Keys) -> None:
    renew(store)
    renew(Store.objects.get())
    assert len(keys.asked) == 1


def test_one_that_read_the_row_too_early_takes_over_what_another_got(store: Store, keys: Keys) -> None:
    late = Store.objects.get()
    renew(store)
    renew(late)
    assert late.settings["token"] == "fresh-1"
    assert len(keys.asked) == 1


def test_who_finds_the_row_leased_waits_and_then_says_so(
    store: Store, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renewing, "PATIENCE_S", 0.0)
    monkeypatch.setattr(renewing, "WAIT_S", 0.0)
    Store.objects.update(renewing_until=timezone.now() + LEASE)
    with pytest.raises(Temporary):
        renew(store)
    assert keys.asked == []


def test_a_lease_that_a_killed_worker_left_runs_out(store: Store) -> None:
    Store.objects.update(renewing_until=timezone.now() - timedelta(seconds=1))
    renew(store)
    assert store.settings["token"] == "fresh-1"


def test_a_refusal_is_told_and_the_row_is_free_again(store: Store, keys: Keys) -> None:
    keys.status = 401
    with pytest.raises(AuthFailed):
        renew(store)
    kept = Store.objects.get()
    assert (kept.settings["token"], kept.renewing_until) == ("old", None)


def test_settings_that_are_being_tried_out_get_a_key_too(store: Store) -> None:
    with open_connector("sandbox", store.settings) as connector:
        assert connector.settings["token"] == "fresh-1"
    assert Store.objects.get().settings["token"] == "old"


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_ask_for_one_key(store: Store, keys: Keys) -> None:
    def work() -> None:
        try:
            renew(Store.objects.get())
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(20)
    assert len(keys.asked) == 1
    assert datetime.fromisoformat(Store.objects.get().settings["ends"]) > datetime.now(UTC)
