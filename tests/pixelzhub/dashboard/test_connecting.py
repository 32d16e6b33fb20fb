"""Connecting by clicks: the owner consents on the store's own page, and comes back to a store that is being read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from connectors.granting import LASTS
from connectors.models import Grant, Store
from pixelzhub.accounts.models import Membership
from tests import builders
from tests.connectors.woocommerce.harness import WooCommerceHarness

CALLBACK = "/stores/granted/woocommerce/"


@pytest.fixture
def woo(tmp_path: Path, settings) -> Iterator[WooCommerceHarness]:
    with WooCommerceHarness.start(None, tmp_path) as running:
        settings.ALLOWED_PRIVATE_HOSTS = [*running.hosts()]
        yield running


def ask(client: Client, woo: WooCommerceHarness, page: str = "/stores/connect/woocommerce/") -> dict[str, str]:
    """Press the button; gives what the shop's consent page is asked."""
    answer = client.post(page, {"url": woo.settings["url"], "store_name": "Hearth", "way": "grant"})
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{woo.settings['url']}/wc-auth/v1/authorize?")
    return {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}


def hand_over(state: str, secret: str = "cs_good") -> int:
    """The shop's own call."""
    key = {"user_id": state, "consumer_key": "ck_good", "consumer_secret": secret}
    return Client().post(CALLBACK, json.dumps(key), content_type="application/json").status_code


def come_back(client: Client, asked: dict[str, str]):
    parts = urlsplit(asked["return_url"])
    return client.get(f"{parts.path}?{parts.query}&success=1&user_id={asked['user_id']}", follow=True)


def test_form_offers_both_ways(client: Client) -> None:
    page = client.get("/stores/connect/woocommerce/").content.decode()
    assert "Allow it in WooCommerce" in page
    assert "Enter keys by hand instead" in page


def test_store_is_connected_by_clicks(client: Client, merchant, woo: WooCommerceHarness, settings) -> None:
    asked = ask(client, woo)
    assert asked["callback_url"] == f"{settings.PUBLIC_URL}{CALLBACK}"
    assert hand_over(asked["user_id"]) == 200
    page = come_back(client, asked)
    assert "Hearth is connected" in page.content.decode()
    store = Store.objects.get(merchant=merchant)
    assert (store.settings["key"], store.due_at is not None) == ("ck_good", True)
    assert not Grant.objects.exists()
    come_back(client, asked)
    assert Store.objects.filter(merchant=merchant).count() == 1


def test_store_that_lost_its_key_is_reached_again_by_clicks(client: Client, merchant, woo: WooCommerceHarness) -> None:
    store = builders.make_store(merchant, platform="woocommerce", name="Hearth", state="needs_reauth")
    store.settings = {"url": woo.settings["url"], "key": "ck_old", "secret": "cs_old"}
    store.save()
    asked = ask(client, woo, f"/stores/{store.pk}/reconnect/")
    assert hand_over(asked["user_id"]) == 200
    assert "is reached again" in come_back(client, asked).content.decode()
    store.refresh_from_db()
    assert (store.settings["key"], store.state) == ("ck_good", "active")


def test_who_says_no_is_told_and_nothing_is_kept(client: Client, woo: WooCommerceHarness) -> None:
    page = come_back(client, ask(client, woo))
    assert "has not handed over a key" in page.content.decode()
    assert not Store.objects.exists()


def test_key_that_does_not_work_is_told(client: Client, woo: WooCommerceHarness) -> None:
    asked = ask(client, woo)
    assert hand_over(asked["user_id"], secret="cs_wrong") == 200
    assert "cs_wrong" not in come_back(client, asked).content.decode()
    assert not Store.objects.exists()


def test_answer_counts_once_and_only_for_a_while(client: Client, woo: WooCommerceHarness) -> None:
    asked = ask(client, woo)
    assert hand_over("guess") == 404
    assert (hand_over(asked["user_id"]), hand_over(asked["user_id"], "cs_other")) == (200, 404)
    assert Grant.objects.get().settings["secret"] == "cs_good"
    Grant.objects.update(created_at=timezone.now() - LASTS - timedelta(seconds=1))
    assert "too long ago" in come_back(client, asked).content.decode()


def test_nobody_else_can_bring_the_answer(client: Client, stranger: Client, merchant, woo: WooCommerceHarness) -> None:
    colleague = builders.make_user("colleague@example.com")
    Membership.objects.create(merchant=merchant, user=colleague, role="owner")
    other = Client()
    other.force_login(colleague)
    asked = ask(client, woo)
    assert hand_over(asked["user_id"]) == 200
    for visitor in (stranger, other, Client()):
        come_back(visitor, asked)
    assert not Store.objects.exists()


def test_viewer_cannot_ask(viewer: Client, woo: WooCommerceHarness) -> None:
    answer = viewer.post("/stores/connect/woocommerce/", {"url": woo.settings["url"], "way": "grant"})
    assert answer.status_code == 403
    assert not Grant.objects.exists()


@pytest.mark.parametrize("platform", ["unknown", "upload"])
def test_platform_that_hands_over_nothing_is_a_clear_error(client: Client, platform: str) -> None:
    assert Client().post(f"/stores/granted/{platform}/", b"{}", content_type="application/json").status_code == 404
    assert client.get(f"/stores/granted/{platform}/", follow=True).status_code in {200, 404}
