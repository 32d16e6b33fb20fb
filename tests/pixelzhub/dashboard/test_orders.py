"""The cart, the list of orders, and one order."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.selected import selected_ids
from pixelzhub.retouch.models import Job, Order
from tests import builders
from tests.pixelzhub.dashboard.retouched import approved, choose, delivered, mendable, ordered

NEW = reverse("dashboard:new-order")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def shop(merchant: Merchant) -> Merchant:
    """A merchant with a Pixelz account and two templates."""
    builders.make_pixelz(merchant)
    builders.make_template(merchant)
    builders.make_template(merchant, "Recentre and crop", "0.65", BackgroundType=0)
    return merchant


def token(page: str) -> str:
    return re.findall(r'name="token" value="([^"]+)"', page)[0]


def page_of(client: Client, address: str = NEW) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_cart_says_why_each_photo_is_here_and_what_it_costs(client, shop) -> None:
    photos = mendable(shop, 2)
    choose(shop, photos)
    page = page_of(client)
    assert photos[0].product.name in page
    assert "Background is grey 229" in page
    assert "2 × $1.15" in page
    assert "$2.30" in page
    assert "Balance $250.00" in page
    assert "$247.70" in page
    assert "Your store does not change until you publish." in page


def test_cart_is_renewed_without_the_page_around_it(client, shop) -> None:
    choose(shop, mendable(shop))
    page = client.get(NEW, headers=HTMX).content.decode()
    assert "<html" not in page
    assert 'id="cart"' in page


def test_cart_without_a_selection_offers_all_that_can_be_mended(client, shop) -> None:
    mendable(shop, 3)
    assert "All 3 photos that retouching can mend" in page_of(client)


def test_cart_without_a_pixelz_account_asks_to_connect_one(client, merchant) -> None:
    choose(merchant, mendable(merchant))
    assert "Connect your Pixelz account" in page_of(client)


def test_chosen_template_stays_over_a_reload(client, shop) -> None:
    photos = mendable(shop, 2)
    choose(shop, photos)
    other = shop.templates.get(name="Recentre and crop")
    client.post(NEW, {f"template-{photos[0].pk}": other.pk, "do": "save"})
    page = page_of(client)
    assert "1 × $0.65" in page
    assert "1 photo will still fail after retouching." in page
    client.post(NEW, {"do": "better"})
    assert "2 × $1.15" in page_of(client)


def test_one_template_for_all_takes_the_place_of_single_choices(client, shop) -> None:
    photos = mendable(shop, 2)
    choose(shop, photos)
    other = shop.templates.get(name="Recentre and crop")
    page = client.post(NEW, {"do": "for-all", "for-all": other.pk}, headers=HTMX).content.decode()
    assert "2 × $0.65" in page


def test_left_out_twin_is_named_and_not_paid_for(client, shop) -> None:
    photo = mendable(shop)[0]
    other = builders.make_product(photo.product.store, "Twin")
    twin = builders.make_photo(other, builders.grey_ground(), sha256=photo.image.sha256)
    choose(shop, [photo, twin])
    page = page_of(client)
    assert "Left out: 1 photo" in page
    assert "The same picture as" in page
    assert "1 × $1.15" in page


def test_double_click_is_one_order(client, shop) -> None:
    choose(shop, mendable(shop))
    sent = {"token": token(page_of(client)), "do": "send", "comment": "Autumn range"}
    first, second = client.post(NEW, sent), client.post(NEW, sent)
    order = Order.objects.get()
    assert first.url == second.url == reverse("dashboard:order", args=[order.number])
    assert order.comment == "Autumn range"
    assert order.jobs.count() == 1
    assert selected_ids(shop.memberships.get()) == []


def test_balance_that_is_too_small_stops_the_order_and_offers_a_start(client, shop) -> None:
    shop.pixelz.balance = "2.50"
    shop.pixelz.save()
    choose(shop, mendable(shop, 3))
    page = page_of(client)
    assert "Your balance of $2.50 covers 2 of these 3 photos." in page
    client.post(NEW, {"do": "send", "token": token(page)})
    assert not Order.objects.exists()
    client.post(NEW, {"do": "first:2"})
    page = page_of(client)
    assert "Only the 2 photos that matter most." in page
    client.post(NEW, {"do": "send", "token": token(page)})
    assert Order.objects.get().jobs.count() == 2
    assert len(selected_ids(shop.memberships.get())) == 1


def test_trial_photos_are_free(client, shop) -> None:
    shop.pixelz.trial_images = 1
    shop.pixelz.save()
    choose(shop, mendable(shop, 2))
    page = page_of(client)
    assert "−$1.15" in page
    assert "$248.85" in page


def test_photo_can_be_left_out(client, shop) -> None:
    photos = mendable(shop, 2)
    choose(shop, photos)
    client.post(NEW, {"do": f"leave:{photos[0].pk}"})
    assert selected_ids(shop.memberships.get()) == [photos[1].pk]


def test_bad_input_changes_nothing(client, shop) -> None:
    choose(shop, mendable(shop))
    for posted in ({"do": "leave:x"}, {"do": "first:x"}, {"do": "for-all", "for-all": "x"}, {"template-x": "y"}, {}):
        assert client.post(NEW, posted).status_code == 302
    assert client.post(NEW, {"do": "send", "token": "no token"}).status_code == 302
    assert Order.objects.get().jobs.count() == 1
    assert client.get(f"{NEW}?group=x&upto=-5").status_code == 200


def test_viewer_sees_the_cart_and_cannot_send(viewer, shop) -> None:
    choose(shop, mendable(shop))
    page = page_of(viewer)
    assert "Only owners and editors can order." in page
    assert viewer.post(NEW, {"do": "send"}).status_code == 403
    assert not Order.objects.exists()


def test_large_groups_show_fifty_and_more_on_demand(client, shop) -> None:
    choose(shop, mendable(shop, 53))
    assert page_of(client).count('class="cart-line"') == 50
    template = shop.templates.get(name="White ground, square")
    assert page_of(client, f"{NEW}?group={template.pk}&upto=60").count('class="cart-line"') == 53


@pytest.mark.parametrize("n", [3, 60])
def test_cart_asks_as_often_for_many_photos_as_for_few(client, shop, n, django_assert_max_num_queries) -> None:
    choose(shop, mendable(shop, n))
    client.get(NEW)
    with django_assert_max_num_queries(40):
        client.get(NEW)


def test_orders_show_what_is_next(client, shop) -> None:
    order = ordered(shop, mendable(shop, 2))
    page = page_of(client, reverse("dashboard:orders"))
    assert "2 photos are being sent" in page
    assert "every 3s" in page
    output = delivered(order.jobs.all()[0])
    Job.objects.exclude(pk=output.job_id).update(state="needs_you", last_error="No key")
    page = page_of(client, reverse("dashboard:orders"))
    assert "1 photo stopped" in page
    assert "every 3s" not in page


def test_orders_without_any_say_what_will_stand_there(client, shop) -> None:
    assert "Every order and where its photos are" in page_of(client, reverse("dashboard:orders"))


def test_orders_are_paged_by_key(client, shop) -> None:
    photos = mendable(shop, 32)
    found = [ordered(shop, [photo]) for photo in photos]
    first = page_of(client, reverse("dashboard:orders"))
    assert str(found[-1]) in first
    assert str(found[0]) not in first
    key = re.findall(r"after=(\d+)", first)[0]
    assert str(found[0]) in page_of(client, f"{reverse('dashboard:orders')}?after={key}")
    assert client.get(f"{reverse('dashboard:orders')}?after=x").status_code == 404


@pytest.mark.parametrize("n", [3, 29])
def test_orders_ask_as_often_for_many_as_for_few(client, shop, n, django_assert_max_num_queries) -> None:
    for photo in mendable(shop, n):
        ordered(shop, [photo])
    with django_assert_max_num_queries(32):
        client.get(reverse("dashboard:orders"))


def test_order_shows_each_photo_as_what_can_be_done_next(client, shop) -> None:
    order = ordered(shop, mendable(shop, 4))
    waits, stopped, back, done = order.jobs.all()
    Job.objects.filter(pk=stopped.pk).update(state="needs_you", last_error="Pixelz refused the key.")
    output = delivered(back, meets=False)
    approved(done)
    page = page_of(client, reverse("dashboard:order", args=[order.number]))
    assert "Waiting to be sent" in page
    assert "Pixelz refused the key." in page
    assert reverse("dashboard:send-again", args=[stopped.pk]) in page
    assert "Back, misses a rule" in page
    assert reverse("dashboard:review-output", args=[output.pk]) in page
    assert "Not in the store yet" in page
    assert waits.filename or page


def test_order_part_is_renewed_alone_while_something_is_open(client, shop) -> None:
    order = ordered(shop, mendable(shop))
    page = client.get(reverse("dashboard:order", args=[order.number]), headers=HTMX).content.decode()
    assert "<html" not in page
    assert "every 3s" in page


def test_waiting_photos_are_taken_back(client, shop) -> None:
    order = ordered(shop, mendable(shop, 2))
    Job.objects.filter(pk=order.jobs.first().pk).update(state="submitted", ticket="t")
    client.post(reverse("dashboard:cancel-order", args=[order.number]))
    assert sorted(order.jobs.values_list("state", flat=True)) == ["cancelled", "cancelling"]


def test_stopped_photos_go_again_one_or_all(client, shop) -> None:
    order = ordered(shop, mendable(shop, 3))
    order.jobs.update(state="needs_you", last_error="No key")
    first = order.jobs.first()
    client.post(reverse("dashboard:send-again", args=[first.pk]))
    assert order.jobs.filter(state="intent").count() == 1
    client.post(reverse("dashboard:send-again", args=[first.pk]), {"all": "1"})
    assert order.jobs.filter(state="intent").count() == 3


def test_photo_that_was_ordered_anew_meanwhile_is_not_sent_twice(client, shop) -> None:
    photos = mendable(shop)
    first = ordered(shop, photos).jobs.get()
    Job.objects.filter(pk=first.pk).update(state="needs_you")
    ordered(shop, photos)
    answer = client.post(reverse("dashboard:send-again", args=[first.pk]))
    assert answer.status_code == 302
    first.refresh_from_db()
    assert first.state == "needs_you"


def test_order_belongs_to_its_merchant_and_editors_alone_change_it(stranger, viewer, shop) -> None:
    order = ordered(shop, mendable(shop))
    job = order.jobs.get()
    for name, args in (("cancel-order", order.number), ("send-again", job.pk)):
        assert stranger.post(reverse(f"dashboard:{name}", args=[args])).status_code == 404
        assert viewer.post(reverse(f"dashboard:{name}", args=[args])).status_code == 403
    assert stranger.get(reverse("dashboard:order", args=[order.number])).status_code == 404
    assert viewer.get(reverse("dashboard:order", args=[order.number])).status_code == 200


@pytest.mark.parametrize("n", [3, 60])
def test_order_asks_as_often_for_many_photos_as_for_few(client, shop, n, django_assert_max_num_queries) -> None:
    order = ordered(shop, mendable(shop, n))
    with django_assert_max_num_queries(34):
        client.get(reverse("dashboard:order", args=[order.number]))


def test_status_that_no_document_names_is_shown_as_it_is(client, shop) -> None:
    order = ordered(shop, mendable(shop))
    order.jobs.update(state="submitted", ticket="t", status_id=85, status_name="Being admired")
    page = client.get(reverse("dashboard:order", args=[order.number])).content.decode()
    assert "Status 85 Being admired" in page
