"""Balance and invoices."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from pixelzhub.retouch.models import Invoice
from tests import builders

PAGE, REFRESH = reverse("dashboard:invoices"), reverse("dashboard:refresh-account")


def invoice(merchant, number: str, **fields) -> Invoice:
    values = {"issued_on": date(2026, 11, 1), "amount_due": Decimal("105.00"), "currency": "USD"}
    return Invoice.objects.create(merchant=merchant, number=number, **(values | fields))


def test_balance_trial_photos_and_invoices_are_shown(client, merchant) -> None:
    builders.make_pixelz(merchant, trial_images=3, days_of_credit=30)
    builders.make_template(merchant)
    invoice(merchant, "INV-1", invoice_url="https://pixelz.example/i/1", payment_url="https://pixelz.example/p/1")
    invoice(merchant, "INV-2", is_paid=True, payment_url="https://pixelz.example/p/2")
    page = client.get(PAGE).content.decode()
    assert "$250.00" in page
    assert "covers 217 photos at $1.15" in page
    assert "trial photos left" in page
    assert "days of credit" in page
    assert "$105.00" in page
    assert "https://pixelz.example/p/1" in page
    assert "https://pixelz.example/p/2" not in page


def test_what_is_no_web_address_is_no_link(client, merchant) -> None:
    builders.make_pixelz(merchant)
    invoice(merchant, "INV-1", invoice_url="javascript:alert(1)")
    assert "javascript:" not in client.get(PAGE).content.decode()


def test_without_an_account_it_asks_to_connect_one(client, merchant) -> None:
    page = client.get(PAGE).content.decode()
    assert "No Pixelz account is connected yet." in page
    assert client.post(REFRESH).status_code == 302


def test_pixelz_is_asked_again_and_the_page_waits_for_the_answer(client, merchant) -> None:
    account = builders.make_pixelz(merchant, last_error="Pixelz was away.")
    asked = client.post(REFRESH).url
    account.refresh_from_db()
    assert account.due_at <= timezone.now()
    part = client.get(asked, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "every 2s" in part
    account.checked_at = timezone.now() + timezone.timedelta(seconds=1)
    account.save()
    assert "every 2s" not in client.get(asked).content.decode()


@pytest.mark.parametrize("asked", ["x", "-1", "99999999999999999999", "0"])
def test_bad_time_in_the_address_is_passed_over(client, merchant, asked) -> None:
    builders.make_pixelz(merchant)
    page = client.get(f"{PAGE}?asked={asked}")
    assert page.status_code == 200
    assert "every 2s" not in page.content.decode()


def test_account_that_was_not_reached_says_so_and_shows_the_last_answer(client, merchant) -> None:
    builders.make_pixelz(merchant, last_error="Pixelz did not answer within 30 seconds.")
    page = client.get(PAGE).content.decode()
    assert "Pixelz did not answer within 30 seconds." in page
    assert "$250.00" in page


def test_invoices_of_others_are_not_shown(stranger, merchant) -> None:
    builders.make_pixelz(merchant)
    invoice(merchant, "INV-SECRET")
    assert "INV-SECRET" not in stranger.get(PAGE).content.decode()


@pytest.mark.parametrize("n", [3, 60])
def test_page_asks_as_often_for_many_as_for_few(client, merchant, n, django_assert_max_num_queries) -> None:
    builders.make_pixelz(merchant)
    for number in range(n):
        invoice(merchant, f"INV-{number}")
    with django_assert_max_num_queries(20):
        client.get(PAGE)
