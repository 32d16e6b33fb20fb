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
    assert page.count("Pay at Pixelz") == 1
    assert "https://pixelz.example/p/" not in page


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


def test_pay_link_carries_a_key_and_is_only_an_answer_to_who_may_pay(client, viewer, stranger, merchant) -> None:
    builders.make_pixelz(merchant)
    bill = invoice(merchant, "INV-1", payment_url="https://pixelz.example/Transactions?key=secret")
    path = reverse("dashboard:pay-invoice", args=[bill.pk])
    answer = client.get(path)
    assert (answer.status_code, answer.url) == (302, "https://pixelz.example/Transactions?key=secret")
    assert answer["Referrer-Policy"] == "no-referrer"
    assert viewer.get(path).status_code == 403
    assert stranger.get(path).status_code == 404
    assert "key=secret" not in viewer.get(PAGE).content.decode()


def test_paid_invoice_has_nothing_to_pay(client, merchant) -> None:
    builders.make_pixelz(merchant)
    bill = invoice(merchant, "INV-1", is_paid=True, payment_url="https://pixelz.example/p")
    assert client.get(reverse("dashboard:pay-invoice", args=[bill.pk])).url == PAGE


def test_back_from_payment_everything_is_read_again(client, merchant) -> None:
    account = builders.make_pixelz(merchant)
    answer = client.get(f"{PAGE}?back=1", follow=True)
    account.refresh_from_db()
    assert account.due_at <= timezone.now()
    assert "Back from Pixelz" in answer.content.decode()


def test_period_is_a_filter_with_both_ends(client, merchant) -> None:
    builders.make_pixelz(merchant)
    for number, day in (("A", 1), ("B", 10), ("C", 20)):
        invoice(merchant, f"INV-{number}", issued_on=date(2026, 10, day))
    page = client.get(PAGE, {"from": "2026-10-10", "to": "2026-10-20"}).content.decode()
    assert ("INV-A" in page, "INV-B" in page, "INV-C" in page) == (False, True, True)


@pytest.mark.parametrize("query", [{"from": "tomorrow"}, {"from": "2026-12-01", "to": "2026-11-01"}])
def test_period_that_is_none_is_said_and_all_are_shown(client, merchant, query) -> None:
    builders.make_pixelz(merchant)
    invoice(merchant, "INV-1")
    page = client.get(PAGE, query).content.decode()
    assert "All invoices are shown." in page
    assert "INV-1" in page


def test_every_invoice_is_on_one_page(client, merchant) -> None:
    builders.make_pixelz(merchant)
    for number in range(120):
        day = date(2026, 1 + number % 3, 1) if number % 5 else None
        invoice(merchant, f"INV-{number:03}", issued_on=day)
    seen, address = [], PAGE
    while address:
        page = client.get(address).context["page"]
        seen += [row.number for row in page.rows]
        address = PAGE + page.next if page.next else ""
    assert sorted(seen) == [f"INV-{number:03}" for number in range(120)]


def test_invoices_as_csv_are_safe_to_open(client, merchant) -> None:
    builders.make_pixelz(merchant)
    invoice(merchant, "=cmd()")
    lines = b"".join(client.get(reverse("dashboard:invoices-csv"))).decode("utf-8-sig").splitlines()
    assert lines[1] == "'=cmd(),2026-11-01,To be paid,105.00,USD"
