"""The order that a member is putting together: which templates were chosen otherwise, and the comment, kept in the session."""

from __future__ import annotations

import uuid
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from pixelzhub.accounts.models import Merchant
from pixelzhub.retouch.cart import Cart, price_of

RECOMMENDED = 0
COMMENT_MOST = 2000


@dataclass(slots=True)
class Draft:
    """`token` makes a double click one order; `first` limits the order to so many photos (0: all of them)."""

    token: str = field(default_factory=lambda: str(uuid.uuid4()))
    comment: str = ""
    for_all: int = RECOMMENDED
    chosen: dict[str, int] = field(default_factory=dict)
    first: int = 0

    @classmethod
    def read(cls, session: SessionBase, merchant: Merchant) -> Draft:
        """The draft of this merchant in this browser; a new one is kept at once, so that its token stays."""
        kept = session.get(_key(merchant))
        draft = cls(**kept) if kept else cls()
        if not kept:
            draft.keep(session, merchant)
        return draft

    def keep(self, session: SessionBase, merchant: Merchant) -> None:
        session[_key(merchant)] = {name: getattr(self, name) for name in self.__slots__}

    def use_for_all(self, template: int) -> None:
        """One template for all photos, or the recommended one for each."""
        self.for_all, self.chosen = template, {}

    def take(self, posted: Mapping[str, Any]) -> None:
        """The choices of a form's `template-<placement>` fields; only what differs from the default is kept."""
        for name, value in posted.items():
            placement = name.removeprefix("template-")
            if placement != name and placement.isdigit():
                self._choose(placement, int(value) if str(value).isdigit() else RECOMMENDED)
        self.comment = str(posted.get("comment", self.comment)).strip()[:COMMENT_MOST]

    def _choose(self, placement: str, template: int) -> None:
        if template == self.for_all:
            self.chosen.pop(placement, None)
        else:
            self.chosen[placement] = template

    def templates_for(self, ids: Iterable[int]) -> dict[int, int]:
        """Placement -> template for the cart; 0 leaves it to the recommendation."""
        return {pk: self.chosen.get(str(pk), self.for_all) for pk in ids}


def drop_draft(session: SessionBase, merchant: Merchant) -> None:
    session.pop(_key(merchant), None)


def _key(merchant: Merchant) -> str:
    return f"draft-{merchant.pk}"


def affordable(cart: Cart, trial_images: int) -> int:
    """How many photos from the heaviest on the balance pays for, trial photos included."""
    if cart.balance is None:
        return len(cart.lines)
    prices = [price_of(line.template) for line in cart.lines]
    return bisect_right(range(1, len(prices) + 1), cart.balance, key=lambda n: _estimate(prices[:n], trial_images))


def _estimate(prices: list[Decimal], free: int) -> Decimal:
    """What these cost when the cheapest are trial photos, as the cart counts it."""
    paid = sorted(prices, reverse=True)[: max(0, len(prices) - free)]
    return sum(paid, Decimal("0.00"))
