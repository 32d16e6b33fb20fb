"""What was spent: by month, store and template, from the hub's own orders, with the invoices beside it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from pixelzhub.dashboard.spend_page import last_months
from pixelzhub.retouch.ledger import spent
from pixelzhub.retouch.models import Invoice, Job
from tests import builders

PAGE, CSV = reverse("dashboard:spend"), reverse("dashboard:spend-csv")


@pytest.fixture
def photo(merchant):
    return builders.make_photo(builders.make_product(builders.make_store(merchant, name="Harbour")))


def sent(photo, price: str | None = "2.00", **fields) -> Job:
    values = {"price": price, "state": "delivered", "ticket": "t", "submitted_at": timezone.now()}
    n = Job.objects.count()
    return builders.make_job(photo, content=f"{n:064x}", **(values | fields))


def test_what_pixelz_took_counts_at_the_price_of_the_day(client, photo) -> None:
    sent(photo)
    sent(photo, "3.00", state="submitted")
    sent(photo, "50.00", is_trial=True)
    sent(photo, "50.00", state="cancelled")
    sent(photo, "50.00", state="lost")
    builders.make_job(photo, content="f" * 64, price="50.00")
    page = client.get(PAGE).context["page"]
    assert page.totals == [(Decimal("5.00"), "USD")]
    assert [(row.photos, row.trial) for row in page.months] == [(3, 1)]


def test_currencies_are_never_added(client, photo) -> None:
    sent(photo)
    sent(photo, "3.00", currency="EUR")
    page = client.get(PAGE)
    assert page.context["page"].totals == [(Decimal("3.00"), "EUR"), (Decimal("2.00"), "USD")]
    assert "$5.00" not in page.content.decode()


def test_white_glove_without_a_price_is_counted_and_said(client, photo) -> None:
    sent(photo, None, template=None, currency="")
    Job.objects.update(template=None)
    page = client.get(PAGE).content.decode()
    assert "photo without a price" in page
    assert "White glove" in page


def test_invoiced_stands_beside_with_the_difference(client, photo, merchant) -> None:
    sent(photo)
    Invoice.objects.create(
        merchant=merchant, number="A", issued_on=timezone.localdate(), amount_due="0.00", amount="10.00", currency="USD"
    )
    row = client.get(PAGE).context["page"].months[0]
    assert (row.amount, row.invoiced, row.difference) == (Decimal("2.00"), Decimal("10.00"), Decimal("8.00"))


def test_month_is_the_merchants_own(merchant, photo) -> None:
    """Half past eleven at night in New York on the last of the month is the first in London."""
    moment = datetime(2026, 11, 1, 3, 30, tzinfo=UTC)
    sent(photo, submitted_at=moment)
    months = last_months(date(2026, 11, 21))
    assert [line.month for line in spent(merchant, months, ZoneInfo("America/New_York"))] == [date(2026, 10, 1)]
    assert [line.month for line in spent(merchant, months, UTC)] == [date(2026, 11, 1)]


def test_twelve_months_end_with_this_one() -> None:
    months = last_months(date(2026, 2, 28))
    assert (months[0], months[-1], len(months)) == (date(2025, 3, 1), date(2026, 2, 1), 12)


def test_what_is_older_is_not_shown(client, photo) -> None:
    sent(photo, submitted_at=timezone.now() - timedelta(days=400))
    assert "Nothing was sent from here yet." in client.get(PAGE).content.decode()


def test_nothing_of_others_is_counted(stranger, photo) -> None:
    sent(photo)
    assert stranger.get(PAGE).context["page"].months == []


def test_csv_has_a_line_per_month_store_and_template(client, photo) -> None:
    sent(photo)
    lines = b"".join(client.get(CSV)).decode("utf-8-sig").splitlines()
    assert lines[1].startswith(f"{timezone.localdate():%Y-%m},Harbour,")
    assert lines[1].endswith(",1,0,0,2.00,USD")


@pytest.mark.parametrize("n", [2, 40])
def test_page_asks_as_often_for_many_as_for_few(client, photo, n, django_assert_max_num_queries) -> None:
    for _ in range(n):
        sent(photo)
    with django_assert_max_num_queries(14):
        client.get(PAGE)
