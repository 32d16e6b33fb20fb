"""Ticking photos."""

from __future__ import annotations

import pytest
from django.urls import reverse

from pixelzhub.dashboard.selected import selected_ids
from tests.builders import make_pixelz, make_template
from tests.pixelzhub.dashboard.photos import make_shop, photo_of

pytestmark = pytest.mark.django_db
URL = "/images/selection/"


@pytest.fixture
def member(merchant):
    return merchant.memberships.get(role="owner")


def test_ticks_of_one_page_leave_those_of_another_alone(client, merchant, member):
    make_shop(merchant)
    grey, tiny, white = (photo_of(merchant, name).pk for name in ("Grey mug", "Tiny mug", "White mug"))

    client.post(URL, {"action": "page", "shown": f"{grey},{tiny},", "selected": [grey, tiny]})
    client.post(URL, {"action": "page", "shown": f"{white},", "selected": [white]})
    client.post(URL, {"action": "page", "shown": f"{grey},{tiny},", "selected": [tiny]})

    assert set(selected_ids(member)) == {tiny, white}


def test_select_all_takes_what_matches_and_the_grid_is_drawn_ticked(client, merchant, member):
    make_shop(merchant)

    response = client.post(f"{URL}?view=mend&action=all", headers={"hx-request": "true"})
    page = response.content.decode()

    assert len(selected_ids(member)) == 2
    assert response["HX-Retarget"] == "#photo-list"
    assert page.count(" checked") == 2
    assert "All 2 that match are selected" in page


def test_first_takes_only_the_heaviest(client, merchant, member):
    make_shop(merchant)

    client.post(f"{URL}?view=mend&action=all", {"first": "1", "next": "order"})

    assert selected_ids(member) == [photo_of(merchant, "Grey thimble").pk]


def test_selection_bar_names_the_price(client, merchant):
    make_shop(merchant)
    make_pixelz(merchant)
    make_template(merchant, price="1.15")
    grey = photo_of(merchant, "Grey mug").pk

    bar = client.post(
        URL, {"action": "page", "shown": f"{grey},", "selected": [grey]}, headers={"hx-request": "true"}
    ).content.decode()

    assert "1 selected" in bar
    assert "1 photo, about $1.15" in bar
    assert "<html" not in bar


def test_selection_goes_on_to_the_order(client, merchant, member):
    make_shop(merchant)
    grey = photo_of(merchant, "Grey mug").pk

    response = client.post(URL, {"action": "add", "selected": grey, "next": "order"})

    assert response["Location"] == reverse("dashboard:new-order")
    assert selected_ids(member) == [grey]


def test_without_javascript_one_is_led_back_to_the_list(client, merchant):
    make_shop(merchant)

    assert client.post(f"{URL}?view=mend&action=clear")["Location"] == "/images/?view=mend"


def test_photos_of_another_merchant_cannot_be_ticked(stranger, merchant):
    make_shop(merchant)

    stranger.post(URL, {"action": "add", "selected": photo_of(merchant, "Grey mug").pk})

    from pixelzhub.retouch.models import Selection

    assert Selection.objects.exclude(merchant=merchant).get().placements == []


def test_viewers_see_why_they_cannot_order(viewer, merchant):
    make_shop(merchant)
    grey = photo_of(merchant, "Grey mug").pk

    bar = viewer.post(URL, {"action": "add", "selected": grey}, headers={"hx-request": "true"}).content.decode()

    assert "Only owners and editors can order. Ask an owner." in bar


def test_selection_changes_by_post_only(client):
    assert client.get(URL).status_code == 405


@pytest.mark.parametrize("value", ["x", "-1", "9" * 30])
def test_numbers_that_make_no_sense_are_passed_over(client, member, value):
    client.post(URL, {"action": "page", "shown": value, "selected": value, "first": value})

    assert selected_ids(member) == []
