"""Before and after, the checks, and the decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pixelzhub.accounts.models import Merchant, PixelzAccount
from pixelzhub.dashboard.lining_up import lined_up, whole
from pixelzhub.dashboard.review_page import next_to_review
from pixelzhub.retouch.models import Job, Output, Rejection
from pixelzhub.retouch.reject import send_rejections
from tests import builders
from tests.pixelzhub.dashboard.retouched import CHECK, delivered, mendable, ordered

REVIEW = reverse("dashboard:review")
SEVERAL = reverse("dashboard:send-back-several")


@pytest.fixture
def outputs(merchant: Merchant) -> list[Output]:
    """Three finished files; the last misses its rule."""
    builders.make_pixelz(merchant)
    builders.make_template(merchant)
    jobs = ordered(merchant, mendable(merchant, 3)).jobs.all()
    return [delivered(job, meets=number < 2) for number, job in enumerate(jobs)]


def address(name: str, output: Output) -> str:
    return reverse(f"dashboard:{name}", args=[output.pk])


def test_review_opens_the_oldest_that_waits_with_its_checks(client, outputs) -> None:
    page = client.get(REVIEW).content.decode()
    assert "1 of 3" in page
    assert outputs[0].job.product.name in page
    assert "Background is not pure white" in page
    assert "229, 229, 229" in page
    assert "Meets every rule it was sent for" in page
    assert "Approving does not change your store yet" in page
    assert reverse("dashboard:original", args=[outputs[0].job.sha256]) in page


def test_missed_rule_is_said(client, outputs) -> None:
    assert "Misses 1 rule" in client.get(address("review-output", outputs[2])).content.decode()


@pytest.mark.parametrize("view", ["slider", "side", "full", "no such view"])
def test_every_view_shows_both_pictures(client, outputs, view) -> None:
    page = client.get(f"{address('review-output', outputs[0])}?view={view}").content.decode()
    assert page.count(reverse("dashboard:original", args=[outputs[0].job.sha256])) == 1
    assert reverse("dashboard:output-file", args=[outputs[0].pk]) in page


def test_approving_opens_the_next_and_keeps_the_view(client, outputs) -> None:
    answer = client.post(f"{address('approve', outputs[0])}?view=side")
    assert answer.url == f"{address('review-output', outputs[1])}?view=side"
    outputs[0].refresh_from_db()
    assert outputs[0].review == "approved"
    assert "Approved by" in client.get(address("review-output", outputs[0])).content.decode()


def test_after_the_last_one_publishing_is_next(client, outputs) -> None:
    for output in outputs:
        answer = client.post(address("approve", output))
    assert answer.url == REVIEW
    page = client.get(REVIEW).content.decode()
    assert "Nothing to review" in page
    assert "Publish 3 approved photos" in page


def test_passed_over_ones_come_again_at_the_end(merchant, outputs) -> None:
    assert next_to_review(merchant, outputs[2].pk) == outputs[0]


def test_review_without_anything_says_what_will_stand_there(client, merchant) -> None:
    assert "before beside after" in client.get(REVIEW).content.decode()


def test_sending_back_needs_a_comment(client, outputs) -> None:
    answer = client.post(address("send-back", outputs[0]), {"comment": "  "})
    assert answer.status_code == 422
    assert "Say what should be different." in answer.content.decode()


def test_refusal_by_pixelz_shows_the_reason_and_keeps_comment_and_marks(client, outputs, merchant, sandbox) -> None:
    who = {"contact_email": sandbox.pixelz["contactEmail"], "contact_key": sandbox.pixelz["contactAPIkey"]}
    PixelzAccount.objects.filter(merchant=merchant).update(**who)
    client.post(address("send-back", outputs[0]), {"comment": "Keep the spines"})
    Rejection.objects.update(marks=[[[0.1, 0.2]]], markup="kept.jpg")
    assert address("review-output", outputs[0]) not in client.get(SEVERAL).content.decode()
    # Pixelz does not know the ticket that these rows have.
    send_rejections(list(Rejection.objects.values_list("pk", flat=True)))
    outputs[0].refresh_from_db()
    assert outputs[0].review == "waiting"
    page = client.get(REVIEW).content.decode()
    assert "The image was not found" in page
    assert "Keep the spines</textarea>" in page
    assert "your comment is kept" in page
    assert 'value="[[[0.1, 0.2]]]"' in page
    assert "came back unchanged" not in page


def test_marks_go_with_the_comment(client, outputs) -> None:
    client.post(address("send-back", outputs[0]), {"comment": "Here", "marks": "[[[0.1,0.2],[0.3,0.4]]]"})
    assert Rejection.objects.get().marks == [[[0.1, 0.2], [0.3, 0.4]]]


def test_bad_marks_are_refused_with_the_limit_and_the_comment_stays(client, outputs) -> None:
    answer = client.post(address("send-back", outputs[0]), {"comment": "Here", "marks": "[[[1.5,0.2]]]"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "1.5, accepted are 0 to 1" in page
    assert "Here</textarea>" in page
    assert not Rejection.objects.exists()


def test_sending_back_without_an_account_says_so(client, outputs, merchant) -> None:
    merchant.pixelz.delete()
    answer = client.post(address("send-back", outputs[0]), {"comment": "Keep the spines"})
    assert "No Pixelz account is connected." in answer.content.decode()


def test_all_that_meet_their_rules_are_shown_then_approved(client, outputs) -> None:
    page = client.get(reverse("dashboard:approve-all")).content.decode()
    assert "2 photos meet every rule they were sent for" in page
    late = delivered(ordered(outputs[0].merchant, mendable(outputs[0].merchant)).jobs.get())
    client.post(reverse("dashboard:approve-all"), {"upto": outputs[2].pk})
    states = dict(Output.objects.values_list("pk", "review"))
    assert [states[output.pk] for output in [*outputs, late]] == ["approved", "approved", "waiting", "waiting"]


def test_decision_is_for_editors_and_for_this_merchant(viewer, stranger, outputs) -> None:
    assert "Only owners and editors can decide." in viewer.get(REVIEW).content.decode()
    for name in ("approve", "send-back"):
        assert viewer.post(address(name, outputs[0]), {"comment": "x"}).status_code == 403
        assert stranger.post(address(name, outputs[0]), {"comment": "x"}).status_code == 404
    assert viewer.post(reverse("dashboard:approve-all"), {"upto": 9}).status_code == 403
    assert stranger.get(address("review-output", outputs[0])).status_code == 404
    stranger.post(reverse("dashboard:approve-all"), {"upto": outputs[2].pk})
    assert not Output.objects.filter(review="approved").exists()


def test_output_of_a_product_that_is_gone_can_still_be_reviewed(client, outputs) -> None:
    Job.objects.filter(pk=outputs[0].job_id).update(product=None)
    assert client.get(REVIEW).status_code == 200


def test_before_is_moved_so_that_both_products_coincide() -> None:
    before = replace(builders.WHITE_GROUND, width=1000, height=1000, box=(0.4, 0.4, 0.6, 0.6))
    after = replace(builders.WHITE_GROUND, width=1600, height=1600, box=(0.1, 0.1, 0.9, 0.9))
    assert lined_up(before, after) == pytest.approx({"x": -2400, "y": -2400, "width": 6400, "height": 6400})


@pytest.mark.parametrize("change", [{"box": None}, {"box_measurable": False}, {"box": (0.4, 0.1, 0.6, 0.9)}])
def test_what_cannot_be_lined_up_is_shown_whole(change) -> None:
    before = replace(builders.WHITE_GROUND, width=2000, height=1000, **change)
    after = replace(builders.WHITE_GROUND, width=1000, height=1000, box=(0.1, 0.1, 0.9, 0.9))
    assert lined_up(before, after) is None
    assert whole(before, after) == {"x": 0, "y": 250, "width": 1000, "height": 500}


@pytest.mark.parametrize("n", [3, 60])
def test_review_asks_as_often_for_many_as_for_few(client, merchant, n, django_assert_max_num_queries) -> None:
    builders.make_template(merchant)
    for job in ordered(merchant, mendable(merchant, n)).jobs.all():
        delivered(job, checks=[CHECK] * 4)
    with django_assert_max_num_queries(32):
        client.get(REVIEW)


def test_what_was_asked_for_stands_beside_the_new_result(client, outputs) -> None:
    earlier = {"review": "sent_back", "reviewed_at": timezone.now(), "comment": "Keep the spines"}
    Output.objects.filter(pk=outputs[0].pk).update(**earlier)
    values = {"source": "g.jpg", "file": "g.jpg", "sha256": "a" * 64, "bytes": 1, "number": 2}
    again = Output.objects.create(merchant=outputs[0].merchant, job=outputs[0].job, **values)
    page = client.get(address("review-output", again)).content.decode()
    assert "You sent it back with this" in page
    assert "Keep the spines" in page


def test_result_that_came_back_unchanged_says_so(client, outputs) -> None:
    Output.objects.filter(pk=outputs[0].pk).update(comment="Keep the spines")
    assert "it came back unchanged" in client.get(REVIEW).content.decode()


def test_what_was_decided_long_ago_is_not_on_the_strip(client, outputs) -> None:
    long_ago = timezone.now() - timedelta(days=3)
    Output.objects.filter(pk=outputs[0].pk).update(review="approved", reviewed_at=long_ago)
    assert address("review-output", outputs[0]) not in client.get(REVIEW).content.decode()


# Several at once.


def test_several_go_back_with_one_comment(client, outputs) -> None:
    page = client.get(SEVERAL).content.decode()
    assert all(f'value="{output.pk}"' in page for output in outputs)
    chosen = [outputs[0].pk, outputs[2].pk]
    answer = client.post(SEVERAL, {"selected": chosen, "comment": "Less shadow"}, follow=True)
    assert "2 photos go back to Pixelz." in answer.content.decode()
    assert list(Rejection.objects.values_list("output", "comment")) == [(pk, "Less shadow") for pk in chosen]
    assert answer.redirect_chain == [(REVIEW, 302)]


def test_tab_of_those_that_miss_a_rule_names_the_rule(client, outputs) -> None:
    page = client.get(f"{SEVERAL}?show=missing").content.decode()
    assert f'value="{outputs[2].pk}"' in page
    assert f'value="{outputs[0].pk}"' not in page
    assert "Background is not pure white" in page


@pytest.mark.parametrize(
    ("ticked", "comment", "said"), [(1, " ", "Say what should be different."), (0, "Less", "Tick the photos")]
)
def test_several_need_ticks_and_a_comment_and_keep_what_was_entered(client, outputs, ticked, comment, said) -> None:
    answer = client.post(SEVERAL, {"selected": [outputs[1].pk][:ticked], "comment": comment})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert page.count(" checked") == ticked
    assert f"{comment.strip()}</textarea>" in page


def test_of_several_those_that_are_too_late_stay_and_say_why(client, outputs) -> None:
    Job.objects.filter(pk=outputs[0].job_id).update(submitted_at=timezone.now() - timedelta(days=31))
    assert f'value="{outputs[0].pk}"' not in client.get(SEVERAL).content.decode()
    answer = client.post(SEVERAL, {"selected": [outputs[0].pk, outputs[1].pk], "comment": "x"}, follow=True)
    page = answer.content.decode()
    assert "1 photo goes back to Pixelz." in page
    assert "1 photo stays here:" in page


def test_several_are_for_editors_and_for_this_merchant(viewer, stranger, outputs) -> None:
    assert viewer.post(SEVERAL, {"selected": [outputs[0].pk], "comment": "x"}).status_code == 403
    builders.make_pixelz(Merchant.objects.get(name="Stranger"))
    stranger.post(SEVERAL, {"selected": [outputs[0].pk], "comment": "x"})
    assert not Rejection.objects.exists()


def test_several_asks_as_often_for_many_as_for_few(client, merchant, django_assert_num_queries) -> None:
    builders.make_template(merchant)
    for job in ordered(merchant, mendable(merchant, 3)).jobs.all():
        delivered(job)
    with CaptureQueriesContext(connection) as few:
        client.get(SEVERAL)
    for job in ordered(merchant, mendable(merchant, 40)).jobs.all():
        delivered(job)
    with django_assert_num_queries(len(few)):
        client.get(SEVERAL)


# The free days, the versions, the checks.


def sent_days_ago(output: Output, days: float) -> None:
    Job.objects.filter(pk=output.job_id).update(submitted_at=timezone.now() - timedelta(days=days))


@pytest.mark.parametrize(("days", "said"), [(0.1, "30 more days"), (28.5, "2 more days"), (29.5, "1 more day,")])
def test_free_days_are_counted_down(client, outputs, days, said) -> None:
    sent_days_ago(outputs[0], days)
    page = client.get(REVIEW).content.decode()
    assert f"Free to send back for {said}" in page
    assert 'form="send-back"' in page


def test_after_the_free_days_the_photo_can_be_ordered_again(client, outputs) -> None:
    sent_days_ago(outputs[0], 31)
    page = client.get(REVIEW).content.decode()
    assert "The free days to send it back ended" in page
    assert 'form="send-back"' not in page
    assert 'form="approve"' in page
    place = outputs[0].job.uses.get().placement_id
    assert f'name="selected" value="{place}"' in page
    answer = client.post(reverse("dashboard:selection"), {"action": "add", "next": "order", "selected": place})
    assert answer.url == reverse("dashboard:new-order")


@pytest.fixture
def redone(outputs) -> tuple[Output, Output]:
    """A first version that was sent back with marks, and the second."""
    first, now = outputs[0], timezone.now()
    Output.objects.filter(pk=first.pk).update(
        review="sent_back", reviewed_at=now, comment="Keep the spines", created_at=now - timedelta(days=2)
    )
    Rejection.objects.create(
        merchant=first.merchant, output=first, state="sent", comment="Keep the spines", rejected_by="x",
        marks=[[[0.25, 0.5], [0.75, 0.5]], [[0.5, 0.1]]], sent_at=now - timedelta(days=1),
    )  # fmt: skip
    values = {"source": "g.jpg", "file": "g.jpg", "sha256": "a" * 64, "bytes": 1, "number": 2}
    second = Output.objects.create(merchant=first.merchant, job=first.job, **values)
    return Output.objects.get(pk=first.pk), second


def test_all_versions_stand_together_with_comments_and_marks(client, redone) -> None:
    _first, second = redone
    page = client.get(address("review-output", second)).content.decode()
    assert "v2, shown here" in page
    assert ">v1</a>" in page
    assert "“Keep the spines”" in page
    assert 'points="0.25,0.5 0.75,0.5"' in page
    assert 'points="0.5,0.1 0.5,0.1"' in page


def test_any_two_versions_are_compared(client, redone) -> None:
    first, second = redone
    page = client.get(f"{address('review-output', second)}?against={first.pk}").content.decode()
    assert "v1 before, v2 after" in page
    assert reverse("dashboard:original", args=[first.job.sha256]) not in page
    assert f"?view=side&amp;against={first.pk}" in page
    link = f"{address('review-output', second)}?view=slider&amp;against={first.pk}"
    assert link in client.get(address("review-output", first)).content.decode()


@pytest.mark.parametrize("against", ["0", "x", "99999999999999999999", "itself", "another"])
def test_only_earlier_versions_of_the_photo_are_compared(client, redone, outputs, against) -> None:
    _first, second = redone
    asked = {"itself": second.pk, "another": outputs[1].pk}.get(against, against)
    page = client.get(f"{address('review-output', second)}?against={asked}").content.decode()
    assert reverse("dashboard:original", args=[second.job.sha256]) in page


def test_several_files_of_one_ticket_are_shown_as_what_they_are(client, outputs) -> None:
    values = {"source": "g.jpg", "file": "g.jpg", "sha256": "a" * 64, "bytes": 1, "number": 2}
    second = Output.objects.create(merchant=outputs[0].merchant, job=outputs[0].job, **values)
    page = client.get(address("review-output", second)).content.decode()
    assert "File 2 of 2 that this ticket brought" in page
    assert "v1, file 1 of 2" in page


def test_failed_check_of_the_template_is_shown_as_what_it_is(client, outputs) -> None:
    size = CHECK | {
        "channel": "=template", "code": "size", "title": "Size", "before": "", "after": "1,500 × 1,500 px",
        "limit": "1,600 × 1,600 px", "holds": False, "meets": False,
    }  # fmt: skip
    Output.objects.filter(pk=outputs[0].pk).update(checks=[CHECK, size], meets=False)
    page = client.get(REVIEW).content.decode()
    assert "Your template" in page
    assert "1,500 × 1,500 px" in page
    assert "Misses 1 rule" in page


def test_failed_check_of_a_channel_that_is_no_more_is_still_shown(client, outputs) -> None:
    gone = CHECK | {"channel": "oldmarket", "title": "Too dark", "holds": False, "meets": False}
    Output.objects.filter(pk=outputs[0].pk).update(checks=[gone], meets=False)
    page = client.get(REVIEW).content.decode()
    assert "oldmarket" in page
    assert "Too dark" in page
