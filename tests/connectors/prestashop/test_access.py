"""How the hub enters a PrestaShop, and what it says when it is not let in."""

from __future__ import annotations

import base64

import pytest

from connectors.errors import AuthFailed, BadAddress, NotFound, Refused, Temporary
from connectors.http import Http
from connectors.platforms.prestashop.connector import PrestaShopConnector
from tests.connectors.prestashop.harness import KEY, PrestaShopHarness
from tests.connectors.servers import Answer, Call, Server


def test_the_key_is_a_user_name_without_a_password_and_never_in_the_address():
    way = PrestaShopConnector.auth({"url": "https://shop.example", "key": f" {KEY}\n"})
    assert way
    headers, query = way("GET", "https://shop.example/api/products", {"limit": "1"})
    assert headers == {"Authorization": f"Basic {base64.b64encode(f'{KEY}:'.encode()).decode()}"}
    assert query == {"limit": "1"}


@pytest.mark.parametrize("url", ["shop.example/en", "https://shop.example/en/", " https://shop.example/en "])
def test_an_address_is_taken_as_people_write_it(url: str):
    assert PrestaShopConnector.base_url({"url": url}) == "https://shop.example/en/api/"


def test_the_shop_is_named_as_it_names_itself(presta: PrestaShopHarness):
    with presta.open() as connector:
        assert connector.check().name == "Rosa's Shop"


def test_each_missing_right_is_named_in_the_words_of_the_keys_form(presta: PrestaShopHarness):
    rights = presta.store.shop.keys[KEY]
    del rights["combinations"]
    rights["images"] -= {"PUT", "POST"}
    with presta.open() as connector, pytest.raises(AuthFailed) as caught:
        connector.check()
    assert "combinations (View), images (Modify, Add)." in str(caught.value)
    assert "products" not in str(caught.value)


def test_a_key_that_has_no_rights_that_the_hub_does_not_need_passes(presta: PrestaShopHarness):
    rights = presta.store.shop.keys[KEY]
    del rights["orders"]
    for resource, methods in rights.items():
        methods -= {"DELETE", "PATCH", "HEAD"} | (set() if resource == "images" else {"PUT", "POST"})
    with presta.open() as connector:
        assert connector.check().name


def test_a_right_that_is_taken_away_later_is_told_in_the_stores_words(presta: PrestaShopHarness):
    del presta.store.shop.keys[KEY]["products"]
    with presta.open() as connector, pytest.raises(AuthFailed, match='"products" is not allowed with this'):
        connector.gallery(presta.example()[0])


def test_a_key_that_may_only_read_goes_on_reading(presta: PrestaShopHarness):
    presta.store.shop.keys[KEY]["images"] = {"GET"}
    product_id, image_id = presta.example()
    with presta.open() as connector:
        with pytest.raises(AuthFailed, match="Method PUT is not allowed"):
            connector.post_image(product_id, image_id, presta.picture())
        with pytest.raises(AuthFailed, match="Method POST is not allowed"):
            connector.add_image(product_id, presta.picture())
        assert connector.gallery(product_id).images


@pytest.mark.parametrize(("key", "said"), [("x" * 32, "not active"), ("short", "Invalid authentication key format")])
def test_a_wrong_key_is_told_in_the_stores_words(presta: PrestaShopHarness, key: str, said: str):
    with presta.open(key=key) as connector, pytest.raises(AuthFailed, match=said):
        connector.check()


def test_a_server_that_drops_the_key_is_told_from_a_wrong_key(presta: PrestaShopHarness):
    presta.store.drops_header = True
    with presta.open() as connector, pytest.raises(AuthFailed, match="CGI mode"):
        connector.check()


def test_a_webservice_that_is_switched_off_is_named(presta: PrestaShopHarness):
    presta.store.is_on = False
    with presta.open() as connector, pytest.raises(Refused, match="webservice is disabled"):
        connector.check()


def test_an_address_without_a_webservice_says_what_to_check(presta: PrestaShopHarness):
    with presta.open(url=f"{presta.proxy.url}/blog") as connector, pytest.raises(NotFound, match="friendly URLs"):
        connector.check()


@pytest.mark.parametrize("status", [500, 503])
def test_a_page_of_a_broken_server_is_a_passing_problem(presta: PrestaShopHarness, status: int):
    presta.proxy.answer_next(status, b"<html><body>Service Unavailable</body></html>")
    with presta.open() as connector, pytest.raises(Temporary):
        connector.gallery(presta.example()[0])


def test_a_shop_that_has_moved_names_its_new_address(presta: PrestaShopHarness):
    def moved(call: Call) -> Answer:
        return Answer(301, b"", {"Location": presta.store.url + call.path})

    with Server(moved) as old:
        values = {"url": old.url, "key": KEY}
        base, auth = PrestaShopConnector.base_url(values), PrestaShopConnector.auth(values)
        with Http(base, auth=auth, allowed_private=[old.host, presta.store.host], tries=1) as http:
            connector = PrestaShopConnector(values, http)
            with pytest.raises(BadAddress, match=presta.store.host):
                connector.check()
            with pytest.raises(BadAddress, match=presta.store.host):
                connector.api.replace("1", "2", presta.picture())
