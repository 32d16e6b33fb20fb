"""The breakdown, what is affected as a file, the filters of the health page, and the report."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from analytics.health import keep_health_days
from analytics.models import HealthDay
from connectors.models import Store
from pixelzhub.dashboard.breakdown import ALL, TOP, breakdown
from pixelzhub.dashboard.filters import PhotoFilter
from pixelzhub.dashboard.health_scope import scope_of
from pixelzhub.dashboard.overview import overview
from pixelzhub.dashboard.photos import rows_for
from tests.builders import (
    grey_ground,
    make_category,
    make_merchant,
    make_photo,
    make_pixelz,
    make_product,
    make_store,
    make_template,
)
from tests.pixelzhub.dashboard.photos import make_shop

pytestmark = pytest.mark.django_db


def table(merchant, **query):
    stores = list(Store.objects.filter(merchant=merchant))
    return breakdown(merchant, stores, scope_of(merchant, stores, query), query)


def figures(found) -> dict[str, dict[str, int | None]]:
    return {line.name: {key: cell.value for key, cell in line.cells.items()} for line in found.lines}


def lines_of(response) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def make_two_categories(merchant):
    store = make_store(merchant, slug="shoes-shop")
    boots, sandals = make_category(store, "Boots"), make_category(store, "Sandals")
    for _ in range(3):
        make_photo(make_product(store, category=boots), grey_ground())
    make_photo(make_product(store, category=boots))
    make_photo(make_product(store, category=sandals))
    make_photo(make_product(store), None)
    return store, boots, sandals


def test_categories_show_what_to_do_and_their_score(merchant):
    make_two_categories(merchant)

    found = figures(table(merchant))

    assert found["Boots"] == {"photos": 4, "meets": 1, "mend": 3, "reshoot": 0, "fix": 0, "score": 25, "trend": None}
    assert found["Sandals"]["score"] == 100
    assert list(found) == ["Boots", "Sandals"]


@pytest.mark.parametrize("by", ["category", "store", "channel", "finding"])
@pytest.mark.parametrize("channel", ["", "amazon"])
def test_every_linked_figure_is_the_length_of_its_list(merchant, by, channel):
    make_two_categories(merchant)
    make_shop(merchant, channels=("amazon",))
    make_shop(merchant, channels=("google",))

    found = table(merchant, by=by, channel=channel)

    assert found.lines
    for line in found.lines:
        for cell in line.cells.values():
            if cell.href:
                wanted = PhotoFilter.read(QueryDict(urlsplit(cell.href).query))
                assert rows_for(merchant, wanted).count() == cell.value, (line.name, cell)


def test_a_click_on_a_head_sorts_and_another_turns_it_round(client, merchant):
    make_two_categories(merchant)

    assert [line.name for line in table(merchant, sort="-score").lines] == ["Sandals", "Boots"]
    assert [line.name for line in table(merchant, sort="score").lines] == ["Boots", "Sandals"]
    assert [line.name for line in table(merchant, sort="nonsense").lines] == ["Boots", "Sandals"]
    page = client.get("/health/breakdown/?by=category&sort=-score").content.decode()
    assert 'aria-sort="descending"' in page
    assert "sort=score" in page


def test_the_table_is_bounded_and_says_what_it_leaves_out(client, merchant):
    store = make_store(merchant)
    for n in range(TOP + 2):
        make_photo(make_product(store, category=make_category(store, f"Category {n:03}")))

    assert (len(table(merchant).lines), table(merchant).left) == (TOP, 2)
    assert len(table(merchant, all="1").lines) == TOP + 2 < ALL
    assert "Show the other 2" in client.get("/health/breakdown/").content.decode()


def test_the_trend_is_the_change_since_the_oldest_kept_day(merchant):
    store, *_categories = make_two_categories(merchant)
    keep_health_days([store.pk])
    HealthDay.objects.filter(store=store, day=timezone.localdate()).update(day=timezone.localdate() - timedelta(days=9))
    make_photo(make_product(store, category=_categories[1]), grey_ground())

    assert figures(table(merchant))["Sandals"]["trend"] == -50
    assert figures(table(merchant, by="store"))[store.name]["trend"] == 33 - 40
    assert figures(table(merchant, by="channel"))["Amazon"]["trend"] == 33 - 40
    found = table(merchant, by="finding").lines
    assert {line.name: line.cells["trend"].value for line in found}["Background is not pure white"] == 1


def test_the_page_asks_as_often_for_many_as_for_few(client, merchant):
    def asked(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    addresses = [f"/health/breakdown/?by={by}" for by in ("category", "store", "channel", "finding")]
    addresses += ["/", "/?channel=amazon"]
    make_pixelz(merchant)
    make_template(merchant)
    for _ in range(2):
        make_two_categories_again(merchant)
    few = [asked(address) for address in addresses]
    for _ in range(5):
        make_two_categories_again(merchant)
    assert [asked(address) for address in addresses] == few


def make_two_categories_again(merchant):
    store = make_store(merchant)
    for name in ("Boots", "Sandals"):
        make_photo(make_product(store, category=make_category(store, name)), grey_ground())


def test_health_of_a_category_counts_that_category_alone(client, merchant):
    _store, boots, _sandals = make_two_categories(merchant)

    page = client.get(f"/?category={boots.pk}").content.decode()

    assert "1 of 4" in page
    assert "1 ÷ 4 measured × 100 = 25" in page
    assert f"category={boots.pk}" in page
    assert "What to do about 3 photos" in page


def test_health_of_a_channel_counts_by_its_rules_alone(client, merchant):
    make_shop(merchant)

    found = overview(merchant, channel="google")
    page = client.get("/?channel=google").content.decode()

    assert (found.health.judged, found.health.meets) == (7, 6)
    assert "6 of 7" in page
    assert "What Google Merchant Center finds" in page
    for line in found.findings:
        if line.href:
            wanted = PhotoFilter.read(QueryDict(urlsplit(line.href).query))
            assert rows_for(merchant, wanted).count() == line.n


def test_another_merchants_category_narrows_nothing(client, merchant):
    make_shop(merchant)
    other = make_category(make_store(make_merchant("Other")))

    assert "3 of 7" in client.get(f"/?category={other.pk}&channel=nonsense").content.decode()


def test_warnings_stand_beside_the_score_and_do_not_count(client, merchant):
    make_shop(merchant)

    page = client.get("/").content.decode()

    assert "3 ÷ 7 measured × 100 = 43" in page
    assert "never count. Warned:" in page
    assert "Partial: 7 of 8 measured" in page


def test_a_score_waits_until_enough_is_measured(client, merchant):
    store = make_store(merchant)
    make_photo(make_product(store))
    for _ in range(3):
        make_photo(make_product(store), None)

    page = client.get("/").content.decode()

    assert "1 of 4" in page
    assert "from 500 measured photos on" in page
    assert "measured × 100" not in page


def test_who_made_photos_good_stands_in_words_and_as_two_marks(client, merchant):
    store = make_shop(merchant)
    for days, mended, changed in ((5, 12, 0), (3, 0, 3)):
        day = timezone.localdate() - timedelta(days=days)
        HealthDay.objects.create(
            merchant=merchant, store=store, day=day, photos=7, meeting=2, mended=mended, changed=changed
        )

    page = client.get("/").content.decode()

    assert "+12 mended by us, +3 changed in the store in the last 30 days" in page
    assert page.count('<circle class="published"') == 1
    assert page.count('<svg class="changed"') == 1


def test_a_day_that_was_not_kept_has_the_score_of_the_day_before(merchant):
    store = make_shop(merchant)
    for days, meeting in ((9, 1), (4, 2)):
        day = timezone.localdate() - timedelta(days=days)
        HealthDay.objects.create(merchant=merchant, store=store, day=day, photos=7, meeting=meeting)

    found = overview(merchant).trend

    assert [round(day.score) for day in found.days] == [14] * 5 + [29] * 4 + [43]
    assert found.label == "The score went from 14 to 43 in 10 days"


def test_what_is_affected_has_a_line_for_each_finding(client, merchant):
    make_shop(merchant)

    rows = lines_of(client.get("/images/affected.csv?channel=amazon&level=fail"))

    grey = next(row for row in rows if row["Product"] == "Grey mug")
    assert grey["Finding"] == "Background is not pure white"
    assert (grey["Measured"], grey["Limit"]) == ("229, 229, 229", "255, 255, 255")
    assert (grey["Channel"], grey["Severity"], grey["Position"]) == ("Amazon", "required", "1")
    assert grey["What helps"] == "Retouching mends it"
    assert grey["Photo address"].startswith("http://")
    assert {row["Severity"] for row in rows} == {"required"}
    assert {row["Product"] for row in rows} == {"Grey mug", "Grey thimble", "Tiny mug", "Broken mug"}


def test_what_is_affected_keeps_to_one_finding_and_reaches_past_a_page(client, merchant, monkeypatch):
    monkeypatch.setattr("pixelzhub.dashboard.affected.CHUNK", 2)
    store = make_store(merchant)
    for n in range(7):
        make_photo(make_product(store, f"Mug {n}"), grey_ground())

    for sort in ("heaviest", "newest"):
        rows = lines_of(client.get(f"/images/affected.csv?finding=non_white_background&channel=amazon&sort={sort}"))
        assert sorted(row["Product"] for row in rows) == [f"Mug {n}" for n in range(7)]


def test_a_cell_that_a_spreadsheet_would_run_is_text(client, merchant):
    make_photo(make_product(make_store(merchant), "=HYPERLINK(1)", sku="+1", ean="@x"), grey_ground())

    row = lines_of(client.get("/images/affected.csv?view=mend"))[0]

    assert (row["Product"], row["SKU"], row["EAN"]) == ("'=HYPERLINK(1)", "'+1", "'@x")


def test_viewers_may_take_the_file_and_strangers_get_nothing_of_ours(viewer, stranger, merchant):
    make_shop(merchant)

    assert lines_of(viewer.get("/images/affected.csv?view=mend"))
    assert lines_of(stranger.get("/images/affected.csv?view=mend")) == []


def test_the_report_names_score_formula_scope_and_findings(client, merchant):
    store = make_shop(merchant, slug="mugs")
    make_pixelz(merchant)
    make_template(merchant, price="1.15")

    page = client.get("/health/report/?store=mugs").content.decode()

    assert "3 ÷ 7 measured × 100 = 43" in page
    assert store.name in page
    assert "data-print" in page
    assert "Background is not pure white" in page
    assert "$2.30" in page


@pytest.mark.parametrize("address", ["/health/report/", "/health/breakdown/", "/?channel=amazon"])
def test_the_pages_of_a_merchant_without_photos_open(client, merchant, address):
    make_store(merchant)

    assert client.get(address).status_code == 200
