"""The search among many at once finds every near pair, each once, as comparing each with each does."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.duplicates import HASHES, Looks, judge
from analytics.twins import near as near_module
from analytics.twins.batch import MOST_BITS, Pairs, near_between, near_pairs
from analytics.twins.near import twins_among

seeds = st.integers(0, 10_000)


def clustered(seed: int, n: int) -> np.ndarray:
    """Hashes round a few seeds, many of them near, some equal."""
    chance = np.random.default_rng(seed)
    around = chance.integers(0, 2**64, 6, dtype=np.uint64)
    turned = np.packbits(chance.random((n, 64)) < 0.05, axis=1).view(np.uint64).ravel()
    turned[: n // 4] = 0
    return (around[chance.integers(0, 6, n)] ^ turned).view(np.int64)


def listed(blocks: Iterator[Pairs]) -> list[tuple[int, int]]:
    return [pair for one, other in blocks for pair in zip(one.tolist(), other.tolist(), strict=True)]


def each_with_each(firsts: np.ndarray, seconds: np.ndarray, bits: int) -> np.ndarray:
    return np.bitwise_count((firsts[:, None] ^ seconds).view(np.uint64)) <= bits


@settings(max_examples=20, deadline=None)
@given(seed=seeds, n=st.integers(0, 300), bits=st.integers(0, MOST_BITS))
def test_every_near_pair_once(seed: int, n: int, bits: int) -> None:
    hashes = clustered(seed, n)
    found = listed(near_pairs(hashes, bits))
    assert sorted(found) == [tuple(pair) for pair in np.argwhere(np.triu(each_with_each(hashes, hashes, bits), 1))]


@settings(max_examples=20, deadline=None)
@given(seed=seeds, n=st.integers(0, 200), m=st.integers(0, 200))
def test_every_near_pair_between_two_lists_once(seed: int, n: int, m: int) -> None:
    together = clustered(seed, n + m)
    firsts, seconds = together[:n], together[n:]
    expected = [tuple(pair) for pair in np.argwhere(each_with_each(firsts, seconds, MOST_BITS))]
    assert sorted(listed(near_between(firsts, seconds))) == expected


def test_many_equal_hashes_come_in_blocks() -> None:
    blocks = [one.size for one, _ in near_pairs(np.full(3000, 7, np.int64))]
    assert sum(blocks) == 3000 * 2999 // 2
    assert max(blocks) <= 1 << 16


def test_more_bits_than_bands_find_are_refused() -> None:
    with pytest.raises(ValueError, match="8 bits"):
        listed(near_pairs(np.zeros(2, np.int64), 8))


@pytest.mark.parametrize("each_with_each_up_to", [0, 10**9])
def test_twins_are_those_that_judging_every_pair_gives(monkeypatch, each_with_each_up_to: int) -> None:
    monkeypatch.setattr(near_module, "EACH_WITH_EACH", each_with_each_up_to)
    chance = np.random.default_rng(3)
    columns = [clustered(n, 120).tolist() for n, _ in enumerate(HASHES)]
    columns[2] = columns[0][::-1]
    colours = (chance.integers(0, 3, (6, 120)) * 6.0).tolist()
    looks = Looks.of(
        [(None if n % 7 == 0 else row[0], *row[1:]) for n, row in enumerate(zip(*columns, *colours, strict=True))]
    )
    one, other = np.triu_indices(120, 1)
    kinds = judge(looks, one, looks, other)
    expected = sorted(zip(one[kinds > 0].tolist(), other[kinds > 0].tolist(), kinds[kinds > 0].tolist(), strict=True))
    found = [twin for block in twins_among(looks) for twin in zip(*(column.tolist() for column in block), strict=True)]
    assert sorted(found) == expected
    assert {kind for _, _, kind in expected} == {1, 2, 3}
