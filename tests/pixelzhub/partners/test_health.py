"""GET /ext/health: the figures of the image health page."""

from __future__ import annotations

import uuid

import pytest

from pixelzhub.dashboard.overview import overview
from tests import builders
from tests.pixelzhub.partners.caller import Caller

pytestmark = pytest.mark.django_db
HEALTH = "/ext/health"


@pytest.fixture
def caller(merchant) -> Caller:
    return Caller(merchant, ["ext:images:read"])


@pytest.fixture
def store(merchant):
    """Three good photos, one to mend, and one that is not measured yet."""
    store = builders.make_store(merchant, channels=("amazon", "google"))
    for measurement in (*[builders.WHITE_GROUND] * 3, builders.grey_ground(), None):
        builders.make_photo(builders.make_product(store), measurement)
    return store


def test_the_figures_are_those_of_the_page(caller, merchant, store) -> None:
    told, page = caller.data(HEALTH), overview(merchant)
    assert {name: told[name] for name in ("score", "photos", "measured", "unmeasured", "meeting", "failing")} == {
        "score": 75, "photos": 5, "measured": 4, "unmeasured": 1, "meeting": 3, "failing": 1,
    }  # fmt: skip
    assert (told["score"], told["score_when_mended"]) == (page.health.score, page.health.score_when_mended)
    assert told["to_do"] == {"mend": 1, "reshoot": 0, "fix": 0}
    assert [(one["channel"], one["measured"], one["failing"], one["warned"]) for one in told["channels"]] == sorted(
        (row.code, row.listed, row.fail, row.warn) for row in page.channels
    )
    assert ("amazon", 4, 1) in [(one["channel"], one["measured"], one["failing"]) for one in told["channels"]]


def test_one_store_has_its_own_figures(caller, merchant, store) -> None:
    other = builders.make_store(merchant, channels=("ebay",))
    builders.make_photo(builders.make_product(other))
    told = caller.data(f"{HEALTH}/?store={other.pk}")
    assert (told["store_id"], told["photos"], told["score"]) == (str(other.pk), 1, 100)
    assert [one["channel"] for one in told["channels"]] == ["ebay"]
    assert caller.data(HEALTH)["photos"] == 6


def test_without_photos_there_is_no_score(caller) -> None:
    told = caller.data(HEALTH)
    assert (told["score"], told["photos"], told["channels"], told["trend"]) == (None, 0, [], [])


def test_a_store_that_is_none_of_the_merchants(caller) -> None:
    theirs = builders.make_store(builders.make_merchant("Others"))
    assert caller.get(f"{HEALTH}?store={theirs.pk}").status_code == 404
    assert caller.get(f"{HEALTH}?store={uuid.uuid4()}").status_code == 404
    answer = caller.get(f"{HEALTH}?store=7")
    assert (answer.status_code, answer.json()["errors"]) == (
        422,
        ['“store” is "7"; the id of a store, a UUID, is accepted.'],
    )


def test_a_strangers_photos_do_not_count_and_the_scope_is_asked_for(caller, merchant) -> None:
    builders.make_photo(builders.make_product(builders.make_store(builders.make_merchant("Others"))))
    assert caller.data(HEALTH)["photos"] == 0
    assert Caller(merchant, ["ext:orders:read"]).get(HEALTH).status_code == 403
