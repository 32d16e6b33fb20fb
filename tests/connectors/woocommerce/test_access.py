"""How the hub enters a WooCommerce store."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from connectors.contract import GrantCall
from connectors.errors import AuthFailed, BadAddress, BadReply
from connectors.http import Http
from connectors.platforms.woocommerce import access
from connectors.platforms.woocommerce.api import WooApi
from connectors.platforms.woocommerce.connector import WooCommerceConnector
from tests.connectors.servers import Answer, Call, Server, jpeg
from tests.connectors.woocommerce.fake import FakeWoo


@pytest.fixture
def store() -> Iterator[FakeWoo]:
    with FakeWoo() as running:
        running.keys.secrets["ck"] = "cs"
        running.shop.add_product("Tee", [jpeg(1)])
        yield running


def api(store: FakeWoo, *ways: access.Auth) -> WooApi:
    http = Http(f"{store.home}/wp-json/wc/v3/", auth=ways[0], allowed_private=[store.host], tries=1)
    return WooApi(http, ways)


def all_ways(key: str = "ck", secret: str = "cs") -> tuple[access.Auth, ...]:
    return access.ways_in({"url": "https://shop.example", "key": key, "secret": secret})


def test_the_oauth_signature_fits_the_known_vector():
    signed = access.signed_query(
        "GET",
        "http://shop.example/wp-json/wc/v3/products",
        {"per_page": "1"},
        key="ck",
        secret="cs",
        nonce="n1",
        timestamp=1763700000,
    )
    assert quote(signed["oauth_signature"], safe="") == "67AjpgxmRiXUyOMF3EyZWGVAI%2B5Sv4j9S9uV4sWb8CE%3D"


def test_https_sends_the_key_as_basic():
    headers, query = all_ways()[0]("GET", "https://shop.example/wp-json/wc/v3/products", {"page": "1"})
    assert headers == {"Authorization": f"Basic {base64.b64encode(b'ck:cs').decode()}"}
    assert query == {"page": "1"}


def test_http_never_sends_the_secret():
    (way,) = access.ways_in({"url": "http://shop.example", "key": "ck", "secret": "cs_secret"})
    headers, query = way("GET", "http://shop.example/wp-json/wc/v3/products", {})
    assert headers == {}
    assert "cs_secret" not in str(query)


@pytest.mark.parametrize("url", ["shop.example", "https://shop.example/", " https://shop.example "])
def test_an_address_is_taken_as_people_write_it(url: str):
    assert WooCommerceConnector.base_url({"url": url}) == "https://shop.example/wp-json/wc/v3/"


def test_a_store_over_http_is_entered_by_oauth_and_not_by_basic(store: FakeWoo):
    assert api(store, access.oauth("ck", "cs")).total("products") == 1
    with pytest.raises(AuthFailed, match="cannot list resources"):
        api(store, access.basic("ck", "cs")).total("products")


def test_a_server_that_drops_the_header_is_entered_by_oauth(store: FakeWoo):
    store.keys.drops_header = True
    calls = api(store, access.basic("ck", "cs"), access.oauth("ck", "cs"))
    assert calls.total("products") == 1
    assert calls.total("products/categories") == 2


def test_a_wrong_secret_is_told_in_the_stores_words(store: FakeWoo):
    store.keys.is_ssl = True
    with pytest.raises(AuthFailed, match="Consumer secret is invalid"):
        api(store, *all_ways(secret="wrong")).total("products")


def test_a_key_without_the_right_to_write_goes_on_reading(store: FakeWoo):
    store.keys.is_ssl = True
    store.keys.read_only.add("ck")
    product = next(iter(store.shop.products))
    calls = api(store, *all_ways())
    with pytest.raises(AuthFailed, match="does not have write permissions"):
        calls.write("PUT", f"products/{product}", {"images": []})
    assert calls.total("products") == 1


def test_a_replayed_or_old_signature_is_not_let_in(store: FakeWoo):
    def old(method: str, url: str, query: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
        return {}, access.signed_query(method, url, query, key="ck", secret="cs", nonce="n", timestamp=1_000_000_000)

    with pytest.raises(AuthFailed, match="Invalid timestamp"):
        api(store, old).total("products")


def test_a_store_that_has_moved_names_its_new_address(store: FakeWoo):
    store.keys.secrets.clear()

    def moved(call: Call) -> Answer:
        return Answer(301, b"", {"Location": store.home + call.path})

    with Server(moved) as old:
        values = {"url": old.url, "key": "ck", "secret": "cs"}
        with Http(
            WooCommerceConnector.base_url(values),
            auth=WooCommerceConnector.auth(values),
            allowed_private=[old.host, store.host],
        ) as http:
            connector = WooCommerceConnector(values, http)
            with pytest.raises(BadAddress, match=store.host):
                connector.check()
            with pytest.raises(BadAddress, match=store.host):
                connector.api.write("PUT", "products/1", {})


class Callback:
    """The hub's address for the hand-over."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.body = b""

    def __call__(self, call: Call) -> Answer:
        self.body = call.body or self.body
        return Answer(self.status)


@pytest.mark.parametrize(("status", "kept"), [(200, 1), (202, 0), (500, 0)])
def test_the_store_hands_its_key_over_and_wants_exactly_200(store: FakeWoo, status: int, kept: int):
    store.keys.secrets.clear()
    callback = Callback(status)
    with Server(callback) as hub:
        url = WooCommerceConnector.grant_url(
            {"url": store.home}, state="nonce-1", callback_url=f"{hub.url}/granted", return_url=f"{hub.url}/back"
        )
        query = parse_qs(urlsplit(url).query)
        assert query["scope"] == ["read_write"]
        with Http(allowed_private=[store.host, hub.host], tries=1) as http:
            reply = http.get(url, ok=(401,))
    assert len(store.keys.secrets) == kept
    assert reply.status == (401 if not kept else status)
    call = GrantCall({}, callback.body, "application/json")
    assert WooCommerceConnector.state_of(call) == "nonce-1"
    with Http() as http:
        settings = WooCommerceConnector.granted({"url": store.home}, call, callback_url="http://hub/back", http=http)
    assert settings.keys() == {"url", "key", "secret"}


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", json.dumps({"user_id": "x", "consumer_key": "ck"}).encode()])
def test_a_hand_over_without_a_key_is_a_bad_reply(body: bytes):
    with pytest.raises(BadReply):
        access.granted({"url": "https://shop.example"}, body)
