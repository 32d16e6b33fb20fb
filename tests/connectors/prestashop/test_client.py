"""How the hub enters the Admin API: an API client's token, its scopes, and what is said when there is none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.contract import RenewsKey, WritesProduct, ability_report
from connectors.errors import AuthFailed, BadAddress, BadReply, ConnectorError, NotFound, Refused, Temporary
from connectors.http import Http
from connectors.platforms.prestashop.connector import PrestaShopConnector
from connectors.platforms.prestashop.with_client import WithApiClient
from connectors.stores import check_settings
from tests.connectors.prestashop.admin_fake import CLIENT, READ, SECRET, WRITE
from tests.connectors.prestashop.client_harness import ClientHarness
from tests.connectors.prestashop.harness import KEY, PrestaShopHarness
from tests.connectors.servers import Answer, Call, Server


def given(address: str, **changed: str) -> dict[str, str]:
    return {"url": address, "key": KEY, "client_id": CLIENT, "client_secret": SECRET} | changed


# ---- which abilities -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("client_id", "has"), [("", False), ("  ", False), ("pixelz-hub", True)])
def test_a_store_writes_more_with_a_client_alone(client_id: str, has: bool):
    kind = PrestaShopConnector.for_settings({"client_id": client_id, "client_secret": "left-behind"})
    assert issubclass(kind, WritesProduct) == issubclass(kind, RenewsKey) == has
    assert (kind.moves, kind.places, kind.in_place) == (has, has, True)
    assert kind.platform == "prestashop"


def test_a_store_without_a_client_says_how_it_would_write_more():
    line = next(one for one in ability_report(PrestaShopConnector) if one.name == "post_product")
    assert not line.has and "API client" in line.reason


# ---- the token -------------------------------------------------------------------------------------------------


def test_the_token_is_asked_for_with_both_scopes_and_half_its_life_ahead(nine: ClientHarness):
    before = datetime.now(UTC)
    found = nine.with_token(given(nine.proxy.url, client_secret=f" {SECRET}\n"))
    form = {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": SECRET}
    assert nine.store.admin.asked_for[-1] == {**form, "scope": "product_read product_write"}
    assert nine.store.admin.tokens[found["token"]] == {READ, WRITE}
    moment = WithApiClient.renew_at(found)
    assert moment and timedelta(minutes=29) < moment - before < timedelta(minutes=31)


@pytest.mark.parametrize("changed", [{"client_id": "other"}, {"client_secret": "other"}, {"url": "https://b.example"}])
def test_a_token_is_not_used_for_another_client_or_shop(nine: ClientHarness, changed: dict[str, str]):
    found = WithApiClient.renew_at(nine.settings | changed)
    assert found and found < datetime.now(UTC) - timedelta(days=1)


def test_the_token_is_for_the_admin_api_and_the_key_for_all_else(nine: ClientHarness):
    sign = WithApiClient.auth(nine.settings)
    assert sign
    shop = nine.settings["url"]
    token, _ = sign("GET", f"{shop}/admin-api/products/1/images", {})
    assert token == {"Authorization": f"Bearer {nine.settings['token']}"}
    for path in ("/api/products", "/admin-apiece/x", "/en/api/admin-api/"):
        headers, _ = sign("GET", shop + path, {})
        assert headers["Authorization"].startswith("Basic ")


def test_a_client_without_its_secret_is_asked_for_it(nine: ClientHarness):
    with pytest.raises(AuthFailed, match="enter its secret"):
        nine.with_token(given(nine.proxy.url, client_secret=" "))


@pytest.mark.parametrize("field", ["client_id", "client_secret"])
def test_a_wrong_client_is_refused_in_the_shops_words(nine: ClientHarness, field: str):
    with pytest.raises(AuthFailed, match=r"Client authentication failed.*Admin API") as caught:
        nine.with_token(given(nine.proxy.url, **{field: "wrong-one"}))
    assert SECRET not in str(caught.value) and "wrong-one" not in str(caught.value)


def test_a_client_that_lacks_a_scope_is_told_which(nine: ClientHarness):
    nine.store.admin.scopes.remove(WRITE)
    with pytest.raises(AuthFailed, match="`product_write` is not allowed for this client"):
        nine.with_token(nine.settings)


def test_a_shop_without_the_module_knows_no_such_scope(nine: ClientHarness):
    nine.store.admin.has_module = False
    with pytest.raises(AuthFailed, match="Check the `product_read` scope"):
        nine.with_token(nine.settings)


def test_a_shop_without_an_admin_api_says_what_it_needs(nine: ClientHarness):
    nine.store.admin.is_on = False
    with pytest.raises(NotFound, match=r"no Admin API.*9\.0\.3.*leave the client ID empty"):
        nine.with_token(nine.settings)
    with pytest.raises(NotFound, match=r"/blog has no Admin API"):
        nine.with_token(given(f"{nine.proxy.url}/blog"))


def test_a_shop_without_https_says_so(nine: ClientHarness):
    nine.store.admin.wants_https = True
    with pytest.raises(AuthFailed, match="https://"):
        nine.with_token(nine.settings)
    with nine.open() as connector, pytest.raises(AuthFailed, match="https://"):
        connector.check()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(200, b"<html>"), BadReply),
        (Answer(200, b"[]"), BadReply),
        (Answer(200, b'{"access_token": "x"}'), BadReply),
        (Answer(200, b'{"access_token": "", "expires_in": 3600}'), BadReply),
        (Answer(403, b"<html>"), AuthFailed),
        (Answer(500, b"{}"), Temporary),
        (Answer(301, b"", {"Location": "https://www.shop.example/admin-api/access_token"}), BadAddress),
    ],
)
def test_an_answer_without_a_token_is_told(answer: Answer, error: type[ConnectorError]):
    def answered(call: Call) -> Answer:
        return answer

    with Server(answered) as server, Http(f"{server.url}/api/", allowed_private=[server.host], tries=1) as http:
        with pytest.raises(error) as caught:
            WithApiClient.renewed(given(server.url), http)
        assert type(caught.value) is error


# ---- proving that it works -------------------------------------------------------------------------------------


def test_a_shop_with_a_client_is_named_as_it_names_itself(nine: ClientHarness):
    with nine.open(url=nine.store.url) as connector:
        assert connector.check().name == "Rosa's Shop"
        assert connector.api.version == "9.0.3"


@pytest.mark.parametrize("version", ["1.7.8.11", "8.1.2", "9.0.2", "9.0"])
def test_an_older_prestashop_takes_no_client(nine: ClientHarness, version: str):
    nine.store.version = version
    with nine.open(url=nine.store.url) as connector, pytest.raises(Refused, match=f"PrestaShop {version};.*9.0.3"):
        connector.check()


@pytest.mark.parametrize("version", ["9.0.3", "9.1", "9.1.0-beta.1", "10.0.0", ""])
def test_a_newer_one_and_one_that_does_not_say_take_one(nine: ClientHarness, version: str):
    nine.store.version = version
    with nine.open(url=nine.store.url) as connector:
        assert connector.check().name


def test_a_module_without_these_paths_is_named(nine: ClientHarness):
    nine.store.admin.has_module = False
    with nine.open() as connector, pytest.raises(NotFound, match="PrestaShop API Resources"):
        connector.check()


def test_settings_that_are_tried_out_get_a_token(nine: ClientHarness, settings: Any):
    settings.ALLOWED_PRIVATE_HOSTS = frozenset(nine.hosts())
    assert check_settings("prestashop", given(nine.store.url)).name == "Rosa's Shop"
    nine.store.admin.scopes.clear()
    with pytest.raises(AuthFailed, match="product_read"):
        check_settings("prestashop", given(nine.store.url))
    assert check_settings("prestashop", given(nine.store.url, client_id="")).name == "Rosa's Shop"


def test_a_shop_without_products_passes(nine: ClientHarness):
    nine.store.shop.products.clear()
    with nine.open() as connector:
        assert connector.check().name


def test_an_old_shop_with_its_key_alone_passes(presta: PrestaShopHarness):
    with presta.open() as connector:
        assert connector.check().name
    assert not any("admin-api" in call.path for call in presta.proxy.calls)


def test_a_token_that_is_over_is_no_lost_key(nine: ClientHarness):
    nine.store.admin.tokens.clear()
    over = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
    with nine.open(token_end=over) as connector, pytest.raises(Temporary, match="asked for anew"):
        connector.admin.photos(nine.example()[0])
    with nine.open() as connector, pytest.raises(AuthFailed):
        connector.admin.photos(nine.example()[0])


def test_a_shop_that_has_moved_gets_no_token(nine: ClientHarness):
    seen = []

    def moved(call: Call) -> Answer:
        seen.append(call.headers.get("authorization"))
        return Answer(301, b"", {"Location": nine.store.url + call.path})

    with Server(moved) as old:
        values = nine.settings | {"url": old.url}
        hosts = [old.host, nine.store.host]
        with Http(WithApiClient.base_url(values), auth=WithApiClient.auth(values), allowed_private=hosts) as http:
            connector = WithApiClient(values, http)
            for write in (lambda: connector.admin.photos("1"), lambda: connector.admin.remove("1")):
                with pytest.raises(BadAddress, match=nine.store.host):
                    write()
    assert len(seen) == 2
