"""Template rules, and the orders that they place by themselves: the first that fits, within caps, nothing twice."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from connectors.models import ImageVersion, Placement
from pixelzhub.accounts.models import Merchant
from pixelzhub.retouch.cart import build_cart
from pixelzhub.retouch.choose import first_fitting
from pixelzhub.retouch.color_reference import NotAPicture, keep_color_reference
from pixelzhub.retouch.models import Job, Order, Output, TemplateRule
from pixelzhub.retouch.rules import cart_by_rules, order_by_rules
from tests import builders
from tests.pixelzhub.dashboard.retouched import mendable, ordered


@pytest.fixture
def shop(merchant: Merchant) -> Merchant:
    """Orders by rule are on, within caps that do not matter; one rule sends every photo."""
    builders.make_pixelz(merchant, auto_submit=True, auto_daily_cap="100.00", auto_monthly_cap="1000.00")
    builders.make_rule(merchant, builders.make_template(merchant), sends_itself=True)
    return merchant


def sent(merchant: Merchant) -> list[str]:
    return sorted(Job.objects.filter(merchant=merchant).values_list("content", flat=True))


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Caps begin anew at midnight and an order's token at each full hour: the tests are at noon, whenever they run."""
    at = timezone.localtime().replace(hour=12, minute=0)
    monkeypatch.setattr("pixelzhub.retouch.rules.timezone.now", lambda: at)


def next_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    later = timezone.now() + timedelta(hours=1)
    monkeypatch.setattr("pixelzhub.retouch.rules.timezone.now", lambda: later)


@pytest.mark.parametrize("seed", range(20))
def test_first_rule_whose_conditions_all_hold_decides(merchant, seed) -> None:
    luck = random.Random(seed)
    stores = [builders.make_store(merchant) for _ in range(2)]
    categories = [builders.make_category(store) for store in stores]
    template = builders.make_template(merchant)
    for _ in range(8):
        builders.make_rule(
            merchant, template, store=luck.choice([None, *stores]), category=luck.choice([None, None, *categories]),
            tag=luck.choice(["", "", "Sale", "new"]), finding=luck.choice(["", "non_white_background", "blurry"]),
        )  # fmt: skip
    place = luck.randrange(2)
    product = builders.make_product(
        stores[place], category=categories[place], tags=luck.choice([[], ["sale"], ["New"]])
    )
    photo = builders.make_photo(product, luck.choice([builders.grey_ground(), builders.WHITE_GROUND]))
    cart = build_cart(merchant=merchant, placement_ids=[photo.pk])
    findings = cart.lines[0].findings if cart.lines else ()
    rules = list(TemplateRule.objects.filter(merchant=merchant).select_related("template"))

    def holds(rule: TemplateRule) -> bool:
        words = {tag.lower() for tag in product.tags}
        codes = {finding.code for finding in findings}
        conditions = [
            rule.store in {None, stores[place]}, rule.category in {None, categories[place]},
            rule.tag.lower() in words | {""}, rule.finding in codes | {""},
        ]  # fmt: skip
        return all(conditions)

    assert first_fitting(photo, findings, rules) == next((rule for rule in rules if holds(rule)), None)


def test_template_that_is_gone_is_passed_over(merchant) -> None:
    photo = mendable(merchant)[0]
    gone = builders.make_template(merchant, "Gone")
    gone.gone_at = timezone.now()
    gone.save()
    kept = builders.make_template(merchant, "Kept", "9.00")
    builders.make_template(merchant, "Cheaper")
    builders.make_rule(merchant, gone)
    builders.make_rule(merchant, kept)
    assert build_cart(merchant=merchant, placement_ids=[photo.pk]).lines[0].template == kept


def test_dry_run_is_what_is_then_sent(shop) -> None:
    mendable(shop, 3)
    plan = cart_by_rules(shop)
    assert not Job.objects.exists()
    order_by_rules()
    order = Order.objects.get()
    assert sent(shop) == sorted(line.content for line in plan.lines)
    assert (order.by_rule, order.estimates) == (True, plan.estimates)
    assert order.state == Order.State.CHECKING


