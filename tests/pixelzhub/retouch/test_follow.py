"""Every status of Pixelz's document, and those that it does not name, is one of a few things to the merchant."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from pixelzhub.accounts.models import PixelzAccount
from pixelzhub.pixelz import ImageStatus, Status
from pixelzhub.retouch.cancel import cancel_order
from pixelzhub.retouch.follow import follow_jobs, note
from pixelzhub.retouch.models import Job, StrayTicket
from pixelzhub.retouch.reconcile import reconcile
from pixelzhub.retouch.rhythm import next_look
from pixelzhub.retouch.submit import send_again, submit_jobs
from tests import builders
from tests.pixelzhub.retouch.conftest import order_some, step_until

pytestmark = pytest.mark.django_db(transaction=True)

STATES = {
    Status.DELETED: "lost",
    Status.NEW: "submitted",
    Status.DOWNLOAD_FAILED: "resending",
    Status.WAITING_FOR_PAYMENT: "needs_you",
    Status.READY_FOR_PRODUCTION: "submitted",
    Status.RETURNED_FOR_PRODUCTION: "submitted",
    Status.IN_PRODUCTION: "submitted",
    Status.ASSIGNED_TO_EDITOR: "submitted",
    Status.DOWNLOADED_BY_EDITOR: "submitted",
    Status.QUALITY_ASSURANCE: "submitted",
    Status.PRODUCTION_FINISHED: "submitted",
    Status.FIRST_DELIVERY_FAILED: "finished",
    Status.SECOND_DELIVERY_FAILED: "finished",
    Status.THIRD_DELIVERY_FAILED: "finished",
    Status.DELIVERY_FAILED: "finished",
    Status.DELIVERED: "finished",
    Status.REJECTED: "needs_you",
    Status.AWAITING_REPLY: "needs_you",
    Status.CLOSED: "finished",
    Status.CLEANED_UP: "lost",
}


@pytest.fixture
def job(merchant) -> Job:
    builders.make_pixelz(merchant)
    photo = builders.make_photo(builders.make_product(builders.make_store(merchant)), builders.grey_ground())
    return builders.make_job(photo, state="submitted", ticket="t-1", submitted_at=timezone.now())


def says(status_id: int | None, *, files: bool = True) -> ImageStatus:
    urls = ("/1/final/a.jpg",) if files else ()
    return ImageStatus("t-1", "c", "", status_id, f"Status {status_id}", urls, is_paid=False)


def noted(job: Job, status: ImageStatus) -> Job:
    note(job, status, PixelzAccount.objects.get(merchant=job.merchant))
    return job


def test_every_documented_status_has_its_line() -> None:
    assert set(STATES) == set(Status)


@pytest.mark.parametrize(("status", "state"), STATES.items(), ids=lambda value: str(getattr(value, "name", value)))
def test_status_becomes_what_the_merchant_can_do(job, status, state) -> None:
    noted(job, says(status, files=status >= 70))
    assert job.state == state
    assert job.status_id == status
    assert (job.due_at is None) == (state == "lost")


@pytest.mark.parametrize("status", [85, 7, None])
def test_unknown_status_is_shown_as_it_is_and_asked_on(job, status) -> None:
    noted(job, says(status))
    assert job.state == "submitted"
    assert job.status_name == f"Status {status}"
    assert job.due_at is not None


@pytest.mark.parametrize("status", [Status.DELIVERY_FAILED, Status.CLOSED])
def test_finished_without_a_file_is_said_and_not_hidden(job, status) -> None:
    noted(job, says(status, files=False))
    assert job.state in {"needs_you", "lost"}
    assert job.last_error


def test_closing_keeps_the_outputs_that_came_before(job) -> None:
    job.outputs.create(merchant=job.merchant, source="x", file="x", sha256="a", bytes=1)
    noted(job, says(Status.CLOSED, files=False))
    assert job.state == "delivered"


def test_photo_that_waited_at_pixelz_goes_on_when_it_was_answered_there(job) -> None:
    noted(job, says(Status.AWAITING_REPLY, files=False))
    assert (job.state, job.due_at is None) == ("needs_you", False)
    noted(job, says(Status.IN_PRODUCTION, files=False))
    assert (job.state, job.last_error) == ("submitted", "")


def test_file_on_a_strange_host_is_not_fetched(job) -> None:
    strange = ImageStatus("t-1", "c", "", 80, "Delivered", ("https://evil.example/a.jpg",), is_paid=False)
    noted(job, strange)
    assert job.state == "needs_you"
    assert "evil.example" in job.last_error


def test_age_counts_from_when_the_status_changed(job) -> None:
    noted(job, says(Status.NEW))
    since = job.status_since
    noted(job, says(Status.NEW))
    assert job.status_since == since


def test_rhythm_is_soon_then_seldom_then_around_the_promised_time(settings, job) -> None:
    settings.PIXELZ_POLL_S = 300
    sent = job.submitted_at
    job.expected_at = sent + timedelta(hours=24)

    def pause(**after: float) -> timedelta:
        now = sent + timedelta(**after)
        return next_look(job, now) - now

    assert pause(minutes=1) == timedelta(minutes=5)
    assert pause(hours=10) == timedelta(hours=1)
    assert pause(hours=23.75) == timedelta(minutes=5)
    assert pause(hours=23, minutes=10) <= timedelta(minutes=20)
    assert pause(hours=40) == timedelta(hours=1)


# Against the sandbox.


def submitted(store, n: int = 1) -> list[Job]:
    jobs = list(order_some(store, n).jobs.all())
    for job in jobs:
        step_until(job, submit_jobs, lambda job: job.state == Job.State.SUBMITTED)
    return jobs


def hold(sandbox, jobs: list[Job], status: int) -> None:
    sandbox.control(set_status={job.customer_image_id: status for job in jobs})


def test_many_jobs_of_a_day_are_asked_for_by_lists(store, sandbox) -> None:
    jobs = submitted(store, 3)
    hold(sandbox, jobs, 66)
    before = sandbox.control()["counts"]["calls"]
    follow_jobs([job.pk for job in jobs])
    assert {job.status_id for job in Job.objects.filter(order=jobs[0].order)} == {66}
    after = sandbox.control()["counts"]["calls"]
    assert after["GET Images"] == before.get("GET Images", 0) + 1
    assert after.get("GET Image") == before.get("GET Image")


def test_photo_that_pixelz_could_not_fetch_goes_by_the_next_way_by_itself(store, sandbox) -> None:
    job = submitted(store)[0]
    first = (job.ticket, job.customer_image_id)
    assert job.route == Job.Route.HUB
    hold(sandbox, [job], 12)
    follow_jobs([job.pk])
    step_until(job, submit_jobs, lambda job: job.state == Job.State.SUBMITTED)
    assert job.route == Job.Route.STORE
    assert job.ticket != first[0]
    assert [(old["ticket"], old["customer_image_id"]) for old in job.earlier_tickets] == [first]
    kept = {row["ticket"]: row["deleted"] for row in sandbox.control()["accepted"]}
    assert kept[first[0]] and not kept[job.ticket]


def test_where_the_account_may_upload_the_picture_is_uploaded(store, sandbox) -> None:
    sandbox.control(presign=True)
    try:
        job = submitted(store)[0]
    finally:
        sandbox.control(presign=False)
    assert job.route == Job.Route.UPLOAD


def test_lost_photo_can_be_sent_again_under_a_new_id(store, sandbox) -> None:
    job = submitted(store)[0]
    first = job.customer_image_id
    hold(sandbox, [job], 999)
    follow_jobs([job.pk])
    job.refresh_from_db()
    assert job.state == Job.State.LOST
    assert send_again(job)
    step_until(job, submit_jobs, lambda job: job.state == Job.State.SUBMITTED)
    assert job.customer_image_id != first


def test_photo_is_cancelled_at_pixelz_while_that_is_allowed(store, sandbox) -> None:
    early, late = submitted(store, 2)
    hold(sandbox, [early], 30)
    hold(sandbox, [late], 62)
    assert cancel_order(order=early.order, by="test") == 2
    for job in (early, late):
        submit_jobs([job.pk])
        job.refresh_from_db()
    assert early.state == Job.State.CANCELLED
    assert (late.state, "begun" in late.last_error) == (Job.State.SUBMITTED, True)
    assert {row["ticket"]: row["deleted"] for row in sandbox.control()["accepted"]}[early.ticket]


def test_reconciliation_finds_tickets_that_nobody_knows_and_jobs_that_pixelz_lost(store, sandbox) -> None:
    known, forgotten = submitted(store, 2)
    account = PixelzAccount.objects.get(merchant=store.merchant)
    ticket = forgotten.ticket
    forgotten.delete()
    gone = builders.make_job(
        known.uses.get().placement,
        sha256="f" * 64,
        content="f" * 64,
        state="submitted",
        ticket="no-such",
        submitted_at=timezone.now() - timedelta(hours=3),
    )
    reconcile(account)
    assert StrayTicket.objects.filter(merchant=store.merchant, ticket=ticket).exists()
    assert not StrayTicket.objects.filter(ticket=known.ticket).exists()
    follow_jobs([gone.pk])
    gone.refresh_from_db()
    assert gone.state == Job.State.LOST
    assert "does not know" in gone.last_error


def test_upload_that_was_not_enabled_is_tried_again_after_a_night(store, sandbox) -> None:
    assert submitted(store)[0].route == Job.Route.HUB
    account = PixelzAccount.objects.get(merchant=store.merchant)
    assert account.can_upload is False
    reconcile(account)
    account.refresh_from_db()
    assert account.can_upload is None
