"""One order while it is under way: prices that rose, cancelling, how long each photo waits, and very many photos."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from connectors.models import Placement
from pixelzhub.accounts.models import Merchant, PixelzAccount
from pixelzhub.retouch.cart import Wishes, build_cart
from pixelzhub.retouch.hooks import hook_digest
from pixelzhub.retouch.models import Job, JobPart, Order
from tests import builders
from tests.pixelzhub.dashboard.retouched import approved, delivered, mendable, ordered

MANY = 20_000


@pytest.fixture
def shop(merchant: Merchant) -> Merchant:
    builders.make_pixelz(merchant)
    builders.make_template(merchant)
    return merchant


@pytest.fixture
def stopped(shop: Merchant) -> Order:
    """Two photos at $1.15 whose template costs $1.40 by now."""
    order = ordered(shop, mendable(shop, 2))
    shop.templates.update(price="1.40")
    Order.objects.update(state=Order.State.STOPPED, last_error="Prices rose.")
    order.refresh_from_db()
    return order


def page_of(client, order: Order, query: str = "") -> str:
    answer = client.get(reverse("dashboard:order", args=[order.number]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


# ---- prices


def test_order_waits_while_prices_are_checked(client, shop) -> None:
    order = ordered(shop, mendable(shop))
    Order.objects.update(state=Order.State.CHECKING)
    page = page_of(client, order)
    assert "Prices are being checked" in page
    assert "Waits for the prices" in page


def test_order_whose_prices_rose_says_both_prices_and_goes_on_when_they_are_accepted(client, stopped) -> None:
    page = page_of(client, stopped)
    assert "White ground, square: $1.15 when it was ordered, $1.40 now, for 2 photos." in page
    assert "Accept the new prices" in page
    client.post(reverse("dashboard:accept-prices", args=[stopped.number]))
    stopped.refresh_from_db()
    assert (stopped.state, stopped.estimates) == (Order.State.CHECKING, {"USD": "2.80"})


def test_new_prices_that_the_balance_does_not_cover_are_not_accepted(client, stopped) -> None:
    PixelzAccount.objects.update(balance="2.40")
    answer = client.post(reverse("dashboard:accept-prices", args=[stopped.number]), follow=True)
    assert "Your balance at Pixelz does not cover this order." in answer.content.decode()
    stopped.refresh_from_db()
    assert stopped.state == Order.State.STOPPED


def test_stopped_order_can_be_cancelled_whole(client, stopped) -> None:
    assert "Cancel 2 photos" in page_of(client, stopped)
    client.post(reverse("dashboard:cancel-order", args=[stopped.number]))
    page = page_of(client, stopped)
    assert "Accept the new prices" not in page
    assert "Nothing was sent" in page


# ---- cancelling


def test_photo_that_was_not_sent_is_cancelled_at_once(client, shop) -> None:
    order = ordered(shop, mendable(shop, 2))
    job = order.jobs.first()
    assert reverse("dashboard:cancel-job", args=[job.pk]) in page_of(client, order)
    client.post(reverse("dashboard:cancel-job", args=[job.pk]))
    assert list(order.jobs.values_list("state", flat=True)) == ["cancelled", "intent"]


def test_photo_at_pixelz_is_cancelled_as_long_as_it_has_not_begun(client, shop) -> None:
    order = ordered(shop, mendable(shop, 2))
    early, begun = order.jobs.all()
    Job.objects.filter(pk=early.pk).update(state="submitted", ticket="t1", status_id=10)
    Job.objects.filter(pk=begun.pk).update(state="submitted", ticket="t2", status_id=60)
    page = page_of(client, order)
    assert "Cancel 1 photo<" in page
    assert reverse("dashboard:cancel-job", args=[begun.pk]) not in page
    client.post(reverse("dashboard:cancel-job", args=[early.pk]))
    answer = client.post(reverse("dashboard:cancel-job", args=[begun.pk]), follow=True)
    assert "Pixelz has begun with" in answer.content.decode()
    assert list(order.jobs.values_list("state", flat=True)) == ["cancelling", "submitted"]


def test_editors_alone_accept_and_cancel(viewer, stranger, stopped) -> None:
    for name, key in (("accept-prices", stopped.number), ("cancel-job", stopped.jobs.first().pk)):
        address = reverse(f"dashboard:{name}", args=[key])
        assert viewer.post(address).status_code == 403
        assert stranger.post(address).status_code == 404
    assert "Accept the new prices" not in page_of(viewer, stopped)


# ---- each photo


def test_photo_says_how_long_it_waits_and_when_it_is_looked_at_next(client, shop) -> None:
    order = ordered(shop, mendable(shop))
    now = timezone.now()
    order.jobs.update(
        state="submitted", ticket="t", status_id=60, status_name="In production", status_since=now - timedelta(hours=2),
        asked_at=now, due_at=now + timedelta(hours=1), expected_at=now + timedelta(days=1), last_error="Timed out once.",
    )  # fmt: skip
    page = page_of(client, order)
    for words in ("In production", "For 2 h", "next look", "expected", "Timed out once."):
        assert words in page


def test_photo_that_is_a_day_late_is_marked(client, shop) -> None:
    order = ordered(shop, mendable(shop))
    order.jobs.update(state="submitted", ticket="t", expected_at=timezone.now() - timedelta(hours=25))
    page = page_of(client, order)
    assert "At Pixelz, a day late" in page
    assert "was expected" in page


def test_white_glove_and_combinations_are_shown(client, shop) -> None:
    first, second = mendable(shop, 2)
    wishes = Wishes(templates={first.pk: -1}, together=[[first.pk, second.pk]])
    cart = build_cart(merchant=shop, placement_ids=[first.pk, second.pk], wishes=wishes)
    order = builders.make_order(shop)
    job = builders.make_job(first, order=order, content=cart.lines[0].content)
    Job.objects.filter(pk=job.pk).update(template=None, price=None)
    JobPart.objects.create(merchant=shop, job=job, number=2, image=second.image, sha256=second.image.sha256)
    page = page_of(client, order)
    assert "White glove" in page
    assert "one picture with" in page
    assert second.image.sha256 in page


# ---- the free days


@pytest.mark.parametrize(
    ("days", "said"), [(0.1, "30 free days left"), (29.5, "1 free day left"), (31, "The free days are over")]
)
def test_photo_to_review_says_how_long_it_is_free_to_send_back(client, shop, days, said) -> None:
    order = ordered(shop, mendable(shop))
    delivered(order.jobs.get())
    order.jobs.update(submitted_at=timezone.now() - timedelta(days=days))
    assert said in page_of(client, order)


def test_photo_that_cannot_go_back_counts_no_days(client, shop) -> None:
    order = ordered(shop, mendable(shop, 2))
    decided, _under_way = order.jobs.all()
    approved(decided)
    order.jobs.update(submitted_at=timezone.now())
    assert "free day" not in page_of(client, order)


def test_free_days_of_many_photos_ask_no_more_than_those_of_one(client, shop) -> None:
    one, many = ordered(shop, mendable(shop)), ordered(shop, mendable(shop, 30))
    for job in [*one.jobs.all(), *many.jobs.all()]:
        delivered(job)
    Job.objects.update(submitted_at=timezone.now())
    page_of(client, one)
    with CaptureQueriesContext(connection) as few:
        page_of(client, one)
    with CaptureQueriesContext(connection) as more:
        assert page_of(client, many).count("30 free days left") == 30
    assert len(more) <= len(few)


# ---- very many


def many_jobs(order: Order, photo: Placement) -> None:
    """As many photos as the largest orders have, most of them at Pixelz, some back."""
    template, states = order.merchant.templates.get(), ["submitted"] * 8 + ["delivered", "intent"]
    Job.objects.bulk_create(
        (
            Job(
                merchant=order.merchant, order=order, template=template, image=photo.image, product=photo.product,
                sha256=photo.image.sha256, content=f"{n:08x}".rjust(64, "e"), filename=f"{n}.jpg", customer_image_id=f"many{n}",
                hook_digest=hook_digest(f"many{n}"), state=states[n % 10], ticket=f"t{n}" if n % 10 < 9 else "",
                price="1.15", currency="USD",
            )
            for n in range(MANY)
        ),
        batch_size=2000,
    )  # fmt: skip


def test_order_of_twenty_thousand_photos_asks_as_often_as_a_small_one(client, shop) -> None:
    photos = mendable(shop, 3)
    small, large = ordered(shop, photos[:2]), builders.make_order(shop)
    small.jobs.filter(pk=small.jobs.first().pk).update(state="delivered", ticket="t")
    many_jobs(large, photos[2])
    page_of(client, small)
    with CaptureQueriesContext(connection) as few:
        page_of(client, small)
    with CaptureQueriesContext(connection) as many:
        page = page_of(client, large)
    assert len(many) <= len(few)
    assert "Cancel 18,000 photos" in page
    assert page.count("strong-name") == 60
    assert page_of(client, large, "?show=back").count("strong-name") == 60
