"""The inbox and the help page."""

from __future__ import annotations

import pytest
from django.utils import timezone

from connectors.models import Store, SyncRun
from tests.builders import make_store
from tests.pixelzhub.dashboard.photos import make_shop

pytestmark = pytest.mark.django_db


def test_inbox_names_a_store_that_needs_a_new_key(client, merchant):
    store = make_store(merchant, name="Print Corner", state=Store.State.NEEDS_REAUTH, error_since=timezone.now())

    page = client.get("/inbox/").content.decode()

    assert "Print Corner needs a new key" in page
    assert "Stopped" in page
    assert f'href="/stores/{store.pk}/"' in page


def test_inbox_warns_of_rules_that_become_required(client, merchant, time_machine):
    time_machine.move_to("2026-11-21T12:00:00Z")
    from dataclasses import replace

    from tests.builders import WHITE_GROUND, make_photo, make_product

    make_photo(make_product(make_store(merchant)), replace(WHITE_GROUND, width=420, height=420))

    page = client.get("/inbox/").content.decode()

    assert "Coming up" in page
    assert "1 photo fails it by then" in page


def test_inbox_is_empty_when_nothing_waits(client):
    assert "Nothing waits for you" in client.get("/inbox/").content.decode()


def test_inbox_tells_what_was_done_lately(client, merchant):
    SyncRun.objects.create(
        merchant=merchant,
        store=make_store(merchant, name="Hearth"),
        state="done",
        changes=31,
        finished_at=timezone.now(),
    )

    assert "Hearth: 31 changes found" in client.get("/inbox/").content.decode()


def test_inbox_of_a_stranger_shows_nothing_of_ours(stranger, merchant):
    make_store(merchant, name="Print Corner", state=Store.State.NEEDS_REAUTH)

    assert "Print Corner" not in stranger.get("/inbox/").content.decode()


def test_inbox_asks_the_database_as_often_for_many(client, merchant, django_assert_max_num_queries):
    for _ in range(12):
        make_store(merchant, state=Store.State.ERROR, error_since=timezone.now())
    make_shop(merchant)
    with django_assert_max_num_queries(30):
        client.get("/inbox/")


def test_help_says_how_the_score_is_counted_and_what_never_happens(client):
    page = client.get("/help/").content.decode()

    assert 'id="score"' in page
    assert "Your store never changes before you publish" in page
    assert "Amazon" in page


def test_guide_to_the_looks_opens(client):
    assert client.get("/help/looks/").status_code == 200
