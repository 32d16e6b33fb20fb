"""Files that go back to Pixelz: once, whatever happens to the answer, with comment and marks."""

from __future__ import annotations

import io
import urllib.request
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image, ImageDraw

from analytics.measure import keep_file, original_path
from connectors.gallery import sha256_of
from pixelzhub.accounts.models import Merchant, PixelzAccount
from pixelzhub.retouch.account import open_pixelz
from pixelzhub.retouch.follow import follow_jobs
from pixelzhub.retouch.markup import INK
from pixelzhub.retouch.models import Job, Output, Rejection
from pixelzhub.retouch.reject import free_until, send_rejections
from pixelzhub.retouch.review import NotSentBack, TooLateToSendBack, send_back, send_back_many
from tests import builders
from tests.pixelzhub.dashboard.retouched import delivered, mendable, ordered
from tests.pixelzhub.retouch.conftest import deliver

pytestmark = pytest.mark.django_db(transaction=True)

EDITOR = "editor@example.com"
MARKS = [[(0.1, 0.5), (0.9, 0.5)]]


@pytest.fixture
def output(merchant, sandbox, file_server) -> Output:
    """A finished file of the sandbox's Pixelz, made from a picture that the hub keeps."""
    who = sandbox.pixelz
    account = builders.make_pixelz(
        merchant, contact_email=who["contactEmail"], contact_key=who["contactAPIkey"], secret=who["secret"]
    )
    template = builders.make_template(merchant)
    with open_pixelz(account) as client:
        template.remote_id = client.templates()[0].id
    template.save()
    data = jpeg()
    photo = builders.make_photo(builders.make_product(builders.make_store(merchant)), sha256=sha256_of(data))
    keep_file(original_path(merchant.pk, photo.image.sha256, photo.image.url), data)
    job = builders.make_job(photo, template, due_at=timezone.now(), customer_image_id=uuid.uuid4().hex)
    return Output.objects.get(job=deliver(job))


def jpeg() -> bytes:
    """A dark thing on grey."""
    picture = Image.new("RGB", (600, 400), (229, 229, 229))
    ImageDraw.Draw(picture).rectangle((200, 100, 400, 300), fill=(20, 40, 120))
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()


def ledger(sandbox, output: Output) -> dict[str, Any]:
    """What Pixelz knows of the output's ticket."""
    return next(row for row in sandbox.control()["accepted"] if row["ticket"] == output.job.ticket)


def put_back(output: Output, comment: str = "Keep the spines", **marks: Any) -> Rejection:
    assert send_back(output=output, by=EDITOR, comment=comment, **marks)
    return Rejection.objects.get(output=output, state=Rejection.State.WAITING)


def sent(rejection: Rejection) -> Rejection:
    send_rejections([rejection.pk])
    rejection.refresh_from_db()
    return rejection


