"""Getting in: the shop's address, tokens that end, rights, and what the shop says of itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from connectors.contract import ability_report
from connectors.errors import AuthFailed, BadAddress, BadReply, NotFound, RateLimited, Refused, Temporary
from connectors.http import Http
from connectors.platforms.shopware import access
from connectors.platforms.shopware.connector import ShopwareConnector
from tests.connectors.servers import Answer, Call, Server
from tests.connectors.shopware.fake import SECRET
from tests.connectors.shopware.harness import ShopwareHarness
from tests.connectors.shopware.shop import HEADLESS


@pytest.mark.parametrize(
    "entered",
    [
        "shop.example",
        " https://shop.example/ ",
        "https://shop.example/admin",
        "https://shop.example/admin/",
        "https://shop.example/admin#/sw/dashboard/index",
        "https://shop.example/admin?x=1#/sw/product",
        "https://shop.example/api",
    ],
)
def test_an_address_is_taken_as_people_copy_it(entered: str):
    assert ShopwareConnector.base_url({"url": entered}) == "https://shop.example/api/"


def test_a_shop_in_a_folder_keeps_it():
    assert access.shop_url({"url": "https://example.com/shop/admin#/"}) == "https://example.com/shop"


# ---- tokens that end ---------------------------------------------------------------------------------------------


def test_the_keys_are_exchanged_for_a_token_whose_end_is_kept(shopware: ShopwareHarness):
    found, now = shopware.settings, datetime.now(UTC)
    assert found["token"] in shopware.store.ends
    assert 590 < (datetime.fromisoformat(found["token_end"]) - now).total_seconds() <= 600
    assert now + timedelta(seconds=290) < access.renew_at(found) <= now + timedelta(seconds=300)
    assert found["secret"] == SECRET


def test_a_store_without_a_token_gets_one_at_once():
    assert access.renew_at({"url": "shop.example", "key": "a", "secret": "b"}) < datetime.now(UTC)


@pytest.mark.parametrize("changed", [{"secret": "other"}, {"key": "other"}, {"url": "https://other.example"}])
def test_other_keys_do_not_get_in_by_the_old_token(shopware: ShopwareHarness, changed: dict[str, str]):
    assert access.renew_at(shopware.settings | changed) < datetime.now(UTC)


def test_the_next_token_replaces_the_one_before(shopware: ShopwareHarness):
    again = shopware.with_token(shopware.settings)
    assert again["token"] != shopware.settings["token"]
    assert again.keys() == shopware.settings.keys()


@pytest.mark.parametrize("changed", [{"secret": "wrong-secret"}, {"key": "SWIAWRONG"}])
def test_keys_that_the_shop_does_not_know_are_told_where_to_look(shopware: ShopwareHarness, changed: dict[str, str]):
    with pytest.raises(AuthFailed, match="Integrations") as caught:
        shopware.with_token(shopware.settings | changed)
    said = str(caught.value)
    assert "Client authentication failed" in said
    assert not [value for value in changed.values() if value in said]


def test_a_token_that_ended_while_the_store_was_read_is_no_reason_to_ask_the_merchant(shopware: ShopwareHarness):
    shopware.store.end_all_tokens()
    gone = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
    with shopware.open(token_end=gone) as connector, pytest.raises(Temporary, match="asked for anew") as caught:
        connector.gallery(shopware.hoodie["id"])
    assert not caught.value.permanent


def test_a_token_that_is_refused_before_its_end_needs_the_merchant(shopware: ShopwareHarness):
    shopware.store.end_all_tokens()
    with shopware.open() as connector, pytest.raises(AuthFailed, match="could not be verified"):
        connector.gallery(shopware.hoodie["id"])


def test_too_many_tries_wait_as_long_as_the_answer_says(shopware: ShopwareHarness):
    shopware.store.throttled_for = 25
    with pytest.raises(RateLimited, match="throttled for 25 seconds") as caught:
        shopware.with_token(shopware.settings)
    assert caught.value.retry_after == 25


def test_an_address_without_a_shopware_is_named(shopware: ShopwareHarness):
    with pytest.raises(NotFound, match=rf"no Shopware 6 at {shopware.proxy.host}/blog"):
        shopware.with_token(shopware.settings | shopware.wrong_address())


@pytest.mark.parametrize(
    ("status", "body", "kind", "said"),
    [
        (401, b"<html>Password, please</html>", AuthFailed, "does not accept the key"),
        (403, b'{"errors": [{"detail": "Closed"}]}', AuthFailed, "gives the hub no key: Closed"),
        (404, b'{"errors": [{"detail": "No route found"}]}', NotFound, "No route found"),
        (503, b"<html>Maintenance</html>", Temporary, "a problem of its own"),
    ],
)
def test_a_token_that_is_not_given_has_its_reason(
    shopware: ShopwareHarness, status: int, body: bytes, kind: type[Exception], said: str
):
    shopware.proxy.answer_next(status, body)
    with pytest.raises(kind, match=said):
        shopware.with_token(shopware.settings)


@pytest.mark.parametrize(
    "body", [b"<html>", b"{}", b"[]", b'{"access_token": "x"}', b'{"access_token": "", "expires_in": 9}']
)
def test_an_answer_without_a_token_is_a_bad_reply(shopware: ShopwareHarness, body: bytes):
    shopware.proxy.answer_next(200, body)
    with pytest.raises(BadReply):
        shopware.with_token(shopware.settings)


def test_a_shop_that_has_moved_names_its_new_address_for_keys_reads_and_writes(shopware: ShopwareHarness):
    def moved(call: Call) -> Answer:
        return Answer(301, b"", {"Location": shopware.proxy.url + call.path})

    with Server(moved) as old:
        values = shopware.settings | {"url": old.url}
        with Http(ShopwareConnector.base_url(values), allowed_private=[old.host, shopware.proxy.host]) as http:
            connector = ShopwareConnector(values, http)
            for call in (
                lambda: ShopwareConnector.renewed(values, http),
                lambda: connector.gallery(shopware.hoodie["id"]),
                lambda: connector.api.delete("media", "x"),
            ):
                with pytest.raises(BadAddress, match=shopware.proxy.host):
                    call()
    assert not shopware.proxy.calls


def test_a_shop_that_sends_calls_to_a_page_of_its_own_is_told_so(shopware: ShopwareHarness):
    shopware.proxy.answer_next(302, b"", Location="/maintenance")
    with shopware.open() as connector, pytest.raises(BadAddress, match="another page"):
        connector.gallery(shopware.hoodie["id"])


# ---- what the shop says of itself --------------------------------------------------------------------------------


def test_a_shop_says_its_name_address_and_currency(shopware: ShopwareHarness):
    with shopware.open() as connector:
        found = connector.check()
    assert (found.name, found.url, found.currency) == ("Demostore", shopware.proxy.url, "EUR")


def test_an_integration_that_must_not_see_the_settings_gets_the_storefronts_name(shopware: ShopwareHarness):
    tables = ("product", "product_media", "media", "property_group_option", "tag", "category")
    tables += ("sales_channel_domain", "sales_channel", "currency")
    shopware.store.rights = {f"{table}:read" for table in tables}
    with shopware.open() as connector:
        assert connector.check().name == "Storefront"
        assert list(connector.product_pages())


def test_a_shop_without_a_name_is_called_by_its_address(shopware: ShopwareHarness):
    shopware.shop.name = ""
    shopware.shop.tables["sales_channel_domain"].clear()
    with shopware.open() as connector:
        found = connector.check()
    assert (found.name, found.url) == (shopware.proxy.host, shopware.proxy.url)


def test_the_storefront_at_the_entered_address_is_chosen(shopware: ShopwareHarness):
    tables = shopware.shop.tables
    tables["sales_channel_domain"].clear()
    shopware.shop.add_domain("https://other.example", name="Other")
    shopware.shop.add_domain(f"{shopware.proxy.url}/de", name="Deutsch")
    shopware.shop.add_domain(shopware.proxy.url, name="Headless", kind=HEADLESS)
    shopware.shop.add_domain(shopware.proxy.url, name="Closed", active=False)
    shopware.shop.name = ""
    with shopware.open() as connector:
        assert connector.check().name == "Deutsch"
    shopware.shop.add_domain(f"{shopware.proxy.url}/", name="English")
    with shopware.open() as connector:
        assert connector.check().name == "English"


def test_a_missing_right_is_named_in_words(shopware: ShopwareHarness):
    shopware.store.rights = {"category:read"}
    with shopware.open() as connector:
        assert list(connector.categories())
        with pytest.raises(AuthFailed, match=r"lacks a right \(media:read, product:read.*Administrator") as caught:
            connector.check()
    assert "missingPrivileges" not in str(caught.value)


@pytest.mark.parametrize("version", ["5.7.19", ""])
def test_another_version_than_6_is_refused(shopware: ShopwareHarness, version: str):
    shopware.store.version = version
    with shopware.open() as connector, pytest.raises(Refused, match="speaks Shopware 6"):
        connector.check()


def test_what_shopware_does_not_do_has_its_reason():
    reasons = {line.name: line.reason for line in ability_report(ShopwareConnector) if not line.has}
    assert reasons.keys() == {"access", "webhooks"}
    assert "signs its calls only for apps" in reasons["webhooks"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"errors": [{"code": "X", "title": "Bad Request", "detail": "The limit is 500."}]}', "The limit is 500."),
        (b'{"errors": [{"title": "Only a title", "detail": null}]}', "Only a title"),
        (b'{"errors": [{"detail": "One."}, {"detail": "Two."}, 3]}', "One. Two."),
        (b'\xef\xbb\xbf{"errors": [{"detail": "With a mark."}]}', "With a mark."),
    ],
)
def test_refusals_are_told_in_the_shops_own_words(shopware: ShopwareHarness, body: bytes, said: str):
    shopware.proxy.answer_next(400, body)
    with shopware.open() as connector, pytest.raises(Refused) as caught:
        connector.gallery(shopware.hoodie["id"])
    assert str(caught.value).endswith(f"says: {said}")
