"""The search by bands finds what comparing each with each finds, in one go or one by one."""

from __future__ import annotations

import random
from itertools import combinations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.duplicates import SAME_DISTANCE, hamming, same_photo
from analytics.pixels import Measurement
from analytics.twins.bands import BANDS, cut, keys_near
from tests import builders
from tests.analytics.twins.contents import BLUE, OTHERS, RED, check, flipped, groups, hang, looks, shots, signed

hashes = st.integers(-(2**63), 2**63 - 1)
bits = st.lists(st.integers(0, 63), unique=True, max_size=10)


@settings(max_examples=300, deadline=None)
@given(one=hashes, turned=bits)
def test_every_hash_within_seven_bits_shares_a_key(one: int, turned: list[int]) -> None:
    keys = cut(np.array([flipped(one, *turned)]))
    shared = [key[0] in near for key, near in zip(keys, keys_near(np.array([one])), strict=True)]
    assert any(shared) or len(turned) > SAME_DISTANCE


def test_bands_hold_every_bit_once() -> None:
    assert sorted(bit for band in BANDS for bit in band) == list(range(64))


def clusters(seed: int) -> list[Measurement]:
    """A few pictures with near and not quite near ones round them, by each of the hashes, in two colours."""
    chance = random.Random(seed)
    found: list[Measurement] = []
    for _ in range(chance.randint(1, 3)):
        whole, subject = signed(chance.getrandbits(64)), signed(chance.getrandbits(64))
        for _ in range(chance.randint(1, 5)):
            turned = chance.sample(range(64), chance.choice((0, 3, 6, 7, 8, 12)))
            near, colour = flipped(whole, *turned), chance.choice((BLUE, RED))
            kind = chance.choice(("whole", "subject", "mirror", "centre", "before"))
            apart = {name: signed(chance.getrandbits(64)) for name in OTHERS}
            if kind == "before":
                apart |= {"centre_phash": None, "content_mirror_phash": None}
            if kind in {"whole", "before"}:
                found.append(looks(near, colour=colour, **apart))
            else:
                named = {"subject": "content_phash", "mirror": "mirror_phash", "centre": "centre_phash"}[kind]
                one = flipped(subject, *turned) if kind == "subject" else near
                found.append(looks(signed(chance.getrandbits(64)), colour=colour, **(apart | {named: one})))
    return found


def brute(measured: dict[str, Measurement]) -> set[frozenset[str]]:
    """Same photos joined through one another, every pair judged, the older of two first."""
    together = {digest: {digest} for digest in measured}
    for one, other in combinations(sorted(measured), 2):
        if same_photo(measured[one], measured[other]) == "same_photo":
            both = together[one] | together[other]
            together |= dict.fromkeys(both, both)
    return {frozenset(members) for members in together.values() if len(members) > 1}


@pytest.mark.django_db
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9))
def test_groups_are_those_of_each_with_each_in_one_go_and_one_by_one(db: None, monkeypatch, seed: int) -> None:
    measured = {f"{n:064x}": one for n, one in enumerate(clusters(seed))}
    found = []
    # All read and compared in memory, then looked for by index.
    for at_once, read in ((64, 500), (1, 0)):
        monkeypatch.setattr("analytics.twins.search.READ_PER_SEARCH", read)
        merchant = builders.make_merchant()
        store = builders.make_store(merchant, channels=())
        for digest, one in measured.items():
            hang(builders.make_product(store), one, sha256=digest)
        check(merchant, at_once)
        found.append((groups(merchant), shots(merchant)))
    assert found[0] == found[1]
    assert found[0][0] == brute(measured)


def test_distance_is_the_pair_judgements() -> None:
    assert hamming(0, flipped(0, *range(7))) == SAME_DISTANCE
