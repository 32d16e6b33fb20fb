"""EANs: what is taken for one, and whether its check digit fits."""

from __future__ import annotations

import re

# “EAN-13 or equivalent”: compared as sent, whatever its check digit.
EAN = re.compile(r"[0-9A-Za-z._-]{1,32}")
LENGTHS = (8, 12, 13, 14)
ZERO = ord("0")


def is_ean(text: str) -> bool:
    """Whether it is 1 to 32 of the characters 0-9 A-Z a-z . _ -"""
    return EAN.fullmatch(text) is not None


def fitting_check_digit(ean: str) -> str | None:
    """The last digit that a GTIN-8, -12, -13 or -14 should have; None if it has it, or if it is no such number.

    From the right the digits before it weigh 3, 1, 3, 1 and so on: GS1 General Specifications, section 7.9.
    """
    if len(ean) not in LENGTHS or not (ean.isascii() and ean.isdigit()):
        return None
    digits = [code - ZERO for code in ean.encode()]
    fitting = -(3 * sum(digits[-2::-2]) + sum(digits[-3::-2])) % 10
    return None if fitting == digits[-1] else str(fitting)
