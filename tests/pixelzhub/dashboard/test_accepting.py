"""A finding that is fine for the merchant: said on the photo's page, listed, and taken back."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from analytics.models import Acceptance
from connectors.models import Placement
from pixelzhub.accounts.models import AuditEvent
from tests.builders import grey_ground, make_category, make_merchant, make_photo, make_product, make_store
from tests.pixelzhub.dashboard.photos import make_shop, photo_of

pytestmark = pytest.mark.django_db
GREY = {"channel": "amazon", "code": "non_white_background"}


@pytest.fixture
def photo(merchant) -> Placement:
    store = make_store(merchant)
    return make_photo(make_product(store, "Grey mug", category=make_category(store, "Mugs")), grey_ground())


def accept_url(photo: Placement) -> str:
    return reverse("dashboard:accept-finding", args=[photo.image_id])


def page_of(client, photo: Placement, query: str = "?judge=amazon") -> str:
    return client.get(reverse("dashboard:image", args=[photo.image_id]) + query).content.decode()


def test_finding_can_be_accepted_on_the_photo_in_its_category_or_everywhere(client, photo):
    page = page_of(client, photo)

    assert "Fine for us" in page
    assert re.findall(r'name="scope"\s+value="(\w+)"', page)[:3] == ["image", "category", "everywhere"]
    assert "In all of Mugs" in page


def test_accepted_finding_stays_visible_with_who_and_when_and_no_longer_counts(client, photo, owner):
    response = client.post(accept_url(photo), GREY | {"scope": "image"})
    page = client.get(response["Location"].split("#")[0]).content.decode()

    assert "finding-accepted" in page
    assert f"by {owner}" in page
    assert "Count it again" in page
    assert "Meets every required rule" in page
    assert "Fine on this photo: Background is not pure white" in page
    assert "Take back" in page
    assert AuditEvent.objects.filter(action="finding.accepted", details__scope=f"photo {photo.image_id}").count() == 1


@pytest.mark.parametrize(("scope", "words"), [("category", "<td>Mugs</td>"), ("everywhere", "<td>Everywhere</td>")])
def test_wider_acceptance_is_listed_in_the_settings_and_taken_back_there(client, photo, scope, words):
    client.post(accept_url(photo), GREY | {"scope": scope, "category": photo.product.category_id})
    photo.refresh_from_db()
    assert photo.verdict == "meets"

    url = reverse("dashboard:settings-accepted")
    assert words in client.get(url).content.decode()
    client.post(url, {"acceptance": Acceptance.objects.get().pk})

    photo.refresh_from_db()
    assert photo.verdict == "mend"
    assert "Nothing yet: every finding counts." in client.get(url).content.decode()
    assert AuditEvent.objects.filter(action="finding.counts_again").count() == 1


def test_accepting_twice_is_once_and_taking_back_twice_says_so(client, photo):
    for _ in range(2):
        client.post(accept_url(photo), GREY | {"scope": "image"})
    pk = Acceptance.objects.get().pk
    for _ in range(2):
        response = client.post(accept_url(photo), {"channel": "amazon", "acceptance": pk}, follow=True)

    assert "It counts already." in response.content.decode()
    assert AuditEvent.objects.filter(action__startswith="finding.").count() == 2
    assert "Fails on 1 of 2 channels" in page_of(client, photo)


def test_list_that_the_photo_was_opened_from_is_kept(client, photo):
    response = client.post(accept_url(photo) + "?view=mend", GREY | {"scope": "image"})

    assert "?view=mend&judge=amazon" in response["Location"]


def test_viewer_sees_why_not_and_can_do_neither(client, viewer, photo):
    page = page_of(viewer, photo)
    assert "Only owners and editors can say what is fine. Ask an owner." in page
    assert 'name="scope"' not in page

    assert viewer.post(accept_url(photo), GREY | {"scope": "image"}).status_code == 403
    client.post(accept_url(photo), GREY | {"scope": "everywhere"})
    url = reverse("dashboard:settings-accepted")
    assert viewer.get(url).status_code == 200
    assert viewer.post(url, {"acceptance": Acceptance.objects.get().pk}).status_code == 403
    assert 'name="acceptance"' not in page_of(viewer, photo)
    assert Acceptance.objects.count() == 1


def test_stranger_accepts_and_takes_back_nothing_of_ours(client, stranger, photo):
    assert stranger.post(accept_url(photo), GREY | {"scope": "image"}).status_code == 404
    client.post(accept_url(photo), GREY | {"scope": "everywhere"})
    pk = Acceptance.objects.get().pk
    url = reverse("dashboard:settings-accepted")

    stranger.post(url, {"acceptance": pk})

    assert Acceptance.objects.filter(pk=pk).exists()
    assert "Background is not pure white" not in stranger.get(url).content.decode()


def test_category_of_another_merchant_does_not_exist(client, photo):
    foreign = make_category(make_store(make_merchant("Other")))

    assert client.post(accept_url(photo), GREY | {"scope": "category", "category": foreign.pk}).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"scope": "nowhere"},
        {"scope": "category", "category": "x"},
        {"scope": "image", "code": "nothing"},
        {"scope": "image", "channel": "nowhere"},
        {"acceptance": "9" * 40},
    ],
)
def test_form_that_makes_no_sense_changes_nothing(client, photo, wrong):
    assert client.post(accept_url(photo), GREY | wrong).status_code == 404
    assert not Acceptance.objects.exists()


def test_grid_shows_what_was_accepted(client, merchant):
    make_shop(merchant)
    photo = photo_of(merchant, "Grey mug")
    client.post(accept_url(photo), GREY | {"scope": "image"})

    page = client.get("/images/?state=accepted").content.decode()
    shots = b"".join(client.get("/images/?state=accepted&format=csv").streaming_content).decode("utf-8-sig")

    assert "Grey mug" in page and "Grey thimble" not in page
    assert "Accepted: Background is grey 229" in page
    assert "1 of 1" in page
    assert "Background is grey 229" in shots
    assert "Grey mug" not in client.get("/images/?view=mend").content.decode()
    assert "Grey mug" in client.get("/images/?state=accepted&view=meets").content.decode()
