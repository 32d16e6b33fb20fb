"""A rule's limit as the type that its judge needs; a wrong one is a mistake in a channel's file and raises at once."""

from __future__ import annotations

from analytics.channels.shapes import Limit, Rule


def number(limit: Limit) -> float:
    """A single number."""
    if not isinstance(limit, int | float):
        raise TypeError(f"the limit is {limit!r}, not a number")
    return float(limit)


def pair(limit: Limit) -> tuple[float, float]:
    """Two numbers; a single one stands for both."""
    if isinstance(limit, int | float):
        return float(limit), float(limit)
    first, second = numbers(limit)
    return first, second


def numbers(limit: Limit) -> tuple[float, ...]:
    """Several numbers."""
    if not isinstance(limit, tuple):
        raise TypeError(f"the limit is {limit!r}, not several numbers")
    return tuple(number(item) for item in limit)


def texts(limit: Limit) -> tuple[str, ...]:
    """Several names."""
    if not isinstance(limit, tuple):
        raise TypeError(f"the limit is {limit!r}, not several names")
    return tuple(str(item) for item in limit)


def asked(rule: Rule) -> str:
    """The word before the limit: a channel needs it, or only advises it."""
    return "advised" if rule.severity == "advice" else "needs"
