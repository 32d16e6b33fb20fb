"""The editor of an API that the merchant describes: examples, one part tried, errors that name the line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from connectors.models import Store
from tests.connectors.custom.harness import CustomHarness

TRY = "/stores/connect/custom/try/"


@pytest.fixture
def shop(tmp_path: Path, settings) -> Iterator[CustomHarness]:
    with CustomHarness.start(None, tmp_path) as running:
        settings.ALLOWED_PRIVATE_HOSTS = [*running.hosts(), running.pictures.host]
        yield running


def test_each_example_stands_in_the_form_when_it_is_asked_for(client: Client) -> None:
    page = client.get("/stores/connect/custom/").content.decode()
    for name in ("json_shop", "xml_shop", "soap_shop"):
        assert f"?example={name}" in page
        shown = client.get(f"/stores/connect/custom/?example={name}").content.decode()
        assert "base_url: https://" in shown
    assert client.get("/stores/connect/custom/?example=unknown").status_code == 200


def test_part_that_is_tried_shows_request_answer_and_rows_and_no_secret(client: Client, shop: CustomHarness) -> None:
    page = client.post(TRY, shop.settings | {"part": "products"}).content.decode()
    assert "Answer 200" in page
    assert "GET" in page
    for line in shop.settings["secrets"].replace(";", "\n").splitlines():
        assert line.partition("=")[2] not in page
    assert not Store.objects.exists()


def test_write_is_shown_and_not_sent(client: Client, shop: CustomHarness) -> None:
    page = client.post(TRY, shop.settings | {"part": "post_image", "product": shop.example()[0]}).content.decode()
    assert "Request, not sent" in page
    assert not shop.proxy.writes


def test_mistake_names_its_line(client: Client, shop: CustomHarness) -> None:
    broken = shop.settings["description"].replace("products:", "prodcuts:", 1)
    values = shop.settings | {"description": broken, "part": "products"}
    line = next(n for n, text in enumerate(broken.splitlines(), 1) if text.startswith("prodcuts:"))
    assert f"line {line}" in client.post(TRY, values).content.decode()
    page = client.post("/stores/connect/custom/", values)
    assert page.status_code == 422
    assert f"line {line}" in page.content.decode()


def test_store_is_connected_by_its_description(client: Client, merchant, shop: CustomHarness) -> None:
    assert client.post("/stores/connect/custom/", shop.settings).status_code == 302
    store = Store.objects.get(merchant=merchant)
    page = client.get(f"/stores/{store.pk}/").content.decode()
    assert "Reads products" in page


def test_secrets_of_a_connected_store_are_used_and_not_shown(client, stranger, merchant, shop: CustomHarness) -> None:
    client.post("/stores/connect/custom/", shop.settings)
    store = Store.objects.get(merchant=merchant)
    values = {"description": shop.settings["description"], "part": "products", "store": store.pk}
    assert "Answer 200" in client.post(TRY, values).content.decode()
    assert stranger.post(TRY, values).status_code == 404


def test_only_owners_try(viewer: Client, shop: CustomHarness) -> None:
    assert viewer.post(TRY, shop.settings | {"part": "products"}).status_code == 403
