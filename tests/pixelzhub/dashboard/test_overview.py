"""The figures of the health page: they add up, and each is the length of the list that it links to."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict
from django.utils import timezone

from analytics.models import HealthDay
from pixelzhub.dashboard.filters import PhotoFilter
from pixelzhub.dashboard.overview import overview
from pixelzhub.dashboard.photos import count_of, rows_for
from tests.builders import make_pixelz, make_store, make_template
from tests.pixelzhub.dashboard.photos import make_shop

pytestmark = pytest.mark.django_db


def length_behind(merchant, href: str) -> int:
    wanted = PhotoFilter.read(QueryDict(urlsplit(href).query))
    n = rows_for(merchant, wanted).count()
    assert count_of(merchant, wanted) == (n, True)
    return n


def test_groups_add_up_to_the_photos_that_were_measured(merchant):
    make_shop(merchant)

    health = overview(merchant).health

    assert (health.meets, health.mend, health.reshoot, health.fix, health.unmeasured) == (3, 2, 1, 1, 1)
    assert health.judged + health.unmeasured == health.photos == 8


def test_every_figure_is_the_length_of_the_list_that_it_links_to(merchant):
    store = make_shop(merchant)
    make_shop(merchant, channels=("amazon",))
    for found in (overview(merchant), overview(merchant, store=store)):
        for part in found.whole:
            assert length_behind(merchant, part["href"]) == part["count"]
        for remedy in found.remedies.values():
            assert length_behind(merchant, remedy.href) == remedy.n
            for bar in remedy.findings:
                assert length_behind(merchant, bar["href"]) == bar["count"] > 0
        for row in found.channels:
            assert row.meets + row.warn + row.fail == row.listed
            for level in ("meets", "warn", "fail", "listed"):
                assert length_behind(merchant, row.links[level]) == getattr(row, level)
            assert row.most and length_behind(merchant, row.most["href"]) == row.most["count"]


def test_mending_lifts_the_score_only_by_photos_that_it_mends_wholly(merchant):
    make_shop(merchant)

    health = overview(merchant).health

    assert health.mend == 2
    assert (health.score, health.score_when_mended) == (round(100 * 3 / 7), round(100 * 4 / 7))


def test_cost_is_quantity_times_price_and_adds_up_to_the_photos_to_mend(merchant):
    make_shop(merchant)
    make_pixelz(merchant, balance="1.20")
    make_template(merchant, price="1.15")

    cost = overview(merchant).cost

    assert cost is not None
    assert str(cost.total) == "2.30"
    assert cost.priced + cost.same + cost.left_out == cost.photos == 2
    assert not cost.covered
    assert cost.affordable == 1


def test_a_store_without_channels_has_no_channel_rows(merchant):
    make_store(merchant, channels=())

    assert overview(merchant).channels == []
    assert overview(merchant).health.score is None


def test_overview_costs_the_same_with_many_stores(merchant, django_assert_max_num_queries):
    for _ in range(5):
        make_shop(merchant)
    make_template(merchant)
    with django_assert_max_num_queries(23):
        overview(merchant)


def test_the_line_ends_in_the_score_of_now(merchant):
    store = make_shop(merchant)
    for days, meeting in ((2, 1), (1, 2), (0, 2)):
        day = timezone.localdate() - timedelta(days=days)
        HealthDay.objects.create(merchant=merchant, store=store, day=day, photos=7, meeting=meeting)

    found = overview(merchant)

    assert [round(point["value"]) for point in found.points] == [14, 29, 43]
    assert found.health.score == 43
    assert found.rise == 43 - 14
    assert found.trend_label == "The score went from 14 to 43 in 3 days"
