"""The inbox and the help page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from connectors.models import Store, SyncRun
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.waiting import waiting_for
from pixelzhub.dashboard.waiting_jobs import late
from pixelzhub.pixelz import Status
from pixelzhub.retouch.models import Job, Order, Output, Rejection, StrayTicket
from tests import builders
from tests.builders import make_store
from tests.pixelzhub.dashboard.photos import make_shop
from tests.pixelzhub.dashboard.retouched import approved, delivered, mendable, ordered, published

pytestmark = pytest.mark.django_db


def test_inbox_names_a_store_that_needs_a_new_key(client, merchant):
    store = make_store(merchant, name="Print Corner", state=Store.State.NEEDS_REAUTH, error_since=timezone.now())

    page = client.get("/inbox/").content.decode()

    assert "Print Corner needs a new key" in page
    assert "Stopped" in page
    assert f'href="/stores/{store.pk}/"' in page


def test_inbox_warns_of_rules_that_become_required(client, merchant, time_machine):
    time_machine.move_to("2026-11-21T12:00:00Z")
    from dataclasses import replace

    from tests.builders import WHITE_GROUND, make_photo, make_product

    make_photo(make_product(make_store(merchant)), replace(WHITE_GROUND, width=420, height=420))

    page = client.get("/inbox/").content.decode()

    assert "Coming up" in page
    assert "1 photo fails it by then" in page


def test_inbox_is_empty_when_nothing_waits(client):
    assert "Nothing waits for you" in client.get("/inbox/").content.decode()


def test_inbox_tells_what_was_done_lately(client, merchant):
    SyncRun.objects.create(
        merchant=merchant,
        store=make_store(merchant, name="Hearth"),
        state="done",
        changes=31,
        finished_at=timezone.now(),
    )

    assert "Hearth: 31 changes found" in client.get("/inbox/").content.decode()


def test_inbox_of_a_stranger_shows_nothing_of_ours(stranger, merchant):
    make_store(merchant, name="Print Corner", state=Store.State.NEEDS_REAUTH)

    assert "Print Corner" not in stranger.get("/inbox/").content.decode()


def test_inbox_asks_the_database_as_often_for_many(client, merchant, django_assert_max_num_queries):
    for _ in range(12):
        make_store(merchant, state=Store.State.ERROR, error_since=timezone.now())
    make_shop(merchant)
    with django_assert_max_num_queries(30):
        client.get("/inbox/")


# What stopped, is late or is unknown at Pixelz.

ACT = reverse("dashboard:inbox-act")


@pytest.fixture
def jobs(merchant) -> list[Job]:
    """Three photos at Pixelz."""
    builders.make_template(merchant)
    found = list(ordered(merchant, mendable(merchant, 3)).jobs.all())
    for job in found:
        job.state, job.ticket, job.submitted_at = Job.State.SUBMITTED, f"t-{job.pk}", timezone.now()
        job.save()
    return found


def stop(jobs: list[Job], **fields: Any) -> None:
    since = {"status_since": timezone.now() - timedelta(hours=5), "due_at": timezone.now() + timedelta(hours=1)}
    Job.objects.filter(pk__in=[job.pk for job in jobs]).update(**(since | {"state": Job.State.NEEDS_YOU} | fields))


def keys(merchant: Merchant, kind: str) -> list[str]:
    return [line.key for line in waiting_for(Merchant.objects.get(pk=merchant.pk)) if line.kind == kind]


STOPPED = [
    (Status.DOWNLOAD_FAILED, "Pixelz could not fetch 3 photos", "Send all 3 again"),
    (Status.WAITING_FOR_PAYMENT, "3 photos wait for a payment", "See the invoices"),
    (Status.REJECTED, "Pixelz could not work on 3 photos", "Order all 3 anew"),
    (Status.AWAITING_REPLY, "Pixelz asks you about 3 photos", "Answer at Pixelz"),
    (Status.FIRST_DELIVERY_FAILED, "Pixelz is done with 3 photos, but names no files", "Send all 3 again"),
    (Status.DELIVERY_FAILED, "Pixelz is done with 3 photos, but names no files", "Send all 3 again"),
    (None, "3 photos were not sent", "Send all 3 again"),
    (7, "3 photos stopped at Pixelz", "Send all 3 again"),
]


@pytest.mark.parametrize(("status", "title", "button"), STOPPED)
def test_photos_with_one_cause_are_one_line_with_what_to_do(client, merchant, jobs, status, title, button) -> None:
    stop(jobs, status_id=status, status_name="Pixelz's own name for it", last_error="The reason of it")
    assert len(keys(merchant, "job")) == 1
    page = client.get("/inbox/").content.decode()
    assert title in page
    assert button in page
    assert "The reason of it" in page
    assert "Next check" in page
    assert "Since" in page
    assert jobs[0].product.name in page


def test_photo_that_pixelz_refused_carries_pixelzs_name_for_it(client, jobs) -> None:
    stop(jobs[:1], status_id=Status.REJECTED, status_name="Rejected: blurred")
    assert "Rejected: blurred" in client.get("/inbox/").content.decode()


def test_different_causes_are_different_lines_and_each_opens(client, merchant, jobs) -> None:
    stop(jobs[:2], status_id=Status.DOWNLOAD_FAILED, last_error="Not found")
    stop(jobs[2:], state=Job.State.LOST, last_error="This photo was deleted at Pixelz.")
    first, second = keys(merchant, "job")
    opened = client.get(f"/inbox/?line={second}").content.decode()
    assert "Nothing comes back for it" in opened
    assert "inbox-detail opened" in opened
    assert "Every way was tried" in client.get(f"/inbox/?line={first}").content.decode()
    assert "inbox-detail opened" not in client.get("/inbox/?line=no-such").content.decode()


def test_more_causes_than_a_list_can_hold_are_said(client, merchant) -> None:
    builders.make_template(merchant)
    for number, job in enumerate(ordered(merchant, mendable(merchant, 22)).jobs.all()):
        stop([job], last_error=f"Reason {number}")
    assert len(keys(merchant, "job")) == 21
    assert "More photos stopped, for other reasons" in client.get("/inbox/").content.decode()


def test_all_of_a_cause_are_sent_again_and_no_others(client, merchant, jobs) -> None:
    stop(jobs[:2], state=Job.State.LOST, last_error="Lost")
    stop(jobs[2:], status_id=Status.AWAITING_REPLY)
    line = next(key for key in keys(merchant, "job") if "Lost" in client.get(f"/inbox/?line={key}").content.decode())
    answer = client.post(ACT, {"line": line, "do": "again"}, follow=True)
    assert "2 photos are being sent again." in answer.content.decode()
    states = dict(Job.objects.values_list("pk", "state"))
    assert [states[job.pk] for job in jobs] == ["resending", "resending", "needs_you"]
    assert "That was settled already." in client.post(ACT, {"line": line, "do": "again"}, follow=True).content.decode()


def test_late_photos_say_since_when_and_when_they_are_looked_at_next(client, merchant, jobs) -> None:
    promised = timezone.now() - timedelta(days=3)
    Job.objects.filter(pk=jobs[0].pk).update(
        expected_at=promised, due_at=timezone.now() + timedelta(hours=1), status_name="In production",
        last_error="Pixelz did not answer in time.",
    )  # fmt: skip
    Job.objects.filter(pk=jobs[1].pk).update(expected_at=timezone.now() - timedelta(hours=23))
    page = client.get("/inbox/").content.decode()
    assert late(merchant).count() == 1
    assert "Late at Pixelz" in page
    assert "1 photo is late" in page
    assert "Promised for" in page
    assert "Pixelz did not answer in time." in page
    assert "Next check" in page
    client.post(ACT, {"line": keys(merchant, "late")[0], "do": "ask"})
    due = dict(Job.objects.values_list("pk", "due_at"))
    assert due[jobs[0].pk] <= timezone.now()


def test_order_whose_prices_rose_waits_for_a_word(client, merchant, jobs) -> None:
    order = jobs[0].order
    Order.objects.filter(pk=order.pk).update(state="stopped", last_error="Prices rose since you ordered.")
    page = client.get(f"/inbox/?line=order-{order.number}").content.decode()
    assert f"Order #{order.number} stopped before sending" in page
    assert "Prices rose since you ordered." in page
    assert f'action="{reverse("dashboard:accept-prices", args=[order.number])}"' in page
    assert f'action="{reverse("dashboard:cancel-order", args=[order.number])}"' in page


def test_unknown_tickets_are_named_and_dismissed(client, merchant) -> None:
    for number in range(3):
        StrayTicket.objects.create(merchant=merchant, ticket=f"stray-{number}", status_name="In production")
    page = client.get("/inbox/").content.decode()
    assert "Pixelz lists 3 photos that the hub does not know" in page
    assert "stray-2" in page
    assert (
        "3 tickets were dismissed."
        in client.post(ACT, {"line": "strays", "do": "dismiss"}, follow=True).content.decode()
    )
    assert "does not know" not in client.get("/inbox/").content.decode()


def test_photos_that_pixelz_did_not_take_back_stand_with_the_reason_until_they_are_decided_on(client, jobs) -> None:
    outputs = [delivered(job) for job in jobs]
    for output in outputs:
        Rejection.objects.create(
            merchant=output.merchant, output=output, state="refused", comment="x", rejected_by="x",
            last_error="Pixelz: Too late (Late)",
        )  # fmt: skip
    Output.objects.filter(pk=outputs[0].pk).update(review="approved", reviewed_at=timezone.now())
    page = client.get("/inbox/").content.decode()
    assert "Pixelz did not take 2 photos back" in page
    assert "Pixelz: Too late (Late)" in page


def test_publications_that_failed_for_one_reason_are_one_line(client, merchant, jobs) -> None:
    for job, reason in zip(jobs, ["No room", "No room", "No right"], strict=True):
        published(approved(job), "failed", last_error=reason)
    page = client.get("/inbox/").content.decode()
    assert len(keys(merchant, "failed")) == 2
    assert "2 photos were not published" in page
    assert "No right" in page


def test_held_back_ones_are_one_line(client, merchant, jobs) -> None:
    for job in jobs:
        published(approved(job), "held_back")
    assert "3 photos are held back" in client.get("/inbox/").content.decode()


def test_only_editors_act_and_only_on_their_own(viewer, stranger, merchant, jobs) -> None:
    stop(jobs, state=Job.State.LOST)
    StrayTicket.objects.create(merchant=merchant, ticket="stray")
    line = keys(merchant, "job")[0]
    assert "Only owners and editors can do this." in viewer.get(f"/inbox/?line={line}").content.decode()
    for do, key in (("again", line), ("dismiss", "strays")):
        assert viewer.post(ACT, {"line": key, "do": do}).status_code == 403
        stranger.post(ACT, {"line": key, "do": do})
    assert set(Job.objects.values_list("state", flat=True)) == {"lost"}
    assert StrayTicket.objects.filter(dismissed_at=None).exists()
    assert "lost at Pixelz" not in stranger.get(f"/inbox/?line={line}").content.decode()


@pytest.mark.parametrize("do", ["", "delete", "dismiss", "ask"])
def test_act_that_does_not_belong_to_the_line_changes_nothing(client, merchant, jobs, do) -> None:
    stop(jobs, state=Job.State.LOST)
    before = list(Job.objects.order_by("pk").values())
    assert client.post(ACT, {"line": keys(merchant, "job")[0], "do": do}).status_code == 302
    assert list(Job.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("path", ["/inbox/", "/"])
def test_what_waits_is_put_together_once_a_request(client, jobs, path) -> None:
    stop(jobs, state=Job.State.LOST)
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    assert sum("retouch_strayticket" in query["sql"] for query in asked.captured_queries) == 1


def test_inbox_asks_as_often_for_hundreds_as_for_three(client, merchant, jobs, django_assert_num_queries) -> None:
    def all_stop() -> None:
        stop(list(Job.objects.all()), status_id=Status.DOWNLOAD_FAILED, last_error="Not found")

    def tickets(n: int) -> None:
        StrayTicket.objects.bulk_create(StrayTicket(merchant=merchant, ticket=f"{n}-{number}") for number in range(n))

    all_stop()
    tickets(3)
    with CaptureQueriesContext(connection) as few:
        client.get("/inbox/")
    ordered(merchant, mendable(merchant, 40))
    all_stop()
    tickets(300)
    with django_assert_num_queries(len(few) + 1):  # how many there are beyond those shown
        client.get("/inbox/")


def test_help_says_how_the_score_is_counted_and_what_never_happens(client):
    page = client.get("/help/").content.decode()

    assert 'id="score"' in page
    assert "Your store never changes before you publish" in page
    assert "Amazon" in page


def test_guide_to_the_looks_opens(client):
    assert client.get("/help/looks/").status_code == 200
