"""Getting in: the store's hash, its scopes, and consent."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.contract import GrantCall
from connectors.errors import AuthFailed, BadAddress, BadReply
from connectors.http import Http
from connectors.platforms.bigcommerce import access
from connectors.platforms.bigcommerce.connector import BigCommerceConnector
from tests.connectors.bigcommerce.harness import BigCommerceHarness

CALLBACK = "https://hub.example/stores/granted/bigcommerce/"
APP = {"client_id": "client-1", "client_secret": "client-secret"}


@pytest.mark.parametrize(
    "entered",
    [
        "abc123",
        " ABC123 ",
        "stores/abc123",
        "https://api.bigcommerce.com/stores/abc123/v3/",
        "api.bigcommerce.com/stores/abc123",
        "https://store-abc123.mybigcommerce.com/manage/dashboard?x=1",
        "store-abc123-2.mybigcommerce.com",
    ],
)
def test_a_store_is_known_by_its_hash_its_api_path_or_its_control_panel(entered: str):
    assert access.store_of({"url": entered}) == "abc123"


@pytest.mark.parametrize(
    "entered",
    ["", "https://shop.example.com", "abc123.evil.example", "https://api.bigcommerce.com.evil.example/stores/abc123/"],
)
def test_an_address_that_names_no_store_is_refused_with_an_example(entered: str):
    with pytest.raises(BadAddress, match=r"store-abc123\.mybigcommerce\.com"):
        access.store_of({"url": entered})


def test_keys_go_to_bigcommerce_alone():
    assert BigCommerceConnector.base_url({"url": "abc123"}) == "https://api.bigcommerce.com/stores/abc123/"
    assert BigCommerceConnector.base_url(APP) == ""
    assert not {"api_url", "login_url"} & {field.name for field in BigCommerceConnector.setup}


def test_the_check_says_the_stores_name_address_and_currency(big: BigCommerceHarness):
    with big.open() as connector:
        found = connector.check()
    assert (found.name, found.url, found.currency) == ("Bath Shop", "https://bath.example", "USD")


@pytest.mark.parametrize("scope", ["store_v2_products", "store_v2_information_read_only"])
def test_a_key_with_one_scope_alone_is_told_which_are_needed(big: BigCommerceHarness, scope: str):
    big.store.tokens["narrow"] = frozenset({scope})
    with big.open(token="narrow") as connector, pytest.raises(AuthFailed, match="Products: modify"):
        connector.check()


def test_a_key_that_may_only_read_is_told_so_when_it_writes(big: BigCommerceHarness):
    big.store.tokens["reader"] = frozenset({"store_v2_products_read_only", "store_v2_information_read_only"})
    with big.open(token="reader") as connector:
        connector.check()
        with pytest.raises(AuthFailed, match="required scope"):
            connector.post_image(*big.example(), big.picture())


def test_a_gateways_refusal_in_plain_text_is_a_wrong_key(big: BigCommerceHarness):
    with big.open(token="wrong") as connector, pytest.raises(AuthFailed, match=r"store-abc123\.mybigcommerce\.com"):
        connector.check()


# ---- consent -----------------------------------------------------------------------------------------------------


def granted(big: BigCommerceHarness, query: dict[str, str], **settings: str) -> dict[str, str]:
    with Http(allowed_private=big.hosts(), tries=1) as http:
        return BigCommerceConnector.granted(APP | settings, GrantCall(query), callback_url=CALLBACK, http=http)


def test_the_consent_page_is_asked_for_both_scopes_and_given_the_state(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(access, "LOGIN", "https://login.bigcommerce.com")
    url = BigCommerceConnector.grant_url(APP | {"url": "abc123"}, state="s1", callback_url=CALLBACK, return_url="")
    asked = {name: value for name, (value,) in parse_qs(urlsplit(url).query).items()}
    assert url.startswith("https://login.bigcommerce.com/oauth2/authorize?")
    assert asked == {
        "client_id": "client-1",
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scope": "store_v2_products store_v2_information_read_only",
        "state": "s1",
        "context": "stores/abc123",
    }
    assert BigCommerceConnector.state_of(GrantCall({"state": "s1"})) == "s1"


def test_without_an_app_there_is_no_consent_page():
    with pytest.raises(AuthFailed, match="client ID"):
        BigCommerceConnector.grant_url({"url": "abc123"}, state="s", callback_url=CALLBACK, return_url="")


def test_a_code_becomes_a_key_that_opens_the_store(big: BigCommerceHarness):
    found = granted(big, big.store.consent(CALLBACK))
    assert found.keys() == {"client_id", "client_secret", "url", "token"}
    with big.open(**found) as connector:
        assert connector.check().name == "Bath Shop"


def test_a_code_of_another_store_than_the_one_entered_is_refused(big: BigCommerceHarness):
    with pytest.raises(AuthFailed, match="another store"):
        granted(big, big.store.consent(CALLBACK), url="other1")


def test_a_code_works_once_and_for_its_own_callback(big: BigCommerceHarness):
    query = big.store.consent(CALLBACK)
    granted(big, query)
    for spent in (query, big.store.consent("https://elsewhere.example/")):
        with pytest.raises(AuthFailed, match="invalid_grant"):
            granted(big, spent)


def test_a_wrong_client_secret_is_not_repeated_in_the_error(big: BigCommerceHarness):
    with pytest.raises(AuthFailed, match="invalid_client") as caught:
        granted(big, big.store.consent(CALLBACK), client_secret="hush-hush")
    assert "hush-hush" not in str(caught.value)


def test_an_app_without_a_scope_is_told_which(big: BigCommerceHarness):
    big.store.gives_scope = "store_v2_products_read_only store_v2_information"
    with pytest.raises(AuthFailed, match="store_v2_products"):
        granted(big, big.store.consent(CALLBACK))


@pytest.mark.parametrize("query", [{}, {"code": "c"}, {"code": "c", "context": "stores/../x"}])
def test_a_call_without_a_code_or_a_store_is_a_bad_reply(big: BigCommerceHarness, query: dict[str, str]):
    with pytest.raises(BadReply):
        granted(big, query)


def test_the_form_asks_for_the_app_first_and_every_test_setting_is_a_field(big: BigCommerceHarness):
    names = {field.name for field in BigCommerceConnector.setup}
    assert set(BigCommerceConnector.asks_for) <= names
    assert set(big.settings) == names
    assert json.dumps(big.settings)
