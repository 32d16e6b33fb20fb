"""Tokens that end: whatever a store says of their life, the hub finds a day for the next one or says what is wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.errors import BadReply
from connectors.http import Http
from connectors.registry import connector_class
from tests.connectors.custom.opening import minimal
from tests.connectors.servers import Answer, Call, Server

CLIENT = {"client_id": "app-1", "client_secret": "hush"}
# More digits than a float has room for.
HUGE = "1" + "0" * 400
BY_OAUTH = "auth: {type: client_credentials, token_url: oauth/token, client_id: app-1, client_secret: hush}"
PLATFORMS = ("custom", "prestashop", "shopify", "shopware", "wizart")


def entered(platform: str, url: str) -> dict[str, str]:
    """What a merchant enters so that the hub asks for a token."""
    return {
        "custom": {"description": minimal(url, BY_OAUTH)},
        "prestashop": {"url": url, "key": "webservice", **CLIENT},
        "shopify": {"url": "demo.myshopify.com", **CLIENT},
        "shopware": {"url": url, "key": "SWIA", "secret": "hush"},
        "wizart": {"url": url, "username": "me", "password": "hush", **CLIENT},
    }[platform]


def next_token_after(platform: str, life: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """When the hub asks for the next token of a store that says this of a token's life, in JSON's own letters."""

    def says(call: Call) -> Answer:
        return Answer(200, f'{{"access_token": "token-1", "expires_in": {life}}}'.encode())

    with Server(says) as store:
        monkeypatch.setattr("connectors.platforms.shopify.access.ORIGIN", f"{store.url}/{{shop}}")
        values = entered(platform, store.url)
        kind: Any = connector_class(platform).for_settings(values)
        with Http(kind.base_url(values), allowed_private=[store.host], tries=1) as http:
            return kind.renew_at(kind.renewed(values, http))


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("life", ["1e300", "Infinity", HUGE], ids=["1e300", "Infinity", "huge"])
def test_a_token_that_is_said_to_outlast_all_dates_is_renewed_within_ten_years(
    platform: str, life: str, monkeypatch: pytest.MonkeyPatch
):
    wait = next_token_after(platform, life, monkeypatch) - datetime.now(UTC)
    assert timedelta(hours=23) < wait < timedelta(days=3650)


@pytest.mark.parametrize("platform", ["prestashop", "shopware", "wizart"])
def test_a_life_that_is_no_number_is_a_bad_reply(platform: str, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(BadReply, match=r"without a (key|token)"):
        next_token_after(platform, "NaN", monkeypatch)


def test_a_described_store_whose_life_is_no_number_is_asked_again_at_the_next_visit(monkeypatch: pytest.MonkeyPatch):
    assert next_token_after("custom", "NaN", monkeypatch) < datetime.now(UTC) + timedelta(seconds=2)


def test_a_shopify_key_whose_life_is_no_number_has_no_end(monkeypatch: pytest.MonkeyPatch):
    assert next_token_after("shopify", "NaN", monkeypatch) is None