def test_pixelz_gets_comment_and_marks_once(output, sandbox) -> None:
    rejection = sent(put_back(output, marks=MARKS))
    assert (rejection.state, rejection.due_at) == ("sent", None)
    kept = ledger(sandbox, output)
    assert (kept["redo"], kept["comment"]) == (1, "Keep the spines")
    with urllib.request.urlopen(kept["markup_url"]) as answer:
        picture = Image.open(io.BytesIO(answer.read())).convert("RGB")
    middle: Any = picture.getpixel((picture.width // 2, picture.height // 2))
    assert max(abs(a - b) for a, b in zip(middle, INK, strict=True)) < 30
    send_rejections([rejection.pk])
    assert ledger(sandbox, output)["redo"] == 1


def test_without_marks_no_picture_is_sent(output, sandbox) -> None:
    sent(put_back(output))
    assert ledger(sandbox, output)["markup_url"] == ""


@pytest.mark.parametrize("meanwhile", ["at work", "redone"])
def test_killed_between_the_call_and_our_note_is_sent_once(output, sandbox, meanwhile) -> None:
    rejection = put_back(output)
    # What the killed worker had done: it noted its try, and Pixelz heard it.
    Rejection.objects.filter(pk=rejection.pk).update(attempts=1)
    with open_pixelz(PixelzAccount.objects.get(merchant=output.merchant)) as client:
        client.reject(output.job.ticket, rejection.comment)
        if meanwhile == "at work":
            sandbox.control(set_status={output.job.ticket: 62})
        else:
            wait_until_redone(client, output.job)
    assert sent(rejection).state == "sent"
    assert ledger(sandbox, output)["redo"] == 1


def wait_until_redone(client, job: Job) -> None:
    while client.status(ticket=job.ticket).status_id != 80:
        pass


def test_killed_before_the_call_is_sent_by_the_next_try(output, sandbox) -> None:
    rejection = put_back(output)
    Rejection.objects.filter(pk=rejection.pk).update(attempts=1)
    assert sent(rejection).state == "sent"
    assert ledger(sandbox, output)["redo"] == 1


def test_failing_network_is_tried_again_later(output, sandbox) -> None:
    rejection = put_back(output)
    sandbox.control(error_rate=1)
    assert sent(rejection).state == "waiting"
    assert rejection.last_error and rejection.due_at > timezone.now()
    sandbox.calm()
    assert sent(rejection).state == "sent"
    assert ledger(sandbox, output)["redo"] == 1


def test_refusal_brings_the_output_back_with_its_comment(output, sandbox) -> None:
    rejection = put_back(output)
    sandbox.control(set_status={output.job.ticket: 66})
    assert sent(rejection).state == "refused"
    assert "not yet finished" in rejection.last_error
    output.refresh_from_db()
    assert (output.review, output.comment) == ("waiting", "Keep the spines")


@pytest.mark.parametrize("file", ["not-there.jpg", "no-picture.jpg"])
def test_file_that_cannot_be_marked_goes_back_to_the_merchant(output, sandbox, file) -> None:
    Output.objects.filter(pk=output.pk).update(file=file)
    keep_file("no-picture.jpg", b"no picture at all")
    output.refresh_from_db()
    rejection = sent(put_back(output, marks=MARKS))
    assert (rejection.state, "words alone" in rejection.last_error) == ("refused", True)
    assert ledger(sandbox, output)["redo"] == 0


def test_redone_files_are_followed_until_they_are_here(output, sandbox) -> None:
    job = output.job
    sent(put_back(output))
    job.refresh_from_db()
    assert job.state == Job.State.SUBMITTED
    assert job.expected_at and job.expected_at > timezone.now()
    follow_jobs([job.pk])
    job.refresh_from_db()
    assert job.state in {Job.State.SUBMITTED, Job.State.FINISHED}


# Rows alone.


@pytest.fixture
def finished(merchant) -> list[Output]:
    builders.make_template(merchant)
    return [delivered(job) for job in ordered(merchant, mendable(merchant, 3)).jobs.all()]


def ids(outputs: list[Output]) -> list[int]:
    return [output.pk for output in outputs]


def test_many_go_back_with_one_comment_each_as_its_own(finished, merchant) -> None:
    done = send_back_many(merchant=merchant, ids=ids(finished), by=EDITOR, comment="Less shadow")
    assert (done.sent, done.refused) == (3, [])
    rows = Rejection.objects.values_list("output", "comment", "state")
    assert sorted(rows) == [(pk, "Less shadow", "waiting") for pk in ids(finished)]
    assert send_back_many(merchant=merchant, ids=ids(finished), by=EDITOR, comment="Again").sent == 0


def test_of_many_those_that_are_too_late_stay_and_say_why(finished, merchant) -> None:
    Job.objects.filter(pk=finished[0].job_id).update(submitted_at=timezone.now() - timedelta(days=31))
    done = send_back_many(merchant=merchant, ids=ids(finished), by=EDITOR, comment="Less shadow")
    assert done.sent == 2
    assert [(output.pk, "free until" in reason) for output, reason in done.refused] == [(finished[0].pk, True)]
    finished[0].refresh_from_db()
    assert finished[0].review == "waiting"


def test_another_merchants_files_do_not_go_back(finished, stranger) -> None:
    other = Merchant.objects.get(name="Stranger")
    builders.make_pixelz(other)
    assert send_back_many(merchant=other, ids=ids(finished), by=EDITOR, comment="x").sent == 0


def test_thirty_days_count_from_when_the_photo_was_first_sent(finished) -> None:
    job = finished[0].job
    assert free_until(job) is None
    job.submitted_at = timezone.now() - timedelta(days=30, seconds=1)
    job.save()
    finished[0].job.refresh_from_db()
    with pytest.raises(TooLateToSendBack):
        send_back(output=finished[0], by=EDITOR, comment="x")
    assert not Rejection.objects.exists()


def test_without_an_account_it_is_said_at_once(finished, merchant) -> None:
    PixelzAccount.objects.filter(merchant=merchant).delete()
    with pytest.raises(NotSentBack, match="No Pixelz account"):
        send_back(output=finished[0], by=EDITOR, comment="x")
    finished[0].refresh_from_db()
    assert finished[0].review == "waiting"


def test_files_of_one_ticket_share_one_comment_and_one_call(output, sandbox) -> None:
    second = Output.objects.create(
        merchant=output.merchant, job=output.job, number=2, source="/b.jpg", file=output.file, sha256="b" * 64, bytes=1
    )
    done = send_back_many(merchant=output.merchant, ids=[output.pk, second.pk], by=EDITOR, comment="Less shadow")
    assert done.sent == 2
    send_rejections(list(Rejection.objects.values_list("pk", flat=True)))
    assert set(Rejection.objects.values_list("state", flat=True)) == {"sent"}
    assert ledger(sandbox, output)["redo"] == 1


def test_second_file_of_a_ticket_cannot_bring_words_of_its_own(finished) -> None:
    values = {"source": "/b.jpg", "file": "b.jpg", "sha256": "b" * 64, "bytes": 1, "number": 2}
    second = Output.objects.create(merchant=finished[0].merchant, job=finished[0].job, **values)
    send_back(output=finished[0], by=EDITOR, comment="Less shadow")
    with pytest.raises(NotSentBack, match="Another file of this ticket"):
        send_back(output=second, by=EDITOR, comment="More shadow")
    assert list(Rejection.objects.values_list("comment", flat=True)) == ["Less shadow"]
