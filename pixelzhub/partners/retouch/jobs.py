"""/ext/jobs: each photo at Pixelz, taken back, approved or sent back by the same functions as on the pages."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from pixelzhub import pipeline
from pixelzhub.accounts import audit
from pixelzhub.accounts.scopes import Scope
from pixelzhub.partners.frame.asking import NotNow, choice, id_asked, moment_asked, own_row
from pixelzhub.partners.frame.body import WrongValue, fields_of, is_text, shown
from pixelzhub.partners.frame.envelope import envelope
from pixelzhub.partners.frame.keys import key_of, merchant_of
from pixelzhub.partners.frame.listing import listed
from pixelzhub.partners.frame.route import Route
from pixelzhub.partners.retouch.job_rows import TIMES, job_body, job_changed, job_with_files
from pixelzhub.retouch.cancel import cancel_job
from pixelzhub.retouch.models import Job, Output
from pixelzhub.retouch.review import NotSentBack, approve_many, send_back_many

COMMENT_MOST = 2000
TAKEN_BACK = (Job.State.CANCELLING, Job.State.CANCELLED)
Review = Output.Review


class Jobs(Route):
    scopes: ClassVar = {"GET": Scope.ORDERS_READ}

    def get(self, request: Request) -> Response:
        rows = _rows(request)
        if state := choice(request, "state", Job.State.values):
            rows = rows.filter(state=state)
        if (order := id_asked(request, "order")) is not None:
            rows = rows.filter(order=order)
        if since := moment_asked(request, "updated_since"):
            rows = rows.filter(_changed_since(since))
        return listed(request, rows, lambda found: [job_body(job) for job in found], job_changed)


class OneJob(Route):
    scopes: ClassVar = {"GET": Scope.ORDERS_READ}

    def get(self, request: Request, job_id: str) -> Response:
        return _answer(own_row(_rows(request), job_id))


class CancelJob(Route):
    scopes: ClassVar = {"POST": Scope.ORDERS_WRITE}

    def post(self, request: Request, job_id: str) -> Response:
        fields_of(request, set())
        job = own_row(_rows(request), job_id)
        with transaction.atomic():
            if cancel_job(job):
                audit.record(job.merchant, str(key_of(request)), "job.cancelled", job)
                pipeline.nudge()
        job = own_row(_rows(request), job_id)
        if job.state not in TAKEN_BACK:
            raise NotNow(f"This job cannot be taken back: {_said(job)}.")
        return _answer(job)


class ApproveJob(Route):
    scopes: ClassVar = {"POST": Scope.ORDERS_WRITE}

    def post(self, request: Request, job_id: str) -> Response:
        """Every finished file of the job that waits for a decision is approved."""
        fields_of(request, set())
        job = own_row(_rows(request), job_id)
        approve_many(merchant=job.merchant, ids=_ids(job), by=str(key_of(request)))
        job = own_row(_rows(request), job_id)
        reviews = [output.review for output in job.outputs.all()]
        if Review.APPROVED not in reviews or Review.WAITING in reviews:
            raise NotNow(f"This job cannot be approved: {_said(job)}.")
        return _answer(job)


class RejectJob(Route):
    scopes: ClassVar = {"POST": Scope.ORDERS_WRITE}

    def post(self, request: Request, job_id: str) -> Response:
        """Every finished file of the job that waits for a decision goes back to Pixelz with the comment."""
        comment = _comment(request)
        job = own_row(_rows(request), job_id)
        try:
            done = send_back_many(merchant=job.merchant, ids=_ids(job), by=str(key_of(request)), comment=comment)
        except NotSentBack as reason:
            raise NotNow(str(reason)) from reason
        if done.refused:
            raise NotNow(sorted({reason for _output, reason in done.refused}))
        pipeline.nudge()
        job = own_row(_rows(request), job_id)
        # Who repeats it is told so; a file that came back since waits for another word.
        last = max(job.outputs.all(), key=lambda output: output.pk, default=None)
        if last is None or (last.review, last.comment) != (Review.SENT_BACK, comment):
            raise NotNow(f"This job cannot be sent back with this comment: {_said(job)}.")
        return _answer(job)


def _rows(request: Request) -> QuerySet[Job]:
    rows = Job.objects.filter(merchant=merchant_of(request))
    return rows.select_related("order", "template", "merchant").prefetch_related("outputs")


def _changed_since(since: datetime) -> Q:
    found = Q(Exists(Output.objects.filter(job=OuterRef("pk"), reviewed_at__gt=since)))
    for name in TIMES:
        found |= Q(**{f"{name}__gt": since})
    return found


def _answer(job: Job) -> Response:
    return Response(envelope(job_with_files(job), updated_at=job_changed(job)))


def _ids(job: Job) -> list[int]:
    return [output.pk for output in job.outputs.all()]


def _said(job: Job) -> str:
    """The state in words, with Pixelz's own, or of a job that is back with what was decided on its files."""
    words = [str(job.get_state_display())]
    if job.state == Job.State.DELIVERED:
        words += sorted({str(output.get_review_display()) for output in job.outputs.all()})
    elif job.status_name:
        words.append(job.status_name)
    return ", ".join(words)


def _comment(request: Request) -> str:
    """What should be different, in words: nobody can redo a photo without. Raises `WrongValue`."""
    comment = fields_of(request, {"comment"}).get("comment", "")
    if not is_text(comment) or not comment.strip() or len(comment) > COMMENT_MOST:
        raise WrongValue(f"“comment” is {shown(comment)}; text of 1 to {COMMENT_MOST:,} characters is accepted.")
    return str(comment).strip()
