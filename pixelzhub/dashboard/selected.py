"""The photos that a member has ticked: kept in a row, so that they survive paging, reload and another tab."""

from __future__ import annotations

from collections.abc import Iterable

from connectors.models import Placement
from pixelzhub.accounts.models import Membership
from pixelzhub.dashboard.photos import PhotoFilter, rows_for
from pixelzhub.retouch.models import Selection

#: more than this is not sent in one order; it also keeps the row small
MOST = 20_000


def selection_of(member: Membership) -> Selection:
    """The member's selection, made on first use."""
    row, _ = Selection.objects.get_or_create(merchant=member.merchant, user_key=str(member.user_id))
    return row


def selected_ids(member: Membership) -> list[int]:
    """Ids of the selected placements, in the order in which they were ticked."""
    row = Selection.objects.filter(merchant=member.merchant, user_key=str(member.user_id)).first()
    return list(row.placements) if row else []


def select(member: Membership, ids: Iterable[int]) -> int:
    """Add the merchant's placements among `ids`; gives the number selected now."""
    row = selection_of(member)
    own = Placement.objects.filter(merchant=member.merchant, pk__in=list(ids), gone_at=None)
    row.placements = list(dict.fromkeys([*row.placements, *own.values_list("pk", flat=True)]))[:MOST]
    row.save()
    return len(row.placements)


def unselect(member: Membership, ids: Iterable[int]) -> int:
    row = selection_of(member)
    left = set(ids)
    row.placements = [pk for pk in row.placements if pk not in left]
    row.save()
    return len(row.placements)


def select_all(member: Membership, wanted: PhotoFilter) -> int:
    """Everything that matches, up to `MOST`, heaviest first."""
    row = selection_of(member)
    rows = rows_for(member.merchant, wanted).order_by("-weight", "-placement_id")
    row.placements = list(rows.values_list("placement_id", flat=True)[:MOST])
    row.save()
    return len(row.placements)


def clear(member: Membership) -> None:
    Selection.objects.filter(merchant=member.merchant, user_key=str(member.user_id)).update(placements=[])
