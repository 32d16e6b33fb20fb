"""Templates with prices, in words."""

from __future__ import annotations

import pytest
from django.urls import reverse

from pixelzhub.dashboard.prices import fits, in_words, summary
from tests import builders
from tests.pixelzhub.dashboard.retouched import approved, mendable, ordered

LIST = reverse("dashboard:templates")


def words(**settings: object) -> dict[str, str]:
    return dict(in_words(builders.WHITE_SQUARE | settings))


def test_list_names_price_settings_and_channels(client, merchant) -> None:
    builders.make_pixelz(merchant)
    builders.make_template(merchant)
    page = client.get(LIST).content.decode()
    assert "White ground, square" in page
    assert "$1.15" in page
    assert "filled with pure white · 1,600 × 1,600 px · JPG" in page
    assert "Amazon" in page


def test_settings_are_words_and_not_codes() -> None:
    found = words(DeliveryTimeInHours=24, IsKeptMannequin=False, ColorMatching=True, ColorMatchingSetting="Follow it")
    assert found == {
        "Background": "Filled with pure white", "Size": "1,600 × 1,600 px", "Room around the product": "5% on every side",
        "Place in the frame": "In the middle", "Shadow": "None", "File": "JPG", "Mannequin": "Removed",
        "Colour": "Follow it", "Delivery time": "24 hours",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("setting", "label", "text"),
    [
        ({"ResizeType": 6}, "Size", "Pixelz's setting 6"),
        ({"ResizeType": 1, "ResizeWidth": 3, "ResizeHeight": 4}, "Size", "Shape 3 : 4"),
        ({"ShadowType": "weird"}, "Shadow", "Pixelz's setting weird"),
        (
            {"MarginType": 2, "MarginTop": 10},
            "Room around the product",
            "top 10 px, right 5 px, bottom 5 px, left 5 px",
        ),
        ({"BackgroundType": 2, "BackgroundColor": None}, "Background", "Transparent"),
        ({"BackgroundType": 1, "BackgroundColor": "eeeeee"}, "Background", "Filled with #EEEEEE"),
    ],
)
def test_number_that_nobody_explains_is_shown_as_it_is(setting, label, text) -> None:
    assert words(**setting)[label] == text


def test_settings_that_pixelz_leaves_out_are_left_out() -> None:
    assert in_words({}) == []
    assert summary({}) == ""


def test_channel_is_met_only_when_nothing_required_is_left(merchant) -> None:
    white = {fit.channel.code: fit for fit in fits(builders.make_template(merchant))}
    assert white["amazon"].meets
    grey = {fit.channel.code: fit for fit in fits(builders.make_template(merchant, "Crop", BackgroundType=0))}
    assert [rule.code for rule in grey["amazon"].left] == ["non_white_background"]


def test_template_page_says_what_it_leaves(client, viewer, stranger, merchant) -> None:
    template = builders.make_template(merchant, "Crop", "0.65", BackgroundType=0)
    address = reverse("dashboard:template", args=[template.pk])
    page = client.get(address).content.decode()
    assert "Leaves: Background is not pure white" in page
    assert "$0.65" in page
    assert viewer.get(address).status_code == 200
    assert stranger.get(address).status_code == 404


def test_template_page_shows_photos_that_were_made_with_it(client, merchant) -> None:
    template = builders.make_template(merchant)
    output = approved(ordered(merchant, mendable(merchant)).jobs.get())
    page = client.get(reverse("dashboard:template", args=[template.pk])).content.decode()
    assert reverse("dashboard:thumbnail", args=[output.sha256]) in page
    assert "Ordered for 1 photo so far." in page


def test_without_an_account_it_asks_to_connect_one(client, merchant) -> None:
    assert "Connect Pixelz" in client.get(LIST).content.decode()


def test_account_without_templates_says_where_they_are_made(client, merchant) -> None:
    builders.make_pixelz(merchant)
    assert "Templates are made in your Pixelz account." in client.get(LIST).content.decode()


@pytest.mark.parametrize("n", [3, 60])
def test_list_asks_as_often_for_many_as_for_few(client, merchant, n, django_assert_max_num_queries) -> None:
    builders.make_pixelz(merchant)
    for number in range(n):
        builders.make_template(merchant, f"Template {number}")
    with django_assert_max_num_queries(20):
        client.get(LIST)
