"""What may be spent: the balance less what open orders hold, trial photos, caps, and prices that are read once more."""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from pixelzhub.accounts.models import PixelzAccount
from pixelzhub.retouch.cancel import cancel_job, cancel_order
from pixelzhub.retouch.cart import WHITE_GLOVE, Wishes, build_cart
from pixelzhub.retouch.models import Job, Order, Template
from pixelzhub.retouch.orders import BadDeadline, NotCovered, NothingToSend, place_order
from pixelzhub.retouch.prices import accept_prices, open_orders
from pixelzhub.retouch.spending import budget
from tests import builders
from tests.pixelzhub.retouch.conftest import mendable as mendable_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def photos(merchant) -> list[int]:
    shop = builders.make_store(merchant)
    builders.make_template(merchant, price="2.00")
    return [builders.make_photo(builders.make_product(shop), builders.grey_ground()).pk for _ in range(4)]


def account(merchant, **fields) -> PixelzAccount:
    made = builders.make_pixelz(merchant, **({"checked_at": timezone.now()} | fields))
    made.refresh_from_db()
    return made


def order(merchant, photos, wishes: Wishes | None = None) -> Order:
    cart = build_cart(merchant=merchant, placement_ids=photos, wishes=wishes)
    return place_order(merchant=merchant, by="test", cart=cart, token=uuid.uuid4())


def test_an_order_holds_its_estimate_until_the_balance_is_read_again(merchant, photos) -> None:
    mine = account(merchant, balance="5.00")
    order(merchant, photos[:2])
    assert budget(mine).balance == Decimal("1.00")
    with pytest.raises(NotCovered):
        order(merchant, photos[2:3])


def test_a_cart_made_before_another_order_is_held_against_what_that_one_left(merchant, photos) -> None:
    account(merchant, balance="5.00")
    early = build_cart(merchant=merchant, placement_ids=photos[2:], wishes=None)
    order(merchant, photos[:2])
    with pytest.raises(NotCovered):
        place_order(merchant=merchant, by="test", cart=early, token=uuid.uuid4())
    assert Order.objects.count() == 1


def test_a_cancelled_order_holds_nothing(merchant, photos) -> None:
    mine = account(merchant, balance="5.00")
    cancel_order(order=order(merchant, photos[:2]), by="test")
    assert budget(mine).balance == Decimal("5.00")


def test_stopped_order_that_was_cancelled_waits_for_nobody(merchant, photos) -> None:
    account(merchant)
    placed = order(merchant, photos[:2])
    Order.objects.filter(pk=placed.pk).update(state=Order.State.STOPPED, last_error="Prices rose.")
    first, second = placed.jobs.all()
    assert cancel_job(first)
    placed.refresh_from_db()
    assert placed.state == Order.State.STOPPED
    assert cancel_job(second)
    placed.refresh_from_db()
    assert (placed.state, placed.last_error) == (Order.State.OPEN, "")


def test_trial_photos_are_counted_once(merchant, photos) -> None:
    mine = account(merchant, trial_images=3)
    first = order(merchant, photos[:2])
    assert first.sums == [(Decimal("0.00"), "USD")]
    assert budget(mine).trial == 1
    assert order(merchant, photos[2:]).sums == [(Decimal("2.00"), "USD")]


@pytest.mark.parametrize(("cap", "named"), [("daily_cap", "daily cap"), ("monthly_cap", "monthly cap")])
def test_a_cap_stops_an_order_and_says_what_is_left_of_it(merchant, photos, cap, named) -> None:
    account(merchant, **{cap: "5.00"})
    order(merchant, photos[:2])
    with pytest.raises(NotCovered, match=rf"{named}: 1\.00 USD"):
        order(merchant, photos[2:3])


def test_yesterdays_orders_do_not_count_for_today(merchant, photos) -> None:
    account(merchant, daily_cap="4.00")
    order(merchant, photos[:2])
    Job.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    order(merchant, photos[2:])


def test_sums_are_kept_per_currency(merchant, photos) -> None:
    account(merchant)
    euro = builders.make_template(merchant, "Euro", price="3.00")
    Template.objects.filter(pk=euro.pk).update(currency="EUR")
    placed = order(merchant, photos[:3], Wishes(templates={photos[0]: euro.pk}))
    assert placed.estimates == {"USD": "4.00", "EUR": "3.00"}


