"""/ext/jobs: photos at Pixelz listed, taken back, approved and sent back, as on the pages; whoever repeats it adds nothing."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pixelzhub.accounts.models import AuditEvent
from pixelzhub.retouch.models import Job, Output, Rejection
from tests import builders
from tests.pixelzhub.dashboard import retouched
from tests.pixelzhub.partners.caller import Caller

pytestmark = pytest.mark.django_db
ALL = "/ext/jobs"


@pytest.fixture
def caller(merchant) -> Caller:
    return Caller(merchant, ["ext:orders:read", "ext:orders:write"])


@pytest.fixture
def jobs(merchant) -> list[Job]:
    """Three photos of one order, which wait to be sent."""
    builders.make_template(merchant)
    return list(retouched.ordered(merchant, retouched.mendable(merchant, 3)).jobs.select_related("order"))


def ids(caller: Caller, **query: object) -> list[str]:
    return [job["id"] for job in caller.data(f"{ALL}?{urlencode(query)}")]


def refused(answer) -> str:
    assert answer.status_code == 409
    [sentence] = answer.json()["errors"]
    return sentence


def test_a_job_is_told_with_its_price_state_and_files(caller, jobs) -> None:
    output = retouched.delivered(jobs[0])
    told = caller.data(f"{ALL}/{jobs[0].pk}")
    assert {name: told[name] for name in ("id", "order_id", "image_id", "state", "price", "currency", "reason")} == {
        "id": str(jobs[0].pk), "order_id": str(jobs[0].order_id), "image_id": str(jobs[0].image_id),
        "state": "delivered", "price": "1.15", "currency": "USD", "reason": None,
    }  # fmt: skip
    [file] = told["outputs"]
    assert (file["id"], file["review"], file["meets"]) == (str(output.pk), "waiting", True)
    assert file["url"].startswith("http")
    assert file["checks"][0]["limit"] == "255, 255, 255"


def test_lists_are_newest_first_and_narrowed(caller, merchant, jobs) -> None:
    other = builders.make_job(retouched.mendable(merchant)[0], state="cancelled")
    assert ids(caller) == [str(job.pk) for job in [other, *reversed(jobs)]]
    assert ids(caller, order=jobs[0].order_id) == [str(job.pk) for job in reversed(jobs)]
    assert ids(caller, state="cancelled") == [str(other.pk)]
    assert caller.get(f"{ALL}?page_size=2&page=2").json()["meta"]["total"] == 4


def test_what_changed_since_is_listed_a_review_among_it(caller, jobs) -> None:
    past = timezone.now() - timedelta(days=2)
    Job.objects.update(created_at=past)
    output = retouched.delivered(jobs[0], reviewed_at=timezone.now(), review="approved")
    Job.objects.filter(pk=jobs[0].pk).update(delivered_at=past)
    Job.objects.filter(pk=jobs[1].pk).update(submitted_at=timezone.now())
    since = (past + timedelta(days=1)).isoformat()
    assert ids(caller, updated_since=since) == [str(jobs[1].pk), str(output.job_id)]


def test_the_number_of_questions_does_not_depend_on_the_page(caller, jobs) -> None:
    for job in jobs:
        retouched.delivered(job)
    caller.data(ALL)

    def questions(size: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert len(caller.data(f"{ALL}?page_size={size}")) == size
        return len(asked)

    assert questions(1) == questions(3)


def test_a_job_that_waits_is_taken_back_once(caller, jobs) -> None:
    for _ in range(2):
        answer = caller.post(f"{ALL}/{jobs[0].pk}/cancel", None)
        assert (answer.status_code, answer.json()["data"]["state"]) == (200, "cancelled")
    [event] = AuditEvent.objects.filter(action="job.cancelled")
    assert event.actor == str(caller.row)
    assert Job.objects.filter(state="cancelled").count() == 1


def test_pixelz_is_asked_for_what_it_has_and_keeps_what_it_began(caller, jobs) -> None:
    Job.objects.filter(pk=jobs[0].pk).update(state="submitted", ticket="t", status_id=20)
    assert caller.post(f"{ALL}/{jobs[0].pk}/cancel/", {}).json()["data"]["state"] == "cancelling"
    Job.objects.filter(pk=jobs[1].pk).update(state="submitted", ticket="u", status_id=60, status_name="In production")
    answer = caller.post(f"{ALL}/{jobs[1].pk}/cancel", None)
    assert refused(answer) == "This job cannot be taken back: At Pixelz, In production."
    assert Job.objects.get(pk=jobs[1].pk).state == "submitted"


def test_a_job_that_is_back_is_approved_once(caller, jobs) -> None:
    output = retouched.delivered(jobs[0])
    for _ in range(2):
        answer = caller.post(f"{ALL}/{jobs[0].pk}/approve", None)
        assert (answer.status_code, answer.json()["data"]["outputs"][0]["review"]) == (200, "approved")
    output.refresh_from_db()
    assert output.reviewed_by == str(caller.row)
    assert AuditEvent.objects.filter(action="output.approved").count() == 1


def test_what_is_not_back_or_went_back_cannot_be_approved(caller, jobs) -> None:
    assert refused(caller.post(f"{ALL}/{jobs[0].pk}/approve", None)) == (
        "This job cannot be approved: Waiting to be sent."
    )
    retouched.delivered(jobs[1], review="sent_back", reviewed_at=timezone.now())
    assert refused(caller.post(f"{ALL}/{jobs[1].pk}/approve", None)) == (
        "This job cannot be approved: Back from Pixelz, Sent back."
    )


def test_a_job_goes_back_once_with_its_comment(caller, merchant, jobs) -> None:
    output = retouched.delivered(jobs[0])
    for _ in range(2):
        answer = caller.post(f"{ALL}/{jobs[0].pk}/reject", {"comment": " The shadow is missing. "})
        assert (answer.status_code, answer.json()["data"]["outputs"][0]["review"]) == (200, "sent_back")
    row = Rejection.objects.get()
    assert (row.output, row.comment, row.rejected_by) == (output, "The shadow is missing.", str(caller.row))
    other = caller.post(f"{ALL}/{jobs[0].pk}/reject", {"comment": "Something else."})
    assert "cannot be sent back with this comment: Back from Pixelz, Sent back." in refused(other)
    assert Rejection.objects.count() == 1


def test_what_is_approved_or_thirty_days_old_cannot_go_back(caller, jobs) -> None:
    retouched.approved(jobs[0])
    answer = caller.post(f"{ALL}/{jobs[0].pk}/reject", {"comment": "No."})
    assert "Back from Pixelz, Approved." in refused(answer)
    retouched.delivered(jobs[1])
    Job.objects.filter(pk=jobs[1].pk).update(submitted_at=timezone.now() - timedelta(days=31))
    assert "took this photo back for free until" in refused(
        caller.post(f"{ALL}/{jobs[1].pk}/reject", {"comment": "No."})
    )
    assert not Rejection.objects.exists()
    assert Output.objects.get(job=jobs[1]).review == "waiting"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, '“comment” is ""; text of 1 to 2,000 characters is accepted.'),
        ({"comment": "  "}, '“comment” is "  "; text of 1 to 2,000 characters is accepted.'),
        ({"comment": 7}, "“comment” is 7; text of 1 to 2,000 characters is accepted."),
        ({"comment": "a\0"}, '“comment” is "a\\u0000"; text of 1 to 2,000 characters is accepted.'),
        ({"comment": "x" * 2001}, "“comment” is "),
        ({"comment": "a", "marks": []}, "There is no field “marks”; the fields are comment."),
    ],
)
def test_a_body_that_cannot_be_used_says_why_and_does_nothing(caller, jobs, body, says: str) -> None:
    retouched.delivered(jobs[0])
    answer = caller.post(f"{ALL}/{jobs[0].pk}/reject", body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0].startswith(says)
    assert not Rejection.objects.exists()


@pytest.mark.parametrize("query", ["state=gone", "order=x", "order=-1", "updated_since=", "cursor=eA"])
def test_a_query_that_cannot_be_used_says_why(caller, query: str) -> None:
    assert caller.get(f"{ALL}?{query}").status_code == 422


def test_a_strangers_job_is_not_there_and_scopes_are_asked_for(caller, merchant) -> None:
    theirs = builders.make_job(retouched.mendable(builders.make_merchant("Others"))[0])
    assert ids(caller) == ids(caller, order=theirs.order_id) == []
    reader = Caller(merchant, ["ext:orders:read"])
    for action in ("cancel", "approve", "reject"):
        path, body = f"{ALL}/{theirs.pk}/{action}", {"comment": "a"} if action == "reject" else None
        assert caller.post(path, body).status_code == caller.post(f"{ALL}/x/{action}", body).status_code == 404
        assert reader.post(path, body).status_code == 403
        assert caller.get(path).status_code == 405
    assert caller.get(f"{ALL}/{theirs.pk}").status_code == caller.get(f"{ALL}/x").status_code == 404
    assert Caller(merchant, ["ext:images:read"]).get(ALL).status_code == 403
    assert Job.objects.get(pk=theirs.pk).state == "intent"
