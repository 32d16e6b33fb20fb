"""What the cart takes beyond templates: white glove, combinations, colour, deadline; what stops an order, what warns."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from connectors.models import Placement
from pixelzhub.accounts.models import Merchant, PixelzAccount
from pixelzhub.dashboard.selected import selected_ids
from pixelzhub.retouch.models import Job, Order
from tests import builders
from tests.pixelzhub.dashboard.retouched import choose, mendable, ordered

NEW = reverse("dashboard:new-order")


@pytest.fixture
def shop(merchant: Merchant) -> Merchant:
    builders.make_pixelz(merchant)
    builders.make_template(merchant)
    return merchant


@pytest.fixture
def photos(shop: Merchant) -> list[Placement]:
    """Six chosen photos."""
    found = mendable(shop, 6)
    choose(shop, found)
    return found


def page_of(client) -> str:
    answer = client.get(NEW)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client, **fields) -> str:
    """The page after the form was sent without JavaScript."""
    answer = client.post(NEW, fields, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def send(client) -> str:
    token = re.findall(r'name="token" value="([^"]+)"', page_of(client))[0]
    return post(client, do="send", token=token)


def picks(photos: list[Placement]) -> list[int]:
    return [photo.pk for photo in photos]


# ---- white glove


def test_white_glove_is_a_choice_whose_price_pixelz_says_afterwards(client, photos) -> None:
    page = post(client, do="save", **{f"template-{photos[0].pk}": "-1"})
    assert "White glove: a specialist chooses" in page
    assert "1 photo has no price yet." in page
    assert "5 × $1.15" in page
    send(client)
    job = Job.objects.get(template=None)
    assert (job.content, job.price, job.currency) == (photos[0].image.sha256, None, "")


def test_white_glove_knows_no_deadline(client, photos) -> None:
    page = post(client, do="for-all", deadline="2031-07-01T14:00", **{"for-all": "-1"})
    assert "Pixelz takes no deadline for them." in page


def test_white_glove_for_all_and_back(client, photos) -> None:
    assert "6 photos have no price yet." in post(client, do="for-all", **{"for-all": "-1"})
    assert "6 × $1.15" in post(client, do="for-all", **{"for-all": "0"})


# ---- combinations


def test_photos_are_combined_into_one_picture_and_paid_once(client, photos) -> None:
    page = post(client, do="combine", pick=picks(photos[:3]))
    assert "together with" in page
    assert "4 × $1.15" in page
    send(client)
    job = Job.objects.get(parts__number=2)
    assert [part.sha256 for part in job.parts.all()] == [photo.image.sha256 for photo in photos[1:3]]
    assert job.sha256 == photos[0].image.sha256 != job.content
    assert Job.objects.count() == 4


def test_six_photos_are_refused_with_the_number_that_is_taken(client, photos) -> None:
    page = post(client, do="combine", pick=picks(photos))
    assert "One picture is made of 2 to 5 photos; you chose 6." in page
    assert "6 × $1.15" in page
    assert "you chose 1." in post(client, do="combine", pick=picks(photos[:1]))


def test_combinations_grow_up_to_five_and_are_taken_apart(client, photos) -> None:
    post(client, do="combine", pick=picks(photos[:3]))
    assert "3 × $1.15" in post(client, do="combine", pick=[photos[0].pk, photos[3].pk])
    post(client, do="combine", pick=picks(photos[4:]))
    assert "you chose 6." in post(client, do="combine", pick=[photos[0].pk, photos[4].pk])
    assert "5 × $1.15" in post(client, do=f"apart:{photos[0].pk}")


def test_rest_of_a_combination_stays_when_its_first_photo_is_left_out(client, photos) -> None:
    post(client, do="combine", pick=picks(photos[:3]))
    page = post(client, do=f"leave:{photos[0].pk}")
    assert "together with" in page
    assert "4 × $1.15" in page
    page = post(client, do=f"leave:{photos[1].pk}")
    assert "together with" not in page
    assert "4 × $1.15" in page


def test_photos_of_others_are_never_combined(client, photos) -> None:
    foreign = mendable(builders.make_merchant("Other"))[0]
    page = post(client, do="combine", pick=[photos[0].pk, foreign.pk, "x"])
    assert "you chose 1." in page


# ---- colour reference


def colour(data: bytes, name: str = "red.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


def test_colour_reference_goes_with_every_photo(client, shop, photos) -> None:
    page = post(client, do="color", color=colour(builders.make_jpeg(product=(200, 10, 10))), comment="Match the red")
    digest = re.findall(r"thumbs/([0-9a-f]{64})\.jpg\" alt=\"Colour reference", page)[0]
    assert "Match the red" in page
    send(client)
    assert set(Job.objects.values_list("color_reference", flat=True)) == {f"{shop.pk}/colours/{digest}.jpg"}
    assert set(Job.objects.values_list("comment", flat=True)) == {"Match the red"}
    order = client.get(reverse("dashboard:order", args=[Order.objects.get().number])).content.decode()
    assert digest in order


def test_colour_reference_can_be_taken_away(client, photos) -> None:
    post(client, do="color", color=colour(builders.make_jpeg(product=(200, 10, 11))))
    assert 'name="color"' in post(client, do="no-color")
    send(client)
    assert set(Job.objects.values_list("color_reference", flat=True)) == {""}


def test_colour_reference_that_is_no_picture_is_refused_and_nothing_is_lost(client, photos) -> None:
    page = post(client, do="send", color=colour(b"%PDF-1.4 not a picture"), comment="Match the red")
    assert "no picture that can be opened" in page
    assert "Match the red" in page
    assert not Order.objects.exists()


def test_colour_reference_above_the_limit_is_refused_by_its_size(client, photos, monkeypatch) -> None:
    monkeypatch.setattr("pixelzhub.retouch.color_reference.MOST_BYTES", 1_000_000)
    page = post(client, do="color", color=colour(b"\xff" * 1_500_000))
    assert "the file has 1.5 MB; 1 MB are taken at most" in page


# ---- deadline


def in_hours(hours: float, zone: str = "UTC") -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")


def test_deadline_is_kept_and_sent_in_the_merchants_zone(client, shop, photos) -> None:
    shop.time_zone = "America/New_York"
    shop.save()
    post(client, do="save", deadline="2031-07-01T14:00")
    send(client)
    assert Order.objects.get().deadline == datetime(2031, 7, 1, 18, 0, tzinfo=UTC)
    assert set(Job.objects.values_list("deadline", flat=True)) == {Order.objects.get().deadline}
    assert "Deadline" in client.get(reverse("dashboard:order", args=[Order.objects.get().number])).content.decode()


@pytest.mark.parametrize(
    ("hours", "minimum", "wrong"), [(-1, 24, "in the past"), (23, 24, "too soon"), (47, 48, "too soon")]
)
def test_deadline_in_the_past_or_too_soon_is_refused_with_what_is_taken(client, shop, photos, hours, minimum, wrong):
    PixelzAccount.objects.update(minimum_hours=minimum)
    page = post(client, do="save", deadline=in_hours(hours))
    assert re.search(rf"Deadline: \d+ \w+ \d{{4}}, \d\d:\d\d is {wrong}\.", page)
    assert f"{minimum} hours from now" in page
    send(client)
    assert not Order.objects.exists()
    assert len(selected_ids(shop.memberships.get())) == 6


@pytest.mark.parametrize("text", ["soon", "0001-01-01T00:00", "9999-12-31T23:59", "2031-02-30T10:00"])
def test_deadline_that_is_no_time_is_named(client, photos, text) -> None:
    assert "is no date with a time" in post(client, do="save", deadline=text)


# ---- sums, stops and warnings


def test_sums_in_several_currencies_are_not_added(client, shop, photos) -> None:
    euro = builders.make_template(shop, "In euro", "2.00")
    euro.currency = "EUR"
    euro.save()
    page = post(client, do="save", **{f"template-{photos[0].pk}": euro.pk})
    assert "$5.75 + €2.00" in page
    assert "$244.25" in page


@pytest.mark.parametrize("cap", ["daily_cap", "monthly_cap"])
def test_cap_stops_the_order_and_offers_what_fits(client, photos, cap) -> None:
    PixelzAccount.objects.update(**{cap: "3.00"})
    page = page_of(client)
    assert f"above your {cap.replace('_', ' ')}: 3.00 USD of it are left" in page
    assert "Start with the 2 that matter most" in page
    send(client)
    assert not Order.objects.exists()
    post(client, do="first:2")
    send(client)
    assert Order.objects.get().jobs.count() == 2


def test_photos_above_the_plans_guarantee_are_warned_of_and_may_be_sent(client, shop, photos) -> None:
    PixelzAccount.objects.update(daily_guarantee=6)
    assert "guarantees" not in page_of(client)
    ordered(shop, mendable(shop))
    assert "7 photos today are above the 6 a day that your plan guarantees." in page_of(client)
    send(client)
    assert Job.objects.count() == 7


def test_days_of_credit_are_said_instead_of_a_balance(client, photos) -> None:
    PixelzAccount.objects.update(days_of_credit=15, balance="0.00")
    page = page_of(client)
    assert "your account has 15 days of credit" in page
    send(client)
    assert Order.objects.exists()


def test_what_a_template_cannot_meet_is_said_before_it_is_ordered(client, shop, photos) -> None:
    small = builders.make_template(shop, "Small", "0.10", ResizeWidth=300, ResizeHeight=300)
    page = post(client, do="for-all", **{"for-all": small.pk})
    assert "Cannot meet Amazon: Picture is too small: 300 px, needs 500 px" in page
    page = post(client, do="for-all", **{"for-all": builders.make_template(shop, "Crop", BackgroundType=0).pk})
    assert "Does not mend for Amazon: Background is not pure white" in page


def test_draft_of_an_older_release_still_opens(client, shop, photos) -> None:
    session = client.session
    session[f"draft-{shop.pk}"] = {"token": "a3c5c1d8-0000-4000-8000-000000000000", "comment": "Kept", "chosen": {}}
    session.save()
    assert "Kept" in page_of(client)


def test_viewer_chooses_nothing(viewer, photos) -> None:
    for do in ("combine", "color", "no-color", "apart:1"):
        assert viewer.post(NEW, {"do": do}).status_code == 403
    assert 'name="pick"' not in page_of(viewer)


def test_soonest_time_that_is_said_can_be_entered(client, photos) -> None:
    page = post(client, do="save", deadline=in_hours(1))
    said = re.findall(r"Pixelz takes (\d+ \w+ \d{4}, \d\d:\d\d) or later", page)[0]
    soonest = datetime.strptime(said, "%d %b %Y, %H:%M").replace(tzinfo=UTC)
    assert soonest > timezone.now() + timedelta(hours=24)
    assert "deadline_error" not in post(client, do="save", deadline=soonest.strftime("%Y-%m-%dT%H:%M"))
