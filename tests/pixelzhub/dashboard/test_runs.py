"""One run of many photos: how far it is, holding and stopping it, and taking it or a day back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from connectors.models import Placement, Store
from pixelzhub.retouch.models import Publication, PublicationRun
from pixelzhub.retouch.publish import publishable
from tests.pixelzhub.dashboard.test_publications import page_of, queries_of
from tests.pixelzhub.retouch.test_runs import many_approved, many_published, rows, start, states

LIST = reverse("dashboard:publications")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def run(merchant) -> PublicationRun:
    """Four photos that wait for their turn."""
    return start(merchant, many_approved(merchant, 4))


def page(run: PublicationRun, name: str = "publication-run") -> str:
    return reverse(f"dashboard:{name}", args=[run.number])


def press(client: Client, run: PublicationRun, do: str) -> None:
    assert client.post(page(run, "change-run"), {"do": do}).url == page(run)


def put(run: PublicationRun, *found: str) -> None:
    """The run's photos, in these states."""
    for row, state in zip(rows(run), found, strict=True):
        seen = timezone.now() if state == "published" else None
        rows(run).filter(pk=row.pk).update(state=state, published_at=seen)


def test_run_says_how_far_it_is_how_fast_and_what_went_wrong(client, run) -> None:
    put(run, "published", "published", "writing", "intent")
    PublicationRun.objects.update(created_at=timezone.now() - timedelta(seconds=30))
    rows(run).filter(state="writing").update(last_error="The store is busy.")
    shown = page_of(client, page(run))
    assert "<strong>2 of 4</strong>" in shown
    assert "4 a minute · about 30 s left" in shown
    assert "The store is busy." in shown
    assert "every 2s" in shown
    assert "Look at the run" in page_of(client, LIST)


def test_run_is_paused_and_resumed(client, run) -> None:
    press(client, run, "pause")
    shown = page_of(client, page(run))
    assert "nothing else is begun" in shown
    assert "every 2s" not in shown
    assert shown.count("Paused before it began") == 4
    assert not rows(run).filter(due_at__isnull=False).exists()
    press(client, run, "resume")
    assert rows(run).filter(due_at__lte=timezone.now()).count() == 4


def test_stopped_photos_wait_to_be_published_again(client, merchant, run) -> None:
    put(run, "published", "writing", "intent", "intent")
    press(client, run, "stop")
    press(client, run, "nonsense")
    shown = page_of(client, page(run))
    assert "2 photos had not begun and were taken back" in shown
    assert "<strong>1 of 2</strong>" in shown
    assert publishable(merchant).count() == 2


def test_run_that_was_stopped_before_it_began_says_so(client, run) -> None:
    press(client, run, "stop")
    assert "Nothing of this run was begun." in page_of(client, page(run))


def test_finished_run_says_what_is_seen_in_the_store(client, run) -> None:
    put(run, "published", "published", "published", "failed")
    assert "3 of 4 photos are seen in the store." in page_of(client, page(run))
    put(run, *["published"] * 4)
    assert "4 photos are seen in the store." in page_of(client, page(run))


def test_undo_of_a_run_says_what_it_does_then_stops_it_and_takes_it_back(client, run) -> None:
    put(run, "published", "published", "writing", "intent")
    Placement.objects.filter(pk=rows(run)[1].placement_id).update(gone_at=timezone.now())
    asked = page_of(client, page(run, "undo-run"))
    assert "1 photo can be put back" in asked
    assert "The photo is no longer in the store." in asked
    assert "It is being written now." in asked
    assert "Not begun: taken back" in asked
    assert client.post(page(run, "undo-run")).url == page(run)
    assert states(run) == {"undo_intent": 1, "published": 1, "writing": 1}
    client.post(page(run, "undo-run"))
    assert states(run) == {"undo_intent": 1, "published": 1, "writing": 1}


