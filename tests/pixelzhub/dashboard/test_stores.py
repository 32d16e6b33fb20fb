"""Stores: connect after a check, show what each can do, pause, disconnect and erase."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from analytics.measure import thumbnail_path
from connectors.line import line_up
from connectors.models import Image, Product, Store
from tests import builders


def test_store_is_connected_after_it_answered(client: Client, merchant, sandbox) -> None:
    page = client.post("/stores/connect/sandbox/", {"url": sandbox.shop["url"], "token": sandbox.shop["token"]})
    assert page.status_code == 302
    store = Store.objects.get(merchant=merchant)
    assert store.due_at is not None
    assert {row.code for row in store.listed_channels.all()} == {"amazon", "google"}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"token": "wrong"}, "does not accept"),
        ({"url": "http://127.0.0.1:9/shop"}, "127.0.0.1"),
        ({"url": "not an address"}, "valid URL"),
        ({"url": "http://192.168.0.10/shop"}, "private address"),
    ],
)
def test_wrong_address_or_key_is_said_on_the_form_and_keeps_nothing(client, merchant, sandbox, changed, words) -> None:
    values = {"url": sandbox.shop["url"], "token": sandbox.shop["token"]} | changed
    page = client.post("/stores/connect/sandbox/", values)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert sandbox.shop["token"] not in page.content.decode()
    assert not Store.objects.filter(merchant=merchant).exists()


def test_form_is_made_from_the_connectors_setup_fields(client: Client) -> None:
    page = client.get("/stores/connect/woocommerce/").content.decode()
    assert "Consumer key" in page
    assert client.get("/stores/connect/unknown/").status_code == 404


def test_page_lists_what_the_store_can_do(client: Client, merchant) -> None:
    builders.make_store(merchant, name="Hearth")
    page = client.get("/stores/").content.decode()
    assert "Hearth" in page
    assert "Replaces a photo" in page


def test_empty_page_offers_a_way_in(client: Client) -> None:
    page = client.get("/stores/").content.decode()
    assert "Connect a store" in page
    assert "/imports/new/" in page


def test_paused_store_is_not_synced(client: Client, merchant) -> None:
    store = builders.make_store(merchant)
    client.post(f"/stores/{store.pk}/pause/")
    store.refresh_from_db()
    assert (store.state, store.due_at) == ("paused", None)
    assert client.post(f"/stores/{store.pk}/sync/").status_code == 404
    client.post(f"/stores/{store.pk}/pause/")
    store.refresh_from_db()
    assert store.state == "active"
    assert store.due_at is not None


def test_store_that_needs_a_new_key_says_so_and_since_when(client: Client, merchant) -> None:
    builders.make_store(
        merchant, state="needs_reauth", error_since=timezone.now(), last_error="shop does not accept the key."
    )
    page = client.get("/stores/").content.decode()
    assert "no longer accepts its key since" in page
    assert "Enter a new key" in page


def test_disconnecting_asks_first_and_erases_rows_and_files(client: Client, merchant) -> None:
    store = builders.make_store(merchant)
    placement = builders.make_photo(builders.make_product(store))
    thumb = thumbnail_path(merchant.pk, placement.image.sha256)
    default_storage.save(thumb, ContentFile(b"picture"))
    assert "erased" in client.get(f"/stores/{store.pk}/disconnect/").content.decode()
    assert Store.objects.filter(pk=store.pk).exists()
    client.post(f"/stores/{store.pk}/disconnect/")
    assert not Store.objects.filter(pk=store.pk).exists()
    assert not Product.objects.exists()
    assert not Image.objects.exists()
    assert not default_storage.exists(thumb)


def test_viewer_may_look_but_not_touch(viewer: Client, merchant) -> None:
    store = builders.make_store(merchant)
    assert viewer.get(f"/stores/{store.pk}/").status_code == 200
    assert viewer.get("/stores/connect/").status_code == 403
    assert viewer.post(f"/stores/{store.pk}/sync/").status_code == 403
    assert viewer.post(f"/stores/{store.pk}/disconnect/").status_code == 403


def test_number_of_queries_does_not_grow_with_the_catalogue(client, merchant, django_assert_max_num_queries) -> None:
    store = builders.make_store(merchant)
    for _ in range(30):
        builders.make_photo(builders.make_product(store))
    with django_assert_max_num_queries(40):
        client.get("/stores/")


def scope(**changed: object) -> dict[str, object]:
    return {"photos": "all", "per_second": 8} | changed


def test_scope_and_limits_are_kept_and_what_is_outside_is_said(client: Client, merchant) -> None:
    store = builders.make_store(merchant)
    category = builders.make_category(store, "Bags")
    product = builders.make_product(store)
    for position in range(3):
        builders.make_photo(product, None, position=position, due_at=timezone.now())
    line_up(store, [product.pk])
    values = scope(photos="main", per_day=5000)
    assert client.post(f"/stores/{store.pk}/", values).status_code == 302
    store.refresh_from_db()
    assert (store.main_only, store.per_day, store.per_second, store.scope_changed) == (True, 5000, None, False)
    assert "2 photos are outside the scope" in client.get(f"/stores/{store.pk}/").content.decode()
    client.post(f"/stores/{store.pk}/", scope(categories=[category.pk], per_second=0, live_only="on"))
    store.refresh_from_db()
    assert (store.per_day, store.per_second, store.live_only) == (None, 0, True)
    assert Image.objects.filter(store=store, outside=True, due_at=None).count() == 3


def test_wrong_limit_is_said_on_the_form(client: Client, merchant) -> None:
    store = builders.make_store(merchant)
    page = client.post(f"/stores/{store.pk}/", scope(per_day=0))
    assert page.status_code == 422
    assert "greater than or equal to 1" in page.content.decode()


def test_category_of_another_store_is_refused(client: Client, merchant) -> None:
    store, other = builders.make_store(merchant), builders.make_store(merchant)
    builders.make_category(store)
    foreign = builders.make_category(other)
    assert client.post(f"/stores/{store.pk}/", scope(categories=[foreign.pk])).status_code == 422


def test_measuring_is_paused_and_goes_on(client: Client, merchant) -> None:
    store = builders.make_store(merchant)
    product = builders.make_product(store)
    builders.make_photo(product, None, due_at=timezone.now())
    line_up(store, [product.pk])
    due = Image.objects.filter(store=store, due_at__isnull=False)
    client.post(f"/stores/{store.pk}/", {"act": "pause"})
    assert not due.exists()
    assert (
        f"Measuring {store.name} is paused" in client.get("/progress/", headers={"HX-Request": "true"}).content.decode()
    )
    assert "Go on measuring" in client.get(f"/stores/{store.pk}/").content.decode()
    client.post(f"/stores/{store.pk}/", {"act": "go-on"})
    assert due.exists()


def test_a_store_at_its_limit_says_when_it_goes_on(client: Client, merchant) -> None:
    today = timezone.now().date()
    store = builders.make_store(merchant, per_day=100, downloads=100, counted_on=today)
    builders.make_photo(builders.make_product(store), None, due_at=timezone.now())
    page = client.get(f"/stores/{store.pk}/").content.decode()
    assert "limit of 100 downloads is reached" in page
    assert "goes on at 00:00" in page


def test_a_viewer_sees_the_scope_and_changes_nothing(viewer: Client, stranger: Client, merchant) -> None:
    store = builders.make_store(merchant)
    assert "Ask an owner" in viewer.get(f"/stores/{store.pk}/").content.decode()
    for values in (scope(photos="main"), {"act": "pause"}):
        assert viewer.post(f"/stores/{store.pk}/", values).status_code == 403
        assert stranger.post(f"/stores/{store.pk}/", values).status_code == 404
    store.refresh_from_db()
    assert (store.main_only, store.measuring_paused_at) == (False, None)
