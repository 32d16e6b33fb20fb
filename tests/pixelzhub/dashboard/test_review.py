"""Before and after, the checks, and the decision."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.review_page import lined_up, next_to_review, whole
from pixelzhub.retouch.models import Job, Output
from tests import builders
from tests.pixelzhub.dashboard.retouched import CHECK, delivered, mendable, ordered

REVIEW = reverse("dashboard:review")


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


def test_sending_back_that_fails_says_why_and_keeps_the_comment(client, outputs, settings) -> None:
    settings.PIXELZ_API_URL = "http://127.0.0.1:1/"
    settings.ALLOWED_PRIVATE_HOSTS = frozenset({"127.0.0.1:1"})
    answer = client.post(address("send-back", outputs[0]), {"comment": "Keep the spines"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Keep the spines" in page
    assert "your comment is kept" in page
    outputs[0].refresh_from_db()
    assert outputs[0].review == "waiting"


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
    long_ago = timezone.now() - timezone.timedelta(days=3)
    Output.objects.filter(pk=outputs[0].pk).update(review="approved", reviewed_at=long_ago)
    assert address("review-output", outputs[0]) not in client.get(REVIEW).content.decode()