def test_photos_being_put_back_are_counted(client, run) -> None:
    put(run, "undone", "undo_intent", "undoing", "undone")
    PublicationRun.objects.update(created_at=timezone.now() - timedelta(hours=1))
    rows(run).update(published_at=timezone.now())
    rows(run).filter(state="undone").update(undone_at=timezone.now())
    shown = page_of(client, page(run))
    assert "<strong>2 of 4</strong>" in shown
    assert "2 a minute" in shown
    put(run, *["undone"] * 4)
    assert "4 photos are undone." in page_of(client, page(run))


def test_one_photo_is_undone_from_the_runs_page(client, run) -> None:
    put(run, *["published"] * 4)
    address = reverse("dashboard:undo", args=[rows(run)[0].pk])
    assert f"{address}?from=run" in page_of(client, page(run))
    answer = client.post(f"{address}?from=run&state=published", headers=HTMX)
    assert answer.url == f"{page(run)}?state=published"
    assert states(run) == {"undo_intent": 1, "published": 3}


def test_a_day_is_undone_in_all_stores_or_in_one(client, merchant) -> None:
    first, second = many_published(merchant, 3), many_published(merchant, 2)
    yesterday = many_published(merchant, 1)
    rows(yesterday).update(created_at=timezone.now() - timedelta(days=1))
    address = reverse("dashboard:undo-day", args=[timezone.localdate()])
    store = rows(second)[0].store
    assert "2 photos can be put back" in page_of(client, f"{address}?store={store.slug}")
    client.post(f"{address}?store={store.slug}")
    assert (states(first), states(second)) == ({"published": 3}, {"undo_intent": 2})
    assert "3 photos can be put back" in page_of(client, address)
    assert client.post(address).url == LIST
    assert (states(first), states(yesterday)) == ({"undo_intent": 3}, {"published": 1})


def test_undo_of_a_day_names_what_cannot_be_put_back(client, merchant) -> None:
    run = many_published(merchant, 4)
    address = reverse("dashboard:undo-day", args=[timezone.localdate()])
    put(run, "published", "held_back", "intent", "published")
    rows(run).filter(state="held_back").update(published_at=timezone.now())
    names = [row.product.name for row in rows(run)]
    shown = page_of(client, address)
    assert "2 photos can be put back" in shown
    assert "it waits for your decision" in shown
    assert "Stop its run" in shown
    assert names[1] in shown
    Store.objects.update(state="needs_reauth")
    assert "0 photos can be put back" in page_of(client, address)


@pytest.mark.parametrize("day", ["x", "2026-02-30", "1999-01-01", "9999-12-31", "2026-01-01"])
def test_day_without_publications_is_no_page(client, day) -> None:
    assert client.get(reverse("dashboard:undo-day", args=[day])).status_code == 404


def test_only_editors_hold_and_undo_a_run_of_their_merchant(viewer, stranger, run) -> None:
    put(run, *["published"] * 4)
    assert "Only owners and editors can pause, stop or undo." in page_of(viewer, page(run))
    assert "Only owners and editors can undo." in page_of(viewer, page(run, "undo-run"))
    day = reverse("dashboard:undo-day", args=[timezone.localdate()])
    for address in (page(run, "change-run"), page(run, "undo-run"), day):
        assert viewer.post(address, {"do": "stop"}).status_code == 403
        assert stranger.post(address, {"do": "stop"}).status_code == 404
    assert states(run) == {"published": 4}


@pytest.mark.parametrize("name", ["publication-run", "undo-run"])
def test_pages_of_a_run_ask_as_often_for_many_as_for_few(client, merchant, name) -> None:
    few, many = many_published(merchant, 3), many_published(merchant, 300)
    assert queries_of(client, page(many, name)) == queries_of(client, page(few, name))


def test_run_is_paged_by_key_and_renewed_alone(client, merchant) -> None:
    run = many_published(merchant, 52)
    part = client.get(page(run), headers=HTMX).content.decode()
    assert "<html" not in part
    assert part.count("Undo Product") == 50
    last = Publication.objects.filter(run=run).order_by("-pk")[49].pk
    assert page_of(client, f"{page(run)}?after={last}").count("Undo Product") == 2
