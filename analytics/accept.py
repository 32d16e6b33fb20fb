"""What a merchant says is fine: a finding of one image, in one category, or everywhere. It can be taken back."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q

from analytics.channels import CHANNELS
from analytics.derive import derive
from analytics.judging import judge_soon
from analytics.models import Acceptance
from connectors.models import Category, Image, Placement, Store


def accept(
    merchant: Any, channel: str, code: str, *, image: Image | None = None, category: Category | None = None, by: Any
) -> tuple[Acceptance, bool]:
    """The acceptance, and whether it is new; with neither image nor category it holds everywhere.

    Raises ValueError for a finding that the channel does not know, for two scopes, and for another merchant's rows.
    """
    _check(merchant, channel, code, image, category)
    row, new = Acceptance.objects.get_or_create(
        merchant=merchant, channel=channel, code=code, image=image, category=category, defaults={"accepted_by": by}
    )
    # Also when it is not new: whoever was killed between the two lines finds it done when asking again.
    _judge(merchant, channel, image)
    return row, new


def take_back(
    merchant: Any, channel: str, code: str, *, image: Image | None = None, category: Category | None = None
) -> bool:
    """The finding counts again in this scope; False if it was not accepted there. A wider acceptance stays."""
    rows = Acceptance.objects.filter(merchant=merchant, channel=channel, code=code, image=image, category=category)
    gone, _ = rows.delete()
    _judge(merchant, channel, image)
    return gone > 0


def acceptances_at(placement: Placement) -> dict[tuple[str, str], Acceptance]:
    """By (channel, code) what makes a finding fine at this place: the narrowest scope of several. One query."""
    category = placement.product.category_id
    scopes = Q(image=placement.image_id) | Q(image=None, category=None)
    if category:
        scopes |= Q(category=category)
    rows = Acceptance.objects.filter(scopes, merchant=placement.merchant_id).select_related("accepted_by", "category")
    wide_first = sorted(rows, key=lambda row: (row.image_id is not None, row.category_id is not None))
    return {(row.channel, row.code): row for row in wide_first}


def _check(merchant: Any, channel: str, code: str, image: Image | None, category: Category | None) -> None:
    if channel not in CHANNELS or code not in {rule.code for rule in CHANNELS[channel].rules}:
        raise ValueError(f"The channel {channel!r} has no finding {code!r}.")
    if image is not None and category is not None:
        raise ValueError("A finding is accepted of an image or in a category, not both.")
    if any(row is not None and row.merchant_id != merchant.pk for row in (image, category)):
        raise ValueError("The image or category belongs to another merchant.")


def _judge(merchant: Any, channel: str, image: Image | None) -> None:
    """One image's places now; for a wider scope every store that is listed on the channel, large ones in the background."""
    if image is not None:
        with transaction.atomic():
            derive(list(Placement.objects.filter(image=image, gone_at=None).values_list("pk", flat=True)))
        return
    for store in Store.objects.filter(merchant=merchant, listed_channels__code=channel):
        judge_soon(store)
