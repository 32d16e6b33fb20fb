"""Money is spent at most once, whatever happens to the answer."""

from __future__ import annotations

import uuid

import pytest
from django.utils import timezone

from pixelzhub.accounts.models import PixelzAccount
from pixelzhub.retouch.cart import build_cart
from pixelzhub.retouch.models import Job, Order
from pixelzhub.retouch.orders import NotCovered, place_order
from pixelzhub.retouch.submit import send_again, submit_jobs
from tests.pixelzhub.retouch.conftest import mendable, order_some, step_until

pytestmark = pytest.mark.django_db(transaction=True)


def accepted(sandbox, job: Job) -> list[dict]:
    """What Pixelz's ledger holds under the job's own id."""
    return [row for row in sandbox.control()["accepted"] if row["customerImageId"] == job.customer_image_id]


def is_submitted(job: Job) -> bool:
    return job.state == Job.State.SUBMITTED


def test_it_works(store, sandbox) -> None:
    job = order_some(store).jobs.get()
    submit_jobs([job.pk])
    job.refresh_from_db()
    assert job.state == Job.State.SUBMITTED
    assert [row["ticket"] for row in accepted(sandbox, job)] == [job.ticket]


def test_lost_answer_is_asked_after_and_not_posted_again(store, sandbox) -> None:
    job = order_some(store).jobs.get()
    sandbox.control(drop_after_accept=1)
    submit_jobs([job.pk])
    job.refresh_from_db()
    assert job.state == Job.State.SENDING
    step_until(job, submit_jobs, is_submitted)
    assert len(accepted(sandbox, job)) == 1


def test_killed_before_the_call_is_posted_once_after_two_unknown_answers(store, sandbox) -> None:
    job = order_some(store).jobs.get()
    Job.objects.filter(pk=job.pk).update(state=Job.State.SENDING, due_at=timezone.now())
    submit_jobs([job.pk])
    job.refresh_from_db()
    assert (job.state, job.unknown_answers) == (Job.State.UNSURE, 1)
    assert job.due_at > timezone.now()
    step_until(job, submit_jobs, is_submitted)
    assert len(accepted(sandbox, job)) == 1


def test_malformed_answers_never_count_as_unknown(store, sandbox) -> None:
    job = order_some(store).jobs.get()
    Job.objects.filter(pk=job.pk).update(state=Job.State.SENDING)
    sandbox.control(error_rate=1)
    submit_jobs([job.pk])
    job.refresh_from_db()
    assert job.unknown_answers == 0
    assert job.state in {Job.State.SENDING, Job.State.UNSURE}
    assert job.last_error


def test_two_workers_with_one_job_post_once(store, sandbox) -> None:
    job = order_some(store).jobs.get()
    submit_jobs([job.pk])
    submit_jobs([job.pk])
    assert len(accepted(sandbox, job)) == 1


def test_refusal_of_the_question_keeps_the_job_unsure(store, sandbox) -> None:
    job = order_some(store).jobs.get()
    Job.objects.filter(pk=job.pk).update(state=Job.State.UNSURE)
    PixelzAccount.objects.filter(merchant=store.merchant).update(contact_key="wrong")
    submit_jobs([job.pk])
    job.refresh_from_db()
    assert job.state == Job.State.UNSURE
    send_again(job)
    job.refresh_from_db()
    assert job.state == Job.State.UNSURE


def test_refused_post_needs_the_merchant_and_can_go_again(store, sandbox) -> None:
    job = order_some(store).jobs.get()
    key = PixelzAccount.objects.get(merchant=store.merchant).contact_key
    PixelzAccount.objects.filter(merchant=store.merchant).update(contact_key="wrong")
    submit_jobs([job.pk])
    job.refresh_from_db()
    assert job.state == Job.State.NEEDS_YOU
    assert key not in job.last_error
    PixelzAccount.objects.filter(merchant=store.merchant).update(contact_key=key)
    send_again(job)
    step_until(job, submit_jobs, is_submitted)
    assert len(accepted(sandbox, job)) == 1


def test_double_click_is_one_order(store) -> None:
    cart = build_cart(merchant=store.merchant, placement_ids=mendable(store), limit=2)
    token = uuid.uuid4()
    first = place_order(merchant=store.merchant, by="test", cart=cart, token=token)
    assert place_order(merchant=store.merchant, by="test", cart=cart, token=token) == first
    assert Order.objects.filter(merchant=store.merchant).count() == 1


def test_photo_that_is_at_pixelz_already_is_left_out_and_said_so(store) -> None:
    order = order_some(store)
    again = build_cart(merchant=store.merchant, placement_ids=mendable(store), limit=3)
    sent = order.jobs.get().sha256
    assert sent not in {line.placement.image.sha256 for line in again.lines}
    assert any(str(order.number) in out.reason for out in again.left_out)


def test_order_that_the_balance_does_not_cover_is_stopped(store) -> None:
    PixelzAccount.objects.filter(merchant=store.merchant).update(balance="0.10", trial_images=0)
    cart = build_cart(merchant=store.merchant, placement_ids=mendable(store), limit=2)
    with pytest.raises(NotCovered):
        place_order(merchant=store.merchant, by="test", cart=cart, token=uuid.uuid4())
    assert not Order.objects.exists()
