"""Settings of sales channels: which judge a store, every rule with its source, and limits of the merchant's own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from analytics.channels import CHANNELS
from analytics.channels.own import LINES, USUAL
from analytics.models import FindingRow, OwnLimits, StoreJudging
from connectors.models import Placement
from pixelzhub.accounts.models import AuditEvent
from pixelzhub.dashboard.channels import own_limits
from pixelzhub.dashboard.channels_page import asks_most
from pixelzhub.dashboard.own_limits_form import PARTS
from tests import builders

OWN = "/settings/channels/own/"


def filled(**changed: Any) -> dict[str, Any]:
    """What a browser sends of the form as it is shown to a merchant who set nothing, but for these fields."""
    return {name: value for name, value in {**USUAL, **changed}.items() if value is not None}


def dark_photo(merchant: Any, *channels: str) -> Placement:
    """A photo that meets every usual limit and is dark."""
    product = builders.make_product(builders.make_store(merchant, channels=channels))
    return builders.make_photo(product, replace(builders.WHITE_GROUND, luma_p99=40))


def test_other_channels_judge_anew_without_reading_a_photo(client: Client, merchant) -> None:
    store = builders.make_store(merchant, channels=("google",))
    placement = builders.make_photo(builders.make_product(store), builders.grey_ground())
    assert placement.verdict == "meets"
    client.post("/settings/channels/", {"store": store.pk, f"{store.pk}-channels": ["amazon", "google"]})
    placement.refresh_from_db()
    assert placement.verdict == "mend"
    assert FindingRow.objects.filter(placement=placement, code="amazon/non_white_background").exists()


def test_every_channel_can_be_chosen_and_is_explained(client: Client, merchant) -> None:
    store = builders.make_store(merchant)
    page = client.get("/settings/channels/").content.decode()
    for code, channel in CHANNELS.items():
        assert f'name="{store.pk}-channels" value="{code}"' in page
        assert f'href="/settings/channels/{code}/">{channel.name}</a>' in page
        assert escape(asks_most(channel)[1]) in page
    client.post("/settings/channels/", {"store": store.pk, f"{store.pk}-channels": list(CHANNELS)})
    assert set(store.listed_channels.values_list("code", flat=True)) == set(CHANNELS)


def test_a_channel_that_is_none_is_refused_and_said(client: Client, merchant) -> None:
    store = builders.make_store(merchant, channels=("google",))
    values = {"store": store.pk, f"{store.pk}-channels": ["google", "myspace"]}
    page = client.post("/settings/channels/", values, follow=True).content.decode()
    assert "myspace is not one of the available choices" in page
    assert list(store.listed_channels.values_list("code", flat=True)) == ["google"]


def test_what_a_channel_asks_most_is_read_from_its_rules() -> None:
    assert asks_most(CHANNELS["zalando"]) == (
        "blocker",
        "at least 762 x 1,100 px · shape 1:1.44 · JPEG · a file of at most 20 MB",
    )
    severity, line = asks_most(CHANNELS["amazon"])
    assert severity == "blocker"
    assert line.endswith("; on the main photo pure white background · product fills at least 85%")
    assert asks_most(CHANNELS["etsy"])[0] == "warning"


@pytest.mark.parametrize("code", [code for code in CHANNELS if code != "own"])
def test_every_rule_is_shown_with_source_and_day(client: Client, code: str) -> None:
    page = client.get(f"/settings/channels/{code}/").content.decode()
    for rule in CHANNELS[code].rules:
        assert escape(rule.title) in page
        assert escape(rule.source) in page
    assert page.count("checked 1 Nov 2026") == len(CHANNELS[code].rules)
    assert "At least 4 photos a product are advised" in page or code != "walmart"


def test_a_rule_says_when_it_holds_and_how_certain_it_is(client: Client) -> None:
    page = client.get("/settings/channels/google/").content.decode()
    assert "From 14 Apr 2026 to 30 Jan 2027" in page
    assert "From 31 Jan 2027" in page
    assert "Not certain: sources are few or disagree" in client.get("/settings/channels/etsy/").content.decode()


def test_a_channel_that_is_none_has_no_page_and_rules_cannot_be_sent(client: Client) -> None:
    assert client.get("/settings/channels/myspace/").status_code == 404
    assert client.post("/settings/channels/amazon/", {}).status_code == 405


def test_own_limits_are_kept_and_photos_judged_anew(client: Client, merchant) -> None:
    photo = dark_photo(merchant, "own")
    assert photo.verdict == "meets"
    page = client.post(OWN, filled(bright="on", megabytes="0.1"), follow=True).content.decode()
    assert "The photos of 1 store are judged anew" in page
    photo.refresh_from_db()
    assert photo.verdict == "mend"
    assert set(FindingRow.objects.filter(placement=photo, code__startswith="own/").values_list("code", flat=True)) >= {
        "own/dark", "own/too_large_file",
    }  # fmt: skip
    event = AuditEvent.objects.get(action="own_limits.changed")
    assert event.details == {"bright": True, "megabytes": 0.1}


def test_same_limits_change_nothing(client: Client, merchant) -> None:
    dark_photo(merchant, "own")
    before = StoreJudging.objects.values_list("pk", "due_at")
    page = client.post(OWN, filled(), follow=True).content.decode()
    assert "Nothing changed" in page
    assert not OwnLimits.objects.exists() and not AuditEvent.objects.filter(action="own_limits.changed").exists()
    assert list(StoreJudging.objects.values_list("pk", "due_at")) == list(before)


def test_own_limits_go_back_to_usual(client: Client, merchant) -> None:
    photo = dark_photo(merchant, "own")
    client.post(OWN, filled(bright="on"))
    assert "Set all to usual" in client.get(OWN).content.decode()
    client.post(OWN, {"do": "reset", "longest_px": "7"})
    photo.refresh_from_db()
    assert photo.verdict == "meets"
    assert not OwnLimits.objects.exists()
    page = client.get(OWN).content.decode()
    assert "All limits are the usual ones" in page and "Set all to usual" not in page


def test_every_limit_can_be_switched_off(client: Client, merchant) -> None:
    client.post(OWN, {})
    assert own_limits(merchant) == dict.fromkeys(USUAL)
    assert 'value="1000"' not in client.get(OWN).content.decode()


def test_form_shows_every_limit_with_what_is_usual(client: Client) -> None:
    page = client.get(OWN).content.decode()
    assert all(f'name="{line.name}"' in page for line in LINES)
    assert "100 to 20,000. Usually 1,000." in page
    assert "0.1 to 100. Usually 5." in page


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("longest_px", "99", "Longest side, at least (px) has to be from 100 to 20,000, or empty"),
        ("longest_px", "many", "Longest side, at least (px) has to be from 100 to 20,000, or empty"),
        ("megabytes", "nan", "File, at most (MB) has to be from 0.1 to 100, or empty"),
        ("ground", "256", "has to be from 200 to 255"),
        ("shape", "round", "Shape has to be width:height such as 1:1 or 4:5, from 1:5 to 5:1, or empty; not “round”"),
        ("shape", "1:6", "from 1:5 to 5:1"), ("shape", "0:1", "from 1:5 to 5:1"),
        ("largest_fill_percent", "50", "50 is below the least that you ask, 60"),
        ("largest_px", "999", "999 is below the least that you ask, 1,000"),
        ("formats", ["PSD"], "PSD is not one of the available choices"),
    ],
)  # fmt: skip
def test_limit_that_makes_no_sense_is_refused_by_field_and_limits(client: Client, field, value, said) -> None:
    page = client.post(OWN, filled(**{field: value}))
    assert page.status_code == 422
    assert said in page.content.decode()
    assert not OwnLimits.objects.exists()


@pytest.mark.parametrize(("typed", "kept"), [("4:5", "4:5"), (" 1 x 1.44 ", "1:1.44"), ("1000/1500", "1000:1500")])
def test_shape_is_understood_as_people_write_it(client: Client, merchant, typed, kept) -> None:
    client.post(OWN, filled(shape=typed))
    assert own_limits(merchant)["shape"] == kept


def test_whole_numbers_are_shown_as_they_were_typed(client: Client) -> None:
    client.post(OWN, filled(bright="on"))
    assert 'name="megabytes" value="5"' in client.get(OWN).content.decode()


def test_only_stores_that_ask_them_are_judged_by_own_limits(client: Client, merchant) -> None:
    photo = dark_photo(merchant, "google")
    page = client.post(OWN, filled(bright="on"), follow=True).content.decode()
    assert "No store is judged by My shop yet" in page
    photo.refresh_from_db()
    assert photo.verdict == "meets"


def test_page_says_that_a_large_store_is_still_being_judged(client: Client, merchant) -> None:
    store = builders.make_store(merchant, name="Print Corner", channels=("own",))
    StoreJudging.objects.create(merchant=merchant, store=store, due_at=timezone.now(), done=1200, total=9000)
    for address in ("/settings/channels/", OWN):
        page = client.get(address).content.decode()
        assert "Print Corner is being judged anew" in page
        assert "1,200 of 9,000 photos are done" in page


def test_list_says_what_my_shop_asks_as_the_merchant_set_it(client: Client, merchant) -> None:
    client.post(OWN, filled(longest_px="2345", shape="4:5"))
    assert "at least 2,345 px on the longest side · shape 4:5" in client.get("/settings/channels/").content.decode()


def test_limits_of_the_main_photo_stand_together() -> None:
    of_main = {line.name for line in LINES if line.main_only}
    assert of_main in [set(names) for _title, names in PARTS]
    assert sorted(name for _title, names in PARTS for name in names) == sorted(line.name for line in LINES)


def test_viewers_see_limits_and_channels_but_change_nothing(viewer: Client, merchant) -> None:
    store = builders.make_store(merchant, channels=("own",))
    assert viewer.post(OWN, filled(bright="on")).status_code == 403
    assert viewer.post("/settings/channels/", {"store": store.pk}).status_code == 403
    assert not OwnLimits.objects.exists() and store.listed_channels.count() == 1
    for address in ("/settings/channels/", OWN):
        page = viewer.get(address).content.decode()
        assert "Only owners and editors can change this" in page
        assert page.count("disabled") > 10


def test_strangers_have_limits_of_their_own(stranger: Client, client: Client, merchant) -> None:
    store = builders.make_store(merchant, name="Print Corner", channels=("own",))
    stranger.post(OWN, filled(longest_px="3000"))
    assert own_limits(merchant)["longest_px"] == USUAL["longest_px"]
    assert "Print Corner" not in stranger.get(OWN).content.decode()
    assert stranger.post("/settings/channels/", {"store": store.pk}).status_code == 404
