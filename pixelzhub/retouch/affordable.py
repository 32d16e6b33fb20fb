"""How much of a cart can be ordered now."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal

from pixelzhub.retouch.cart import Cart, Line
from pixelzhub.retouch.spending import ZERO


def affordable(cart: Cart) -> int:
    """How many photos, from the heaviest on, the balance and the caps allow, trial photos counted as free."""
    numbers = range(1, len(cart.lines) + 1)
    return bisect_right(numbers, 0, key=lambda n: len(cart.budget.stops(_estimate(cart, cart.lines[:n]))))


def _estimate(cart: Cart, lines: Sequence[Line]) -> Decimal:
    """What these cost when the cheapest are trial photos, as the cart counts it."""
    prices = sorted((line.price or ZERO for line in lines if line.currency == cart.currency), reverse=True)
    return sum(prices[: max(0, len(prices) - cart.budget.trial)], ZERO)
