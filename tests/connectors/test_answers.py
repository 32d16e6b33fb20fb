"""How single fields of a platform's JSON are read, and what is said of those that cannot be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.answers import Answers, page_of, set_aside
from connectors.contract import ProductRecord
from connectors.errors import BadReply

SHOP = Answers("the shop")
UTC_SHOP = Answers("UtcShop", zone=UTC)

#: every way to read what stands under "f"
READERS: dict[str, Callable[[Answers, Any], Any]] = {
    "under": lambda shop, raw: shop.under(raw, "f"),
    "entries": lambda shop, raw: shop.entries(raw, "f"),
    "text": lambda shop, raw: shop.text(raw, "f"),
    "needed": lambda shop, raw: shop.needed(raw, "f"),
    "whole": lambda shop, raw: shop.whole(raw, "f"),
    "total": lambda shop, raw: shop.total(raw, "f"),
    "moment": lambda shop, raw: shop.moment(raw, "f"),
}

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
TIMES = st.datetimes(timezones=st.none() | st.just(UTC)).map(datetime.isoformat)
JSON = st.recursive(
    SCALARS | TIMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text() | st.just("id"), inner, max_size=3),
    max_leaves=8,
)


@given(value=JSON, reader=st.sampled_from(sorted(READERS)), shop=st.sampled_from([SHOP, UTC_SHOP]))
def test_any_value_is_read_or_is_a_bad_reply_that_names_the_platform(value: Any, reader: str, shop: Answers):
    said = shop.whose
    try:
        READERS[reader](shop, {"f": value})
    except BadReply as error:
        said = str(error)
    assert shop.whose.lower() in said.lower()


@given(value=JSON)
def test_any_answer_is_an_object_or_a_bad_reply(value: Any):
    for read in (SHOP.answer, lambda raw: SHOP.object(raw, "photo")):
        if isinstance(value, dict):
            assert read(value) == value
        else:
            with pytest.raises(BadReply, match="no object"):
                read(value)


@given(value=JSON)
def test_anything_that_cannot_be_read_can_be_set_aside(value: Any):
    assert 1 <= len(set_aside(value, BadReply("no")).id) <= 200


@pytest.mark.parametrize(
    ("reader", "empty"), [("text", ""), ("whole", None), ("moment", None)], ids=["text", "whole", "moment"]
)
@pytest.mark.parametrize("raw", [{}, {"f": None}], ids=["missing", "null"])
def test_a_field_may_be_missing_or_null(reader: str, empty: Any, raw: dict[str, Any]):
    assert READERS[reader](SHOP, raw) == empty


@pytest.mark.parametrize(
    ("reader", "raw", "said"),
    [
        ("under", {"f": []}, "The shop's answer lacks f."),
        ("entries", {"f": {}}, "The shop's answer has no list of f."),
        ("entries", [], "The shop's answer has no list of f."),
        ("text", {"f": 1}, "f in the shop's answer is not text."),
        ("needed", {"f": ""}, "An image in the shop's answer lacks its f."),
        ("whole", {"f": True}, "f in the shop's answer is not a whole number."),
        ("whole", {"f": -1}, "f in the shop's answer is not a whole number."),
        ("total", {"f": None}, "The shop's answer does not say how many there are (f)."),
        ("total", None, "The shop's answer does not say how many there are (f)."),
        ("moment", {"f": "soon"}, "f in the shop's answer is not a time."),
        ("moment", {"f": "2026-01-02T03:04:05"}, "f in the shop's answer does not say its time zone."),
    ],
)
def test_the_message_names_the_field(reader: str, raw: Any, said: str):
    with pytest.raises(BadReply) as caught:
        READERS[reader](SHOP, raw)
    assert str(caught.value) == said


def test_a_list_can_be_called_otherwise_than_its_field():
    with pytest.raises(BadReply, match="no list of images"):
        SHOP.entries({}, "media", "images")


def test_a_thing_can_be_named_that_lacks_what_it_needs():
    with pytest.raises(BadReply, match="A product in UtcShop's answer lacks its sku"):
        UTC_SHOP.needed({}, "sku", "A product")


def test_a_time_without_a_zone_is_in_the_platforms():
    assert UTC_SHOP.moment({"f": "2026-01-02T03:04:05"}, "f") == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_a_time_keeps_the_zone_that_it_names():
    found = UTC_SHOP.moment({"f": "2026-01-02T03:04:05.678+02:00"}, "f")
    assert found is not None
    assert found.utcoffset() == timedelta(hours=2)


@pytest.mark.parametrize(
    ("raw", "name", "shown"),
    [
        ({"id": 7}, "id", "7"),
        ({"sku": "A/1"}, "sku", "A/1"),
        ({"id": ""}, "id", "?"),
        ({}, "id", "?"),
        ("no", "id", "?"),
    ],
)
def test_what_is_set_aside_is_called_by_its_id_as_far_as_it_has_one(raw: Any, name: str, shown: str):
    record = set_aside(raw, BadReply("Its images are no list."), name)
    assert (record.id, record.reason) == (shown, "Its images are no list.")


# ---- pages -----------------------------------------------------------------------------------------------------


def record(raw: Any) -> ProductRecord:
    raw = SHOP.object(raw, "product")
    return ProductRecord(SHOP.needed(raw, "id", "A product"), SHOP.text(raw, "name"))


def test_a_page_has_each_product_once_and_names_what_cannot_be_read():
    page = page_of([{"id": "1"}, {"id": "2", "name": 7}, {"id": "1", "name": "Tee"}, "x", {}], record, 5)
    assert [(product.id, product.name) for product in page.products] == [("1", "Tee")]
    assert [(one.id, one.reason[:4]) for one in page.broken] == [("2", "name"), ("?", "A pr"), ("?", "A pr")]
    assert page.next_cursor == "5"
    assert page_of([], record).next_cursor is None


def test_a_page_that_comes_again_is_known_by_its_mark():
    first = SHOP.moved([{"id": 1, "at": "10:00"}, {"id": 2}], "")
    with pytest.raises(BadReply, match="The shop answered with the same page again"):
        SHOP.moved([{"id": 1, "at": "10:01"}, {"id": 2}], first)
    assert SHOP.moved([{"id": 2}, {"id": 3}], first) != first
    assert SHOP.moved([], "") == SHOP.moved([], first) == ""


def test_entries_without_ids_are_told_apart_by_all_that_they_say():
    first = SHOP.moved([{"code": 1}, "x"], "")
    assert SHOP.moved([{"code": 2}, "x"], first) != first
    with pytest.raises(BadReply):
        SHOP.moved([{"code": 1}, "x"], first)


def listed(store: list[int], size: int = 3) -> Callable[[int], tuple[list[Any], int]]:
    return lambda offset: ([{"id": one} for one in store[offset : offset + size]], len(store))


def numbers(entries: list[Any]) -> list[int]:
    return [entry["id"] for entry in entries]


def test_pages_by_offset_go_on_at_their_cursor_until_all_were_given():
    pages = list(SHOP.by_offset(listed([*range(8)]), None))
    assert [numbers(entries) for entries, _ in pages] == [[0, 1, 2], [3, 4, 5], [6, 7]]
    assert pages[-1][1] is None
    (rest,) = SHOP.by_offset(listed([*range(8)]), pages[1][1])
    assert numbers(rest[0]) == [6, 7]


def test_rows_that_are_deleted_meanwhile_hide_none_also_after_a_kill():
    store = [*range(9)]
    _, cursor = next(SHOP.by_offset(listed(store), None))
    store.remove(1)
    seen = [number for entries, _ in SHOP.by_offset(listed(store), cursor) for number in numbers(entries)]
    assert seen == [*range(3, 9)]


def test_a_repeated_page_is_known_also_after_a_kill():
    def stuck(offset: int) -> tuple[list[Any], int]:
        return [{"id": 0}, {"id": 1}], 9

    _, cursor = next(SHOP.by_offset(stuck, None))
    for _ in range(3):
        with pytest.raises(BadReply, match="same page"):
            next(SHOP.by_offset(stuck, cursor))


def test_a_row_that_is_listed_twice_takes_up_one_place():
    def twice(offset: int) -> tuple[list[Any], int]:
        entries, total = listed([*range(7)])(offset)
        return [*entries[:1], *entries], total

    seen = {number for entries, _ in SHOP.by_offset(twice, None) for number in numbers(entries)}
    assert seen == {*range(7)}
