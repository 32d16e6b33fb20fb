"""Getting in: the shop's domain, consent, and keys that end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.contract import GrantCall
from connectors.errors import AuthFailed, BadAddress, BadReply
from connectors.http import Http
from connectors.platforms.shopify import access
from connectors.platforms.shopify.connector import ShopifyConnector
from tests.connectors.shopify.fake import SHOP
from tests.connectors.shopify.harness import ShopifyHarness

VECTOR = {
    "code": "0907a61c0c8d55e99db179b68161bc00",
    "host": "YWRtaW4",
    "shop": "demo.myshopify.com",
    "state": "abc",
    "timestamp": "1763700000",
}
DIGEST = "678082409bdc90152c7fe89b79f1624af345c13d2e12a6a8b3acd69c81416f87"


@pytest.fixture
def shopify(tmp_path: Path) -> Iterator[ShopifyHarness]:
    with ShopifyHarness.start(None, tmp_path) as running:
        yield running


@pytest.fixture
def app(shopify: ShopifyHarness) -> dict[str, str]:
    """Settings of a merchant who entered an app's client ID and secret."""
    return {"url": SHOP, "client_id": "app-1", "client_secret": "shpss_hush"}


def client(shopify: ShopifyHarness) -> Http:
    return Http(allowed_private=shopify.hosts(), tries=1)


# ---- the shop's domain -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "entered",
    [
        "demo",
        "Demo.myshopify.com",
        " demo.myshopify.com/ ",
        "https://demo.myshopify.com/admin/products?x=1",
        "https://admin.shopify.com/store/demo",
        "admin.shopify.com/store/demo/settings/domains",
    ],
)
def test_a_shop_is_known_by_its_name_domain_or_admin_address(entered: str):
    assert access.shop_of({"url": entered}) == "demo.myshopify.com"
    assert ShopifyConnector.base_url({"url": entered}) == "https://demo.myshopify.com"


@pytest.mark.parametrize(
    "entered",
    [
        "",
        "shop.example.com",
        "demo.myshopify.com.evil.example",
        "evil.example/demo.myshopify.com",
        "evil.example#.myshopify.com",
        "https://demo.myshopify.com@evil.example/",
        "demo.myshopify.com:8080",
        "-demo.myshopify.com",
        "de mo",
        "http://127.0.0.1:8000",
        "admin.shopify.com.evil.example/store/demo",
    ],
)
def test_no_other_address_ever_gets_a_key(entered: str):
    with pytest.raises(BadAddress):
        ShopifyConnector.base_url({"url": entered, "api_url": "https://evil.example"})


# ---- keys --------------------------------------------------------------------------------------------------------


def test_without_any_key_the_merchant_is_told_what_to_enter(shopify: ShopifyHarness):
    with shopify.open(token="") as connector, pytest.raises(AuthFailed, match="client ID"):
        connector.check()


def test_the_store_says_its_name_address_and_currency(shopify: ShopifyHarness):
    with shopify.open() as connector:
        found = connector.check()
    assert (found.name, found.url, found.currency) == ("Demo Store", "https://demo.example", "EUR")


def test_scopes_that_lack_are_named(shopify: ShopifyHarness):
    shopify.store.keys.scopes = ["read_products", "read_files"]
    with shopify.open() as connector, pytest.raises(AuthFailed, match="write_products, write_files") as caught:
        connector.check()
    assert "read_" not in str(caught.value)


def test_who_may_write_may_read(shopify: ShopifyHarness):
    shopify.store.keys.scopes = ["write_products", "write_files"]
    with shopify.open() as connector:
        assert connector.check().name


def test_a_pasted_token_lasts():
    assert ShopifyConnector.renew_at({"url": SHOP, "token": "shpat_x", "client_secret": "s"}) is None


def test_an_apps_own_credentials_give_a_key_for_a_day(shopify: ShopifyHarness, app: dict[str, str]):
    assert ShopifyConnector.renew_at(app) < datetime.now(UTC)
    with client(shopify) as http:
        values = ShopifyConnector.renewed(app, http)
    left = ShopifyConnector.renew_at(values) - datetime.now(UTC)
    assert timedelta(hours=19) < left < timedelta(hours=20)
    assert shopify.store.keys.asked == [
        {"client_id": "app-1", "client_secret": "shpss_hush", "grant_type": "client_credentials"}
    ]
    shopify.settings = values
    with shopify.open() as connector:
        assert connector.check().name


def test_an_app_that_was_entered_replaces_a_pasted_token(shopify: ShopifyHarness, app: dict[str, str]):
    with client(shopify) as http:
        values = ShopifyConnector.renewed(app | {"token": "shpat_revoked"}, http)
    shopify.settings = values
    with shopify.open() as connector:
        assert connector.check().name


