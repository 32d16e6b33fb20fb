"""The image health page."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from analytics.models import StoreJudging
from connectors.models import SyncRun
from tests.builders import make_photo, make_pixelz, make_product, make_store, make_template
from tests.pixelzhub.dashboard.photos import make_shop

pytestmark = pytest.mark.django_db


def test_health_before_the_first_store_shows_what_it_will_be(client):
    page = client.get("/").content.decode()

    assert "See which photos hold your shop back" in page
    assert reverse("dashboard:connect") in page
    assert "An example, not your photo" in page


def test_health_names_the_score_and_what_it_counts(client, merchant):
    make_shop(merchant)

    page = client.get("/").content.decode()

    assert "<strong>43</strong>" in page
    assert "3 of 7" in page
    assert "What to do about 4 photos" in page
    assert 'href="/help/#score"' in page


def test_health_leads_from_a_finding_to_the_photos_that_have_it(client, merchant):
    make_shop(merchant)

    page = client.get("/").content.decode()
    href = "/images/?view=mend&amp;channel=amazon&amp;level=fail&amp;finding=non_white_background"

    assert href in page
    assert "Grey mug" in client.get(href.replace("&amp;", "&")).content.decode()


def test_health_of_one_store_counts_that_store_alone(client, merchant):
    make_shop(merchant)
    other = make_store(merchant, slug="other")
    make_photo(make_product(other))

    assert "1 of 1" in client.get("/?store=other").content.decode()


def test_health_while_nothing_is_measured_says_that_photos_wait(client, merchant):
    make_photo(make_product(make_store(merchant)), None)

    assert "1 photo waits to be measured" in client.get("/").content.decode()


def test_health_fragment_is_no_whole_page(client, merchant):
    make_shop(merchant)

    part = client.get("/", headers={"hx-request": "true"}).content.decode()

    assert "<html" not in part
    assert 'id="health"' in part


def test_health_offers_templates_to_editors_and_says_to_viewers_whom_to_ask(client, viewer, merchant):
    make_shop(merchant)
    make_pixelz(merchant)
    make_template(merchant)

    assert 'action="/images/selection/?view=mend&amp;action=all"' in client.get("/").content.decode()
    page = viewer.get("/").content.decode()
    assert "Only owners and editors can order. Ask an owner." in page
    assert "action=all" not in page


def test_health_of_a_stranger_shows_nothing_of_ours(stranger, merchant):
    make_shop(merchant, slug="ours")

    assert "See which photos hold your shop back" in stranger.get("/?store=ours").content.decode()


def test_strip_asks_again_while_a_sync_runs_and_stops_when_it_is_over(client, merchant):
    store = make_store(merchant, name="Hearth")
    run = SyncRun.objects.create(merchant=merchant, store=store)

    assert "Syncing Hearth" in (strip := client.get("/progress/").content.decode())
    assert 'hx-trigger="every 2s"' in strip

    run.state, run.finished_at = SyncRun.State.DONE, timezone.now() - timezone.timedelta(minutes=1)
    run.save()
    assert "hx-trigger" not in client.get("/progress/").content.decode()


def test_strip_says_what_a_sync_that_is_just_over_has_found(client, merchant):
    store = make_store(merchant, name="Hearth")
    SyncRun.objects.create(merchant=merchant, store=store, state="done", changes=31, finished_at=timezone.now())

    assert "Synced Hearth, 31 changes" in client.get("/progress/").content.decode()


def test_checklist_shows_the_next_step_until_it_is_hidden(client, merchant):
    make_shop(merchant)

    assert "Connect Pixelz" in client.get("/").content.decode()
    client.post(reverse("dashboard:hide-checklist"))
    assert 'class="checklist"' not in client.get("/").content.decode()


def test_hiding_the_checklist_is_a_post(client):
    assert client.get(reverse("dashboard:hide-checklist")).status_code == 405


@pytest.mark.parametrize("shops", [1, 6])
def test_health_asks_the_database_as_often_for_many_as_for_few(client, merchant, shops, django_assert_max_num_queries):
    for _ in range(shops):
        make_shop(merchant)
    make_pixelz(merchant)
    make_template(merchant)
    with django_assert_max_num_queries(58):
        assert client.get("/").status_code == 200


def test_strip_says_how_many_photos_are_judged_by_the_new_rules(client, merchant):
    store = make_store(merchant, name="Hearth")
    StoreJudging.objects.create(
        merchant=merchant, store=store, due_at=timezone.now(), done=63, total=100, wanted={"amazon": "1.2"}
    )

    assert "Rules changed for Hearth, 63 % judged again" in (strip := client.get("/progress/").content.decode())
    assert 'hx-trigger="every 2s"' in strip