def test_white_glove_has_no_price_beforehand(merchant, photos) -> None:
    account(merchant)
    placed = order(merchant, photos[:1], Wishes(templates={photos[0]: WHITE_GLOVE}))
    job = placed.jobs.get()
    assert (job.template, job.price) == (None, None)


def test_combination_is_one_job_of_up_to_five_pictures(merchant, photos) -> None:
    account(merchant)
    placed = order(merchant, photos, Wishes(together=[photos[:3]]))
    together = placed.jobs.get(parts__isnull=False, parts__number=2)
    assert placed.jobs.count() == 2
    assert list(together.parts.values_list("number", flat=True)) == [2, 3]
    assert together.content != together.sha256


def test_template_of_another_account_is_refused_and_named(merchant, photos) -> None:
    account(merchant)
    other = builders.make_template(builders.make_merchant("Other"), "Not yours")
    cart = build_cart(merchant=merchant, placement_ids=photos[:1], wishes=Wishes(templates={photos[0]: other.pk}))
    assert not cart.lines
    assert "not one of your account's: White ground, square" in cart.left_out[0].reason


def test_without_a_pixelz_account_nothing_is_ordered(merchant, photos) -> None:
    with pytest.raises(NothingToSend, match="Connect"):
        order(merchant, photos)


@pytest.mark.parametrize("hours", [-1, 3, 23.9])
def test_a_deadline_sooner_than_the_account_allows_is_refused(merchant, photos, hours) -> None:
    account(merchant)
    with pytest.raises(BadDeadline, match="at least 24 hours"):
        order(merchant, photos, Wishes(deadline=timezone.now() + timedelta(hours=hours)))
    assert not Order.objects.exists()


def test_rules_have_caps_of_their_own(merchant, photos) -> None:
    mine = account(merchant, daily_cap="100.00", auto_daily_cap="2.00")
    assert budget(mine, by_rule=True).day == Decimal("2.00")
    assert budget(mine).day == Decimal("100.00")


# Prices are read again at Pixelz, so the sandbox answers.


@pytest.fixture
def dearer(sandbox):
    """Raise every price at Pixelz, and put them back afterwards: the sandbox is shared."""
    before: dict[str, str] = {}

    def raise_prices() -> None:
        for template in Template.objects.exclude(price=None):
            before[template.remote_id] = str(template.price)
        sandbox.control(prices=dict.fromkeys(before, "99.00"))

    yield raise_prices
    sandbox.control(prices=before)


def test_a_price_above_the_one_shown_stops_before_the_first_image(store, sandbox, dearer) -> None:
    cart = build_cart(merchant=store.merchant, placement_ids=mendable_in(store), limit=2)
    placed = place_order(merchant=store.merchant, by="test", cart=cart, token=uuid.uuid4())
    sent_before = sandbox.control()["counts"]["accepted"]
    dearer()
    open_orders([placed.pk])
    placed.refresh_from_db()
    assert placed.state == Order.State.STOPPED
    assert "99.00" in placed.last_error
    assert not placed.jobs.exclude(state=Job.State.INTENT, due_at=None).exists()
    assert sandbox.control()["counts"]["accepted"] == sent_before


def test_new_prices_can_be_accepted_if_the_balance_covers_them(store, dearer) -> None:
    PixelzAccount.objects.filter(merchant=store.merchant).update(trial_images=0)
    cart = build_cart(merchant=store.merchant, placement_ids=mendable_in(store), limit=2)
    placed = place_order(merchant=store.merchant, by="test", cart=cart, token=uuid.uuid4())
    dearer()
    open_orders([placed.pk])
    PixelzAccount.objects.filter(merchant=store.merchant).update(balance="100.00")
    with pytest.raises(NotCovered):
        accept_prices(order=placed, by="test")
    PixelzAccount.objects.filter(merchant=store.merchant).update(balance="500.00")
    assert accept_prices(order=placed, by="test")
    open_orders([placed.pk])
    placed.refresh_from_db()
    assert placed.state == Order.State.OPEN
    assert placed.estimates == {"USD": "198.00"}
    assert set(placed.jobs.values_list("price", flat=True)) == {Decimal("99.00")}
