"""EANs: the check digit as GS1 has it, on numbers that are printed in its documents and on all others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.ean import fitting_check_digit, is_ean


# GTIN-13 and GTIN-12 out of GS1's own explanation, a GTIN-8 and GTIN-14 made by its rule.
@pytest.mark.parametrize("ean", ["6291041500213", "614141000036", "96385074", "10614141000415"])
def test_a_right_digit_is_not_spoken_of(ean: str) -> None:
    assert fitting_check_digit(ean) is None


def test_a_wrong_digit_is_told_with_the_right_one() -> None:
    assert fitting_check_digit("6291041500214") == "3"


@pytest.mark.parametrize("text", ["", "123", "ABCDEFGH", "1234567890123456", "٦٢٩١٠٤١٥"])
def test_what_is_no_such_number_has_no_digit(text: str) -> None:
    assert fitting_check_digit(text) is None


@given(st.text("0123456789", min_size=7, max_size=13).filter(lambda body: len(body) in {7, 11, 12, 13}), st.data())
def test_of_ten_last_digits_one_fits_and_any_single_wrong_digit_is_noticed(body: str, data: st.DataObject) -> None:
    [right] = [digit for digit in "0123456789" if fitting_check_digit(body + digit) is None]
    place = data.draw(st.integers(0, len(body) - 1))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != body[place]]))
    assert fitting_check_digit(body[:place] + other + body[place + 1 :] + right) is not None


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("3760000000001", True),
        ("K.1-a_B", True),
        ("a b", False),
        ("é", False),
        ("", False),
        ("1" * 33, False),
        ("1\n", False),
    ],
)
def test_an_ean_is_1_to_32_plain_characters(text: str, is_one: bool) -> None:
    assert is_ean(text) is is_one
