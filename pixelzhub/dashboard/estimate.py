"""What retouching many photos would cost: priced one by one up to two hundred, and carried over to the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pixelzhub.accounts.models import Merchant
from pixelzhub.retouch.cart import Cart, build_cart
from pixelzhub.retouch.models import Template
from pixelzhub.retouch.spending import ZERO

#: pricing every photo of a large catalogue would read every measurement
SAMPLE = 100


@dataclass(frozen=True, slots=True)
class EstimateLine:
    """One template: how many photos it would get, and what they cost together."""

    template: Template
    n: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class Estimate:
    """`photos` are all that were asked for: lines, same pictures and those left out add up to them."""

    photos: int
    lines: list[EstimateLine]
    same: int
    left_out: int
    exact: bool
    currency: str
    balance: Decimal | None
    affordable: int

    @property
    def priced(self) -> int:
        return sum(line.n for line in self.lines)

    @property
    def total(self) -> Decimal:
        return sum((line.total for line in self.lines), Decimal("0.00"))

    @property
    def nothing(self) -> Decimal:
        """What a picture costs that is sent already."""
        return Decimal("0.00")

    @property
    def covered(self) -> bool:
        """True where the balance pays for all of it, or is not known."""
        return self.balance is None or self.balance >= self.total


def estimate(merchant: Merchant, ids: Sequence[int], photos: int) -> Estimate:
    """The estimate for `photos` photos of which `ids` are the first; at most `SAMPLE` of them are priced."""
    asked = list(ids[:SAMPLE])
    cart = build_cart(merchant=merchant, placement_ids=asked)
    share = Decimal(photos) / Decimal(len(asked)) if asked else Decimal(1)
    lines = [_line(group.template, len(group.lines), share) for group in cart.groups if group.template]
    same = round(sum(len(line.uses) for line in cart.lines) * share)
    return Estimate(
        photos=photos,
        lines=sorted(lines, key=lambda line: -line.n),
        same=same,
        left_out=max(0, photos - same - sum(line.n for line in lines)),
        exact=photos == len(asked),
        currency=cart.currency,
        balance=cart.balance,
        affordable=_affordable(cart),
    )


def _line(template: Template, n: int, share: Decimal) -> EstimateLine:
    carried = round(n * share)
    return EstimateLine(template, carried, (template.price or ZERO) * carried)


def _affordable(cart: Cart) -> int:
    """How many of the heaviest photos the balance pays for; 0 while it is not known."""
    left, n = cart.balance or Decimal(0), 0
    for line in cart.lines:
        left -= line.price or ZERO
        if left < 0:
            break
        n += 1
    return n
