"""A store is judged in parts, each as large as is done in about a second, so that nobody waits long for its rows."""

from __future__ import annotations

import pytest

from analytics.rejudge import parts
from analytics.rejudge.parts import MOST, SECONDS, STEP, Part, next_size, parts_of
from connectors.models import Placement
from tests import builders


def test_parts_cover_every_placement_of_the_store_and_no_other_once(merchant, monkeypatch) -> None:
    monkeypatch.setattr(parts, "STEP", 2)
    monkeypatch.setattr(parts, "FIRST", 4)
    monkeypatch.setattr(parts, "next_size", lambda size, took: size)
    stores = [builders.make_store(merchant), builders.make_store(merchant)]
    for n in range(14):
        builders.make_photo(builders.make_product(stores[n % 2]))
    ids = list(Placement.objects.filter(store=stores[0]).order_by("pk").values_list("pk", flat=True))
    assert list(parts_of(stores[0].pk, 0)) == [Part(1, ids[3], 4), Part(ids[3] + 1, ids[6], 3)]


def test_store_goes_on_behind_the_last_finished_part(merchant, monkeypatch) -> None:
    store = builders.make_store(merchant)
    placements = [builders.make_photo(builders.make_product(store)) for _ in range(3)]
    cursor = placements[1].pk
    assert list(parts_of(store.pk, cursor)) == [Part(cursor + 1, placements[2].pk, 1)]


@pytest.mark.parametrize(
    ("size", "took", "expected"),
    [
        (8_000, SECONDS, 8_000),
        (8_000, SECONDS * 4, 2_000),
        (8_000, SECONDS / 100, 16_000),
        (STEP, SECONDS * 60, STEP),
        (MOST, SECONDS / 2, MOST),
    ],
)
def test_next_part_is_as_large_as_would_have_taken_the_time_wanted(size: int, took: float, expected: int) -> None:
    assert next_size(size, took) == expected