@pytest.mark.parametrize(
    "off",
    [{"auto_submit": False}, {"auto_daily_cap": None}, {"auto_monthly_cap": None}, {"currency": ""}],
    ids=lambda off: next(iter(off)),
)
def test_nothing_is_sent_unless_it_is_switched_on_with_both_caps(shop, off) -> None:
    mendable(shop)
    shop.pixelz.__class__.objects.update(**off)
    order_by_rules()
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("caps", "photos"),
    [
        ({"auto_daily_cap": "2.30"}, 2), ({"auto_monthly_cap": "1.20"}, 1), ({"daily_cap": "3.45"}, 3),
        ({"monthly_cap": "1.00"}, 0), ({"balance": "2.40"}, 2), ({"auto_daily_cap": "1.15", "trial_images": 2}, 3),
    ],
)  # fmt: skip
def test_caps_and_balance_are_never_passed_and_the_heaviest_photos_go_first(shop, caps, photos, monkeypatch) -> None:
    places = mendable(shop, 5)
    Placement.objects.filter(pk=places[3].pk).update(weight=900)
    shop.pixelz.__class__.objects.update(**caps)
    order_by_rules()
    assert len(sent(shop)) == photos
    assert places[3].image.sha256 in sent(shop) or not photos
    next_hour(monkeypatch)
    order_by_rules()
    assert len(sent(shop)) == photos


def test_run_that_is_repeated_after_a_crash_gives_no_second_order(shop) -> None:
    mendable(shop)
    order_by_rules()
    mendable(shop)
    order_by_rules()
    assert Order.objects.count() == 1


@pytest.mark.parametrize("state", ["submitted", "delivered", "needs_you"])
def test_photo_that_was_ordered_before_is_left_out(shop, state, monkeypatch) -> None:
    order_of = ordered(shop, mendable(shop))
    order_of.jobs.update(state=state, ticket="t")
    order_by_rules()
    assert Order.objects.count() == 1


def test_photo_that_was_cancelled_may_be_sent(shop) -> None:
    ordered(shop, mendable(shop)).jobs.update(state="cancelled")
    order_by_rules()
    assert Job.objects.filter(order__by_rule=True).count() == 1


def test_finished_file_is_not_sent_round_in_circles(shop) -> None:
    by_content, by_version = mendable(shop, 2)
    job = builders.make_job(mendable(shop)[0], TemplateRule.objects.get().template, state="cancelled")
    Job.objects.filter(pk=job.pk).update(state="delivered", ticket="t")
    Output.objects.create(
        merchant=shop, job=job, source="x", file="x", sha256=by_content.image.sha256, bytes=1, meets=False
    )
    ImageVersion.objects.create(merchant=shop, image=by_version.image, remote_id="x", sha256="y" * 64, changed_by="hub")
    order_by_rules()
    assert not Order.objects.filter(by_rule=True).exists()


def test_rule_above_that_does_not_send_keeps_its_photos_back(shop) -> None:
    kept, goes = mendable(shop, 2)
    rule = builders.make_rule(shop, builders.make_template(shop, "Other"), store=kept.store, tag="keep")
    TemplateRule.objects.filter(pk=rule.pk).update(position=0)
    kept.product.tags = ["Keep"]
    kept.product.save()
    order_by_rules()
    assert sent(shop) == [goes.image.sha256]


def test_photo_on_which_the_template_mends_nothing_is_not_sent(shop) -> None:
    TemplateRule.objects.all().delete()
    builders.make_rule(shop, builders.make_template(shop, BackgroundType=0, MarginType=0), sends_itself=True)
    mendable(shop)
    order_by_rules()
    assert not Order.objects.exists()


def test_price_in_another_currency_than_the_caps_is_not_ordered(shop) -> None:
    template = TemplateRule.objects.get().template
    template.currency = "EUR"
    template.save()
    mendable(shop)
    order_by_rules()
    assert not Order.objects.exists()


def test_merchants_do_not_order_for_each_other(shop) -> None:
    other = builders.make_merchant("Other")
    mendable(other)
    order_by_rules()
    assert not Order.objects.exists()


def test_colour_reference_is_kept_only_if_it_opens(merchant) -> None:
    kept = keep_color_reference(merchant.pk, ContentFile(builders.make_jpeg(), name="red.jpg"))
    assert kept.file == f"{merchant.pk}/colours/{kept.sha256}.jpg"
    with pytest.raises(NotAPicture, match="no picture that can be opened"):
        keep_color_reference(merchant.pk, ContentFile(b"<svg onload='x'/>", name="red.svg"))


def test_estimate_of_the_plan_is_exact(shop) -> None:
    mendable(shop, 4)
    assert cart_by_rules(shop).estimate == Decimal("4.60")
