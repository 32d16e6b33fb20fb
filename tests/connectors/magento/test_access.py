"""How the hub enters a Magento store."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from connectors import oauth1
from connectors.errors import AuthFailed, BadAddress, Refused
from connectors.http import Http
from connectors.platforms.magento import access
from connectors.platforms.magento.connector import MagentoConnector
from tests.connectors.magento.fake import FOLDER
from tests.connectors.magento.harness import MagentoHarness
from tests.connectors.servers import Answer, Call, Server

ALONE = {"consumer_key": "", "consumer_secret": "", "token_secret": ""}
ADDRESS = "https://shop.example/rest/all/V1/products"


def test_the_oauth_signature_fits_the_known_vector():
    signed = oauth1.parameters(
        "GET",
        ADDRESS,
        {"searchCriteria[pageSize]": "1"},
        key="ck",
        secret="cs",
        token="tk",
        token_secret="ts",
        nonce="n1",
        timestamp=1763700000,
    )
    assert quote(signed["oauth_signature"], safe="") == "Ub6LBSO7INXiKQanEvMakWViZxQXEgZw2Bf6lugmzeU%3D"
    assert 'oauth_signature="Ub6LBSO7INXiKQanEvMakWViZxQXEgZw2Bf6lugmzeU%3D"' in access.header(signed)


def test_all_four_values_sign_and_send_no_secret():
    sign = access.way_in({"token": "tk", "consumer_key": "ck", "consumer_secret": "c-sec", "token_secret": " t-sec "})
    headers, query = sign("GET", ADDRESS, {"a": "b"})
    assert headers["Authorization"].startswith("OAuth oauth_consumer_key=")
    assert 'oauth_token="tk"' in headers["Authorization"]
    assert "sec" not in headers["Authorization"]
    assert query == {"a": "b"}
    assert sign("GET", ADDRESS, {"a": "b"})[0] != headers


@pytest.mark.parametrize("more", [{}, {"consumer_key": "ck"}, {"consumer_key": "ck", "consumer_secret": "cs"}])
def test_the_token_without_all_of_the_others_goes_as_a_bearer(more: dict[str, str]):
    headers, _ = access.way_in({"token": " tk\n"} | more)("GET", ADDRESS, {})
    assert headers == {"Authorization": "Bearer tk"}


@pytest.mark.parametrize("url", ["shop.example", "https://shop.example/", " https://shop.example "])
def test_an_address_is_taken_as_people_write_it(url: str):
    assert MagentoConnector.base_url({"url": url}) == "https://shop.example/rest/all/V1/"


def test_a_token_alone_gets_in_where_the_shop_allows_it(magento: MagentoHarness):
    magento.store.integration.bearer_allowed = True
    with magento.open(**ALONE) as connector:
        found = connector.check()
    assert (found.name, found.currency) == (magento.proxy.host, "USD")
    assert found.url == f"{magento.proxy.url}{FOLDER}"


@pytest.mark.parametrize(("allowed", "token"), [(False, "tk_good"), (True, "tk_wrong")])
def test_a_token_that_is_refused_is_told_what_it_can_be(magento: MagentoHarness, allowed: bool, token: str):
    """Magento has one text for both: the words name both ways out."""
    magento.store.integration.bearer_allowed = allowed
    with magento.open(**ALONE, token=token) as connector, pytest.raises(AuthFailed) as caught:
        connector.check()
    said = str(caught.value)
    assert "isn't authorized to access Magento_Catalog::products" in said
    assert "standalone Bearer tokens" in said
    assert "other three values" in said
    assert token not in said


def test_a_missing_right_is_named(magento: MagentoHarness):
    magento.store.integration.rights -= {"Magento_Backend::store"}
    with magento.open() as connector, pytest.raises(AuthFailed, match="access Magento_Backend::store"):
        connector.check()


def test_a_wrong_signature_is_told_in_the_stores_words(magento: MagentoHarness):
    with magento.open(consumer_secret="no") as connector, pytest.raises(AuthFailed, match="signature is invalid"):
        connector.check()


def test_a_store_that_has_moved_names_its_new_address_for_reads_and_writes(magento: MagentoHarness):
    def moved(call: Call) -> Answer:
        return Answer(301, b"", {"Location": magento.proxy.url + call.path})

    with Server(moved) as old:
        values = magento.settings | {"url": f"{old.url}{FOLDER}"}
        with Http(
            MagentoConnector.base_url(values),
            auth=MagentoConnector.auth(values),
            allowed_private=[old.host, magento.proxy.host],
        ) as http:
            connector = MagentoConnector(values, http)
            with pytest.raises(BadAddress, match=magento.proxy.host):
                connector.check()
            with pytest.raises(BadAddress, match=magento.proxy.host):
                connector.api.write("PUT", "products/x/media/1", {})


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            b'{"message": "%fieldName is %fieldName of %other", "parameters": {"fieldName": "sku"}}',
            "sku is sku of %other",
        ),
        (b'{"message": "%1 and %2, 100%", "parameters": ["one", 2]}', "one and 2, 100%"),
        (b'{"message": "Twice.", "errors": [{"message": "No %1.", "parameters": ["a"]}]}', "Twice. No a."),
        (b'{"message": "Alone", "parameters": "x"}', "Alone"),
        (b'\xef\xbb\xbf{"message": "With a mark", "parameters": []}', "With a mark"),
    ],
)
def test_the_stores_words_have_their_placeholders_filled_in(magento: MagentoHarness, body: bytes, said: str):
    magento.proxy.answer_next(400, body)
    with magento.open() as connector, pytest.raises(Refused) as caught:
        connector.gallery("x")
    assert str(caught.value).endswith(f"says: {said}")
