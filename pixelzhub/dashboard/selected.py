"""The photos that a member has ticked: kept in a row, so that they survive paging, reload and another tab."""

from __future__ import annotations

from collections.abc import Iterable

from connectors.models import Placement
from pixelzhub.accounts.models import Membership
from pixelzhub.dashboard.filters import PhotoFilter
from pixelzhub.dashboard.photos import ordering, rows_for
from pixelzhub.retouch.models import Selection

#: more than this is not sent in one order; it also keeps the row small
MOST = 5_000


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
    return change(member, add=ids, remove=())


def unselect(member: Membership, ids: Iterable[int]) -> int:
    """Take these out; gives the number selected now."""
    return change(member, add=(), remove=ids)


def change(member: Membership, *, add: Iterable[int], remove: Iterable[int]) -> int:
    """Take out `remove`, then add the merchant's placements among `add`; gives the number selected now."""
    row, left = selection_of(member), set(remove)
    wanted = list(add)
    own = (
        Placement.objects.filter(merchant=member.merchant, pk__in=wanted, gone_at=None)
        if wanted
        else Placement.objects.none()
    )
    known = set(own.values_list("pk", flat=True))
    kept = [pk for pk in row.placements if pk not in left]
    row.placements = list(dict.fromkeys([*kept, *(pk for pk in wanted if pk in known)]))[:MOST]
    row.save()
    return len(row.placements)


def select_all(member: Membership, wanted: PhotoFilter, *, first: int = MOST) -> int:
    """Everything that matches and nothing else, in the order of the list, up to `first` of them."""
    row = selection_of(member)
    rows = rows_for(member.merchant, wanted).order_by(*ordering(wanted))
    row.placements = list(rows.values_list("placement_id", flat=True)[: min(first, MOST)])
    row.save()
    return len(row.placements)


def clear(member: Membership) -> None:
    """Nothing is selected any more."""
    Selection.objects.filter(merchant=member.merchant, user_key=str(member.user_id)).update(placements=[])