@pytest.mark.parametrize(
    ("changed", "said"), [({"client_secret": "wrong"}, "does not know"), ({"url": "nowhere"}, "nowhere.myshopify.com")]
)
def test_credentials_that_are_refused_are_explained(
    shopify: ShopifyHarness, app: dict[str, str], changed: dict[str, str], said: str
):
    with client(shopify) as http, pytest.raises((AuthFailed, BadAddress), match=said) as caught:
        ShopifyConnector.renewed(app | changed, http)
    assert "shpss_hush" not in str(caught.value)


def test_an_app_of_another_organisation_is_explained(shopify: ShopifyHarness, app: dict[str, str]):
    shopify.store.keys.app.installed = False
    with client(shopify) as http, pytest.raises(AuthFailed, match="Dev Dashboard"):
        ShopifyConnector.renewed(app, http)


# ---- consent -----------------------------------------------------------------------------------------------------


def consented(secret: str, **changed: str) -> GrantCall:
    """The browser comes back from the shop."""
    query = {"code": "c-1", "shop": SHOP, "state": "s-1", "host": "aG9zdA", "timestamp": str(int(time.time()))}
    query |= changed
    return GrantCall({**query, "hmac": access.signature(query, secret)})


def granted(shopify: ShopifyHarness, app: dict[str, str], call: GrantCall) -> dict[str, str]:
    shopify.store.keys.codes.add("c-1")
    with client(shopify) as http:
        return ShopifyConnector.granted(app, call, callback_url="https://hub.example/back", http=http)


def test_the_signature_of_the_way_back_fits_the_known_vector():
    assert access.signature({**VECTOR, "hmac": "x", "signature": "y"}, "hush") == DIGEST


def test_the_owner_is_asked_by_the_shop_itself(shopify: ShopifyHarness, app: dict[str, str]):
    url = ShopifyConnector.grant_url(app, state="s-1", callback_url="https://hub.example/back", return_url="x")
    assert urlsplit(url).path == f"/{SHOP}/admin/oauth/authorize"
    assert {name: value[0] for name, value in parse_qs(urlsplit(url).query).items()} == {
        "client_id": "app-1",
        "scope": "read_products,write_products,read_files,write_files",
        "redirect_uri": "https://hub.example/back",
        "state": "s-1",
    }
    with pytest.raises(AuthFailed, match="client ID"):
        ShopifyConnector.grant_url({"url": SHOP}, state="s", callback_url="x", return_url="x")


def test_a_consent_gives_a_key_that_ends_and_is_renewed(shopify: ShopifyHarness, app: dict[str, str]):
    call = consented(app["client_secret"])
    assert ShopifyConnector.state_of(call) == "s-1"
    values = granted(shopify, app | {"token": "shpat_old"}, call)
    assert "token" not in values
    left = ShopifyConnector.renew_at(values) - datetime.now(UTC)
    assert timedelta(minutes=47) < left < timedelta(minutes=48, seconds=1)
    with client(shopify) as http:
        again = ShopifyConnector.renewed(values, http)
        # The answer was lost, and nobody used the new key: the old refresh token still works.
        again = ShopifyConnector.renewed(values, http)
    assert again["access_token"] != values["access_token"]
    shopify.settings = again
    with shopify.open() as connector:
        assert connector.check().name
    with client(shopify) as http, pytest.raises(AuthFailed, match="Connect it anew"):
        ShopifyConnector.renewed(values, http)


@pytest.mark.parametrize(
    "changed",
    [
        {"timestamp": "1763700000"},
        {"timestamp": ""},
        {"timestamp": str(int(time.time()) + 3600)},
        {"shop": "other.myshopify.com"},
        {"shop": "demo.myshopify.com.evil.example"},
        {"shop": "evil.example/demo.myshopify.com"},
    ],
)
def test_a_signed_way_back_that_is_old_or_of_another_shop_is_refused(
    shopify: ShopifyHarness, app: dict[str, str], changed: dict[str, str]
):
    with pytest.raises(AuthFailed):
        granted(shopify, app, consented(app["client_secret"], **changed))
    assert shopify.store.keys.asked == []


@pytest.mark.parametrize("secret", ["other", ""])
def test_a_way_back_that_shopify_did_not_sign_is_refused(shopify: ShopifyHarness, app: dict[str, str], secret: str):
    with pytest.raises(AuthFailed, match="signature"):
        granted(shopify, app, consented(secret))
    with pytest.raises(AuthFailed, match="signature"):
        granted(shopify, app | {"client_secret": ""}, consented(""))


def test_a_way_back_that_was_changed_is_refused(shopify: ShopifyHarness, app: dict[str, str]):
    call = consented(app["client_secret"])
    with pytest.raises(AuthFailed, match="signature"):
        granted(shopify, app, GrantCall({**call.query, "code": "c-2"}))
    with pytest.raises(BadReply, match="code"):
        granted(shopify, app, consented(app["client_secret"], code=""))


def test_a_code_is_good_once(shopify: ShopifyHarness, app: dict[str, str]):
    call: Any = consented(app["client_secret"])
    granted(shopify, app, call)
    with client(shopify) as http, pytest.raises(AuthFailed):
        ShopifyConnector.granted(app, call, callback_url="x", http=http)
