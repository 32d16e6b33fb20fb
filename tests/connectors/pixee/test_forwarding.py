"""How Pixee is told of photos: which products, which of its connectors, and what became of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from connectors.contract import Forwarded
from connectors.errors import AuthFailed, NotFound, Refused, Temporary
from tests.connectors.pixee.harness import PixeeHarness
from tests.connectors.pixee.shop import PushConnector

KNOWN, ALSO_KNOWN, UNKNOWN = "3760000000001", "3760000000002", "4006381333931"
LATER = "2026-11-21T08:00:00Z"


def photos(pixee: PixeeHarness, *eans: str) -> list[Forwarded]:
    return [Forwarded("SKU", ean, place, pixee.picture()) for place, ean in enumerate(eans)]


@pytest.fixture
def shopify(pixee: PixeeHarness) -> PushConnector:
    return pixee.shop.add_connector("My Shopify Store")


# ---- telling -----------------------------------------------------------------------------------------------------


def test_active_connectors_are_told_of_known_products_once_each(pixee: PixeeHarness, shopify: PushConnector):
    other, paused = pixee.shop.add_connector("Fnac"), pixee.shop.add_connector("Mirakl", "inactive")
    with pixee.open() as connector:
        ticket = connector.forward(photos(pixee, KNOWN, UNKNOWN, f" {ALSO_KNOWN} ", "", KNOWN))
    assert shopify.asked == other.asked == [[KNOWN, ALSO_KNOWN]]
    assert paused.asked == []
    assert [entry[0] for entry in json.loads(ticket)] == [shopify.id, other.id]


@pytest.mark.parametrize("eans", [[], [UNKNOWN], ["", "delta", "status"]])
def test_products_that_pixee_does_not_know_are_none_of_its_business(
    pixee: PixeeHarness, shopify: PushConnector, eans: list[str]
):
    with pixee.open() as connector:
        assert connector.forward(photos(pixee, *eans)) == ""
    assert pixee.proxy.writes == []


def test_chosen_connectors_alone_are_told(pixee: PixeeHarness, shopify: PushConnector):
    other, chosen = pixee.shop.add_connector("Fnac"), pixee.shop.add_connector("Mirakl", "inactive")
    with pixee.open(connector_ids=f" {chosen.id} \r\n\r\n{shopify.id}\n{chosen.id}") as connector:
        connector.forward(photos(pixee, KNOWN))
    assert (shopify.asked, other.asked, chosen.asked) == ([[KNOWN]], [], [[KNOWN]])


def test_a_chosen_connector_that_is_not_there_is_named(pixee: PixeeHarness, shopify: PushConnector):
    with pixee.open(connector_ids="4711") as connector, pytest.raises(NotFound, match=r"4711.*Connecteur introuvable"):
        connector.forward(photos(pixee, KNOWN))


def test_no_active_connector_is_said_and_nothing_is_told(pixee: PixeeHarness):
    pixee.shop.add_connector("Mirakl", "inactive")
    with pixee.open() as connector, pytest.raises(Refused, match="no active connector"):
        connector.forward(photos(pixee, KNOWN))
    assert pixee.proxy.writes == []


def test_all_pages_of_connectors_are_read(pixee: PixeeHarness, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("connectors.platforms.pixee.pushing.PER_PAGE", 2)
    for number in range(5):
        pixee.shop.add_connector(f"Shop {number}")
    with pixee.open() as connector:
        connector.forward(photos(pixee, KNOWN))
    assert all(one.asked == [[KNOWN]] for one in pixee.shop.connectors.values())


def test_many_products_go_in_several_calls(pixee: PixeeHarness, shopify: PushConnector, monkeypatch: Any):
    monkeypatch.setattr("connectors.platforms.pixee.pushing.BATCH", 2)
    eans = [f"376000000000{number}" for number in range(5)]
    with pixee.open() as connector:
        ticket = connector.forward(photos(pixee, *eans))
        assert shopify.asked == [eans[:2], eans[2:4], eans[4:]]
        shopify.pending, shopify.synced = 0, LATER
        assert connector.forwarded(ticket).says == "My Shopify Store has synced."


def test_telling_again_does_no_harm_and_a_lost_answer_is_asked_for_again(pixee: PixeeHarness, shopify: PushConnector):
    pixee.proxy.lose_next_answer("POST")
    with pixee.open(tries=2) as connector:
        assert connector.forward(photos(pixee, KNOWN))
    assert shopify.asked == [[KNOWN], [KNOWN]]


def test_pixee_that_is_out_of_reach_is_asked_again_later(pixee: PixeeHarness, shopify: PushConnector):
    pixee.proxy.answer_next(503)
    with pixee.open() as connector, pytest.raises(Temporary):
        connector.forward(photos(pixee, KNOWN))


# ---- keys and addresses ------------------------------------------------------------------------------------------


def test_the_list_is_asked_with_its_slash_and_the_key_in_its_header(pixee: PixeeHarness, shopify: PushConnector):
    with pixee.open() as connector:
        connector.forward(photos(pixee, KNOWN))
        assert connector.http.get("connectors", ok=(404,)).status == 404
    calls = [call for call in pixee.proxy.calls if "/connectors" in call.path]
    assert calls[0].path.startswith("/api/v1/connectors/?")
    assert not any("authorization" in call.headers for call in calls)


@pytest.mark.parametrize(("slash", "oldest"), [(True, False), (False, False), (False, True)])
def test_the_older_styles_work_too(pixee: PixeeHarness, shopify: PushConnector, slash: bool, oldest: bool):
    pixee.store.bearers, pixee.store.slash, pixee.store.oldest_list = True, slash, oldest
    with pixee.open() as connector:
        ticket = connector.forward(photos(pixee, KNOWN))
        assert shopify.asked == [[KNOWN]]
        assert not connector.forwarded(ticket).finished
    calls = [call for call in pixee.proxy.calls if "/connectors" in call.path]
    as_bearers = ["authorization" in call.headers for call in calls]
    assert as_bearers == sorted(as_bearers), "once it is known, the key goes there as a bearer alone"
    assert not any({"authorization", "x-api-key"} <= call.headers.keys() for call in calls)


def test_a_key_that_may_not_touch_connectors_still_reads_products(pixee: PixeeHarness, shopify: PushConnector):
    """A wrong key would stop the whole store."""
    pixee.store.settings_allowed = False
    with (
        pixee.open() as connector,
        pytest.raises(Refused, match=r"MANAGE_SETTINGS.*Permission MANAGE_SETTINGS requise"),
    ):
        connector.forward(photos(pixee, KNOWN))


def test_connectors_that_take_no_key_at_all_are_a_refusal(pixee: PixeeHarness, shopify: PushConnector):
    with pixee.open() as connector:
        pixee.proxy.answer_next(401, times=2)
        with pytest.raises(Refused, match=r"\(401\)"):
            connector.pushing.active()


def test_a_wrong_key_is_one(pixee: PixeeHarness, shopify: PushConnector):
    with pixee.open(**pixee.wrong_key) as connector, pytest.raises(AuthFailed):
        connector.forward(photos(pixee, KNOWN))


def test_a_wrong_address_does_not_make_products_unknown(pixee: PixeeHarness, shopify: PushConnector):
    with pixee.open(url=f"{pixee.proxy.url}/api/v7") as connector, pytest.raises(NotFound, match="v7"):
        connector.forward(photos(pixee, KNOWN))


def test_an_ean_cannot_lead_to_another_path(pixee: PixeeHarness, shopify: PushConnector):
    with pixee.open() as connector:
        assert connector.forward(photos(pixee, "1/../../status")) == ""
    assert pixee.proxy.reads == ["/api/v1/ext/products/1%2F..%2F..%2Fstatus"]


# ---- what became of it -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "finished", "taken", "says"),
    [
        ({}, False, False, "My Shopify Store is not done yet: 1 waiting."),
        ({"pending": 0}, False, False, "My Shopify Store has not synced yet."),
        ({"pending": 0, "synced": LATER}, True, True, "My Shopify Store has synced."),
        ({"pending": 2, "synced": LATER}, False, False, "My Shopify Store is not done yet: 2 waiting."),
        (
            {"pending": 0, "synced": LATER, "error": "Quota dépassé"},
            True,
            False,
            "My Shopify Store says: Quota dépassé",
        ),
        ({"pending": 0, "error": "Clé pm_live_a-b_c"}, True, False, "My Shopify Store says: Clé pm_live_…"),
        (
            {"pending": 0, "status": "inactive"},
            True,
            False,
            "My Shopify Store does not sync: its status is “inactive”.",
        ),
    ],
)
def test_the_connector_tells_how_far_it_is(
    pixee: PixeeHarness, shopify: PushConnector, now: dict[str, Any], finished: bool, taken: bool, says: str
):
    with pixee.open() as connector:
        ticket = connector.forward(photos(pixee, KNOWN))
        for name, value in now.items():
            setattr(shopify, name, value)
        found = connector.forwarded(ticket)
    assert (found.finished, found.taken, found.says) == (finished, taken, says)


def test_an_error_of_earlier_is_not_taken_for_one_of_this_sync(pixee: PixeeHarness, shopify: PushConnector):
    shopify.error, shopify.synced = "Délai dépassé", None
    with pixee.open() as connector:
        ticket = connector.forward(photos(pixee, KNOWN))
        shopify.pending = 0
        assert not connector.forwarded(ticket).finished
        shopify.synced, shopify.error = LATER, None
        assert connector.forwarded(ticket).taken


def test_all_connectors_have_to_be_done(pixee: PixeeHarness, shopify: PushConnector):
    other = pixee.shop.add_connector("Fnac")
    with pixee.open() as connector:
        ticket = connector.forward(photos(pixee, KNOWN))
        shopify.pending, shopify.synced = 0, LATER
        half = connector.forwarded(ticket)
        other.pending, other.error = 0, "Refusé"
        done = connector.forwarded(ticket)
    assert (half.finished, half.says) == (False, "My Shopify Store has synced.\nFnac is not done yet: 1 waiting.")
    assert (done.finished, done.taken, done.says) == (True, False, "My Shopify Store has synced.\nFnac says: Refusé")


def test_a_connector_that_was_removed_meanwhile_is_said(pixee: PixeeHarness, shopify: PushConnector):
    with pixee.open() as connector:
        ticket = connector.forward(photos(pixee, KNOWN))
        del pixee.shop.connectors[shopify.id]
        found = connector.forwarded(ticket)
    assert (found.finished, found.taken) == (True, False)
    assert shopify.id in found.says
