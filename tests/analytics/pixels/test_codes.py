"""Photos spoilt in known ways are told what was done to them: precision and recall on products that nothing was tuned on."""

from __future__ import annotations

import pytest

from tests.degrade.score import CODES, OF_HEADERS, SOFT, Tally, scored
from tests.degrade.sources import drawn, half_of, real
from tests.degrade.ways import WAYS, samples

pytestmark = pytest.mark.xdist_group("codes")


@pytest.fixture(scope="session")
def tally() -> Tally:
    """Small photos, so that a few seconds are enough; `python -m tests.bench --only codes` takes more and larger ones."""
    return scored([*drawn("test", 6, 640), *real("test", 6, 800)])


def test_every_code_has_a_way() -> None:
    assert {way.code for way in WAYS} == {*CODES, *OF_HEADERS}


def test_spoiling_a_photo_gives_the_same_bytes_every_time() -> None:
    source = next(drawn("dev", 1, 300))
    assert [sample.data for sample in samples(source)] == [sample.data for sample in samples(source)]


def test_products_are_split_for_good() -> None:
    assert [half_of(name) for name in ("Teapot Lund", "Rib beanie Nord", "inez-full-zip-jacket")] == [
        "dev",
        "test",
        "test",
    ]


def test_codes_are_told_over_all(tally: Tally) -> None:
    assert tally.macro() >= 0.9, {code: round(tally.f1(code), 2) for code in CODES}


def test_soft_photos_are_told(tally: Tally) -> None:
    assert tally.precision(SOFT) >= 0.94, tally.errors
    assert tally.recall(SOFT) >= 0.95, tally.errors


@pytest.mark.parametrize(
    "code",
    [
        "dark",
        "non_white_background",
        "small_subject",
        "off_centre",
        "border_frame",
        "corrupt",
        "low_resolution",
        *OF_HEADERS,
    ],
)
def test_plain_faults_are_told(tally: Tally, code: str) -> None:
    assert tally.made(code) > 2
    assert tally.f1(code) >= 0.95, {error: n for error, n in tally.errors.items() if error[0] == code}


@pytest.mark.parametrize("code", ["watermark", "text_overlay"])
def test_hints_are_rarely_wrong(tally: Tally, code: str) -> None:
    assert tally.precision(code) >= 0.8, {error: n for error, n in tally.errors.items() if error[0] == code}
