"""The filters of an address."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pixelzhub.dashboard.filters import PhotoFilter
from pixelzhub.dashboard.photos import count_of, rows_for
from tests import builders


def test_filter_is_read_from_the_address_and_written_back():
    wanted = PhotoFilter.read(
        {"view": "mend", "channel": "amazon", "finding": "blurry", "q": " mug ", "sort": "newest"}
    )

    assert wanted.q == "mug"
    assert PhotoFilter.read(dict([*wanted.kept, ("q", "mug")])) == wanted


def test_filter_passes_over_what_it_does_not_know():
    wanted = PhotoFilter.read(
        {"view": "x", "store": "1", "category": "a", "channel": "mars", "state": "?", "sort": "up", "level": "fail"}
    )

    assert wanted == PhotoFilter()


def test_filter_leaves_defaults_out_of_the_address():
    assert PhotoFilter().query() == "?"
    assert PhotoFilter(view="mend").query(view="all", q="a b") == "?q=a+b"


def test_finding_on_a_channel_leads_because_it_is_rarer_than_the_view():
    assert PhotoFilter(view="mend", channel="amazon", finding="blurry").codes == ["amazon/blurry", "=mend"]


def test_level_names_the_severity_where_a_channel_knows_several():
    assert PhotoFilter(channel="amazon", finding="low_resolution", level="fail").codes == [
        "amazon/low_resolution=blocker"
    ]
    assert PhotoFilter(channel="amazon", finding="small_subject", level="fail").codes == ["amazon/small_subject"]


def test_numbers_that_no_database_holds_are_passed_over():
    assert PhotoFilter.read({"category": "9" * 40}).category == ""


@pytest.mark.django_db
def test_photo_to_be_mended_first_is_not_among_those_to_reshoot_for_the_same_reason(merchant) -> None:
    """Too small is a reason to reshoot; on a grey ground the photo is to be mended all the same."""
    store = builders.make_store(merchant, channels=("amazon",))
    small = replace(builders.WHITE_GROUND, width=300, height=300)
    alone = builders.make_photo(builders.make_product(store), small)
    both = builders.make_photo(builders.make_product(store), replace(builders.grey_ground(), width=300, height=300))
    assert (alone.verdict, both.verdict) == ("reshoot", "mend")
    for view, expected in {"reshoot": [alone.pk], "mend": [both.pk], "all": [alone.pk, both.pk]}.items():
        wanted = PhotoFilter(view=view, channel="amazon", finding="low_resolution", level="fail")
        assert sorted(rows_for(merchant, wanted).values_list("placement_id", flat=True)) == expected
        assert count_of(merchant, wanted) == (len(expected), True)
