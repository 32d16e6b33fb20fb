"""GET /connectors and /connectors/{id} answer as the connectors document prints it, each merchant its own stores."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime

import pytest
from django.test import Client

from connectors.models import Store, SyncRun
from pixelzhub.accounts.keys import create_key
from tests.builders import make_merchant, make_store

pytestmark = pytest.mark.django_db
ALL = "/api/v1/connectors"
MOMENT = datetime(2026, 5, 14, 8, 0, tzinfo=UTC)


@pytest.fixture
def get(merchant):
    _, key = create_key(merchant=merchant, name="ERP", scopes=["connectors:read"])
    return lambda path: Client().get(path, headers={"Authorization": f"Bearer {key}"})


@pytest.fixture
def store(merchant) -> Store:
    made = make_store(merchant, platform="shopify", name="My Shopify Store")
    Store.objects.filter(pk=made.pk).update(
        last_sync_at=MOMENT, created_at=datetime(2026, 1, 15, tzinfo=UTC), product_count=1250
    )
    return made


def test_the_list_is_as_the_document_prints_it(get, store: Store) -> None:
    assert get(ALL).json() == get(f"{ALL}/").json() == {
        "items": [
            {
                "id": str(store.pk),
                "name": "My Shopify Store",
                "platform": "shopify",
                "status": "active",
                "last_sync_at": "2026-05-14T08:00:00Z",
                "created_at": "2026-01-15T00:00:00Z",
            }
        ],
        "meta": {
            "total": 1, "page": 1, "per_page": 50, "total_pages": 1, "has_next": False, "has_previous": False,
        },
    }  # fmt: skip


def test_one_is_as_the_document_prints_it(get, store: Store) -> None:
    assert get(f"{ALL}/{store.pk}").json() == {
        "id": str(store.pk),
        "name": "My Shopify Store",
        "platform": "shopify",
        "status": "active",
        "sync_stats": {"products_synced": 1250, "products_pending": 0, "last_error": None},
        "last_sync_at": "2026-05-14T08:00:00Z",
    }


def test_a_sync_that_runs_says_what_is_left_and_a_failed_one_why(get, store: Store) -> None:
    SyncRun.objects.create(merchant=store.merchant, store=store, products_total=500, products_done=120)
    Store.objects.update(state="needs_reauth", last_error="The store no longer accepts its key.")
    found = get(f"{ALL}/{store.pk}").json()
    assert found["sync_stats"] == {
        "products_synced": 120, "products_pending": 380, "last_error": "The store no longer accepts its key.",
    }  # fmt: skip
    assert found["status"] == "needs_reauth"


def test_pages_are_turned(get, merchant) -> None:
    ids = [str(make_store(merchant, name=f"Store {n}").pk) for n in range(5)]
    first, last = get(f"{ALL}?per_page=2").json(), get(f"{ALL}?per_page=2&page=3").json()
    assert [one["id"] for one in first["items"]] == ids[:2]
    assert (first["meta"]["has_next"], first["meta"]["has_previous"], first["meta"]["total_pages"]) == (True, False, 3)
    assert [one["id"] for one in last["items"]] == ids[4:]
    assert (last["meta"]["has_next"], last["meta"]["has_previous"]) == (False, True)


@pytest.mark.parametrize("query", ["page=0", "page=x", "per_page=501", "per_page=", "page=%C2%B2", "page=9999999999"])
def test_a_page_that_is_none_is_named_with_what_is_accepted(get, query: str) -> None:
    answer = get(f"{ALL}?{query}")
    assert answer.status_code == 422
    assert re.match(r"“(page|per_page)” is “.*”; whole numbers from 1", answer.json()["errors"][0])


@pytest.mark.parametrize("other", ["a-strangers", "unknown", "nonsense"])
def test_what_is_not_this_merchants_is_not_there(get, other: str) -> None:
    theirs = make_store(make_merchant("Others"), name="Theirs")
    store_id = {"a-strangers": theirs.pk, "unknown": uuid.uuid4(), "nonsense": "7"}[other]
    answer = get(f"{ALL}/{store_id}")
    assert (answer.status_code, answer.json()["success"]) == (404, False)
    assert "Theirs" not in str(get(ALL).content)
