"""POST /connectors/{id}/sync reads products again and publishes what is approved for them; whoever repeats it adds nothing."""

from __future__ import annotations

import json
import uuid
from functools import partial

import pytest
from django.test import Client

from analytics.derive import derive
from connectors.models import Product, Store, SyncRun
from connectors.sync import resync_products
from pixelzhub.accounts.keys import create_key
from pixelzhub.deliveries.accept import accept_deliveries
from pixelzhub.deliveries.models import Delivery
from pixelzhub.retouch.follow import look_now
from pixelzhub.retouch.models import Publication
from tests import builders
from tests.pixelzhub.dashboard.retouched import approved, mendable, ordered
from tests.pixelzhub.partners.caller import Caller

pytestmark = pytest.mark.django_db
FIRST, SECOND = "3760000000001", "3760000000002"


@pytest.fixture
def store(merchant) -> Store:
    """Three approved photos on three products, of which two have an EAN."""
    builders.make_template(merchant)
    photos = mendable(merchant, 3)
    for job in ordered(merchant, photos).jobs.all():
        approved(job)
    products = list(Product.objects.filter(merchant=merchant).order_by("pk"))
    Product.objects.filter(pk=products[0].pk).update(ean=FIRST)
    products[1].variants.create(merchant=merchant, store=products[1].store, remote_id="v", ean=SECOND)
    return products[0].store


@pytest.fixture
def post(merchant, store):
    _, key = create_key(merchant=merchant, name="ERP", scopes=["connectors:write"])

    def asked(body: object = None, *, to: object = store.pk, kind: str = "application/json", **more: str):
        data = body if isinstance(body, (str, bytes)) else json.dumps(body) if body is not None else ""
        path = f"/api/v1/connectors/{to}/sync"
        return Client().post(path, data, content_type=kind, headers={"Authorization": f"Bearer {key}"}, **more)

    return asked


def test_named_products_are_read_again_and_published(post, store: Store) -> None:
    answer = post({"eans": [FIRST, SECOND]})
    body = answer.json()
    assert (answer.status_code, body.keys()) == (200, {"sync_id", "status", "products_queued"})
    assert (body["status"], body["products_queued"]) == ("queued", 2)
    assert uuid.UUID(body["sync_id"])
    asked = Delivery.objects.get(store=store)
    assert (asked.state, len(asked.payload["product_ids"])) == (Delivery.State.RECEIVED, 2)
    assert asked.due_at
    assert Publication.objects.filter(store=store, state="intent").count() == 2


def test_eans_that_match_nothing_are_named(post) -> None:
    body = post({"eans": [FIRST, "404", FIRST]}).json()
    assert body["products_queued"] == 1
    assert body["errors"] == ["No product of this store has the EAN 404."]


@pytest.mark.parametrize("body", [None, {}, {"eans": None}])
def test_without_eans_everything_is_read_again_and_published(post, store: Store, body: object) -> None:
    Store.objects.filter(pk=store.pk).update(product_count=3)
    assert post(body).json()["products_queued"] == 3
    assert SyncRun.objects.get(store=store).since is None
    assert Publication.objects.filter(store=store).count() == 3


def test_a_sync_that_runs_answers_with_its_own_id(post, store: Store) -> None:
    first, again, named = post().json(), post().json(), post({"eans": [FIRST]}).json()
    assert first["sync_id"] == again["sync_id"] == named["sync_id"]
    assert SyncRun.objects.count() == 1
    assert not Delivery.objects.exists()


def test_no_eans_at_all_are_no_products(post) -> None:
    assert post({"eans": []}).json()["products_queued"] == 0
    assert not Publication.objects.exists()


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ("{", 400, "The body is not valid JSON."),
        (b"\xff", 400, "The body is not valid JSON."),
        ("[" * 100_000, 400, "The body is nested too deeply."),
        ('{"eans": [], "eans": ["1"]}', 400, "The body names “eans” twice."),
        ('{"eans": NaN}', 400, "The body holds NaN, which is not JSON."),
        ([FIRST], 422, "The body has to be a JSON object."),
        ({"ean": FIRST}, 422, "There is no field “ean”; the fields are eans."),
        ({"eans": FIRST}, 422, "“eans” has to be a list of up to 500 EANs."),
        ({"eans": ["1"] * 501}, 422, "“eans” has to be a list of up to 500 EANs."),
        ({"eans": ["37 6"]}, 422, '“eans” holds "37 6"; an EAN has 1 to 32 of the characters 0-9 A-Z a-z . _ -.'),
        ({"eans": ["1\x00"]}, 422, '“eans” holds "1\\u0000"; an EAN has 1 to 32 of the characters 0-9 A-Z a-z . _ -.'),
        ({"eans": [7]}, 422, "“eans” holds 7; an EAN has 1 to 32 of the characters 0-9 A-Z a-z . _ -."),
    ],
)
def test_a_body_that_cannot_be_used_says_why_and_does_nothing(post, body, status: int, says: str) -> None:
    answer = post(body)
    assert (answer.status_code, answer.json()["errors"]) == (status, [says])
    assert not Delivery.objects.exists()
    assert not Publication.objects.exists()


def test_other_kinds_and_sizes_of_bodies_are_refused(post, settings) -> None:
    assert post("eans=1", kind="application/x-www-form-urlencoded").status_code == 415
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = post({"eans": [FIRST] * 50})
    assert (answer.status_code, answer.json()["errors"]) == (413, ["The body is larger than 5 MB."])


def test_a_store_that_cannot_be_reached_says_so(post, store: Store) -> None:
    Store.objects.update(state="needs_reauth")
    answer = post()
    assert (answer.status_code, answer.json()["errors"]) == (409, ["The store cannot be synced now: Needs a new key."])


def test_a_strangers_store_is_not_there_and_reading_is_not_enough(post, merchant, store: Store) -> None:
    theirs = builders.make_store(builders.make_merchant("Others"))
    assert post(to=theirs.pk).status_code == 404
    _, key = create_key(merchant=merchant, name="Reader", scopes=["connectors:read"])
    path = f"/api/v1/connectors/{store.pk}/sync/"
    assert Client().post(path, headers={"X-API-Key": key}).status_code == 403
    assert Client().post(path).status_code == 401
    assert not SyncRun.objects.exists()


def test_what_a_partner_wrote_just_now_is_known_before_it_came_into_the_catalogue(merchant) -> None:
    caller = Caller(merchant, ["ext:products:write", "connectors:write"])
    caller.post("/ext/products", {"ean": "77", "name": "Bag"})
    catalogue = Store.objects.get(merchant=merchant, platform="partner")
    Store.objects.filter(pk=catalogue.pk).update(due_at=None)
    body = caller.post(f"/connectors/{catalogue.pk}/sync", {"eans": ["77", "78"]}).json()
    assert (body["products_queued"], body["errors"]) == (1, ["No product of this store has the EAN 78."])
    accept_deliveries(
        Delivery.objects.values_list("pk", flat=True),
        on_pixelz=look_now,
        on_store=partial(resync_products, placed=derive),
    )
    catalogue.refresh_from_db()
    assert catalogue.due_at is not None
