"""The usual thresholds of what is measured on pixels: no channel says how blurred is too blurred."""

from __future__ import annotations

from functools import cache

from analytics.pixels.codes import CHECKS


@cache
def usual(code: str) -> tuple[float, ...]:
    """The limit of each way to find this code, in the order of the table of codes. Raises ValueError for an unknown code."""
    limits = tuple(
        float(check.limit) for check in CHECKS if check.code == code and isinstance(check.limit, int | float)
    )
    if not limits:
        raise ValueError(f"{code!r} has no number for a limit")
    return limits
