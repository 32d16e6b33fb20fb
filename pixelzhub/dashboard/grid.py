"""All that the grid of photos shows: tabs, chips, cards, pages, the selection, and a way out of an empty list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pixelzhub.accounts.models import Membership, Merchant
from pixelzhub.dashboard.cards import cards
from pixelzhub.dashboard.estimate import SAMPLE, estimate
from pixelzhub.dashboard.filters import VIEWS, PhotoFilter
from pixelzhub.dashboard.menus import Menu, menus
from pixelzhub.dashboard.photos import count_of, page_of, rows_for, tab_counts
from pixelzhub.dashboard.selected import selected_ids
from pixelzhub.dashboard.templatetags.hub import count, money


def grid(member: Membership, query: QueryDict) -> dict[str, Any]:
    """The context of the grid for what stands in the address."""
    merchant, wanted = member.merchant, PhotoFilter.read(query)
    page = page_of(merchant, wanted, after=query.get("after", ""), before=query.get("before", ""))
    matching, exact = count_of(merchant, wanted)
    chosen = selected_ids(member)
    chips, tabs = menus(merchant, wanted), tab_counts(merchant, wanted)
    return {
        "wanted": wanted,
        "cards": cards(
            merchant, page.placements, channel=wanted.channel, query=wanted.query(look=""), selected=set(chosen)
        ),
        "previous": f"{_base(wanted)}&before={page.previous}" if page.previous else "",
        "next": f"{_base(wanted)}&after={page.next}" if page.next else "",
        "matching": matching,
        "shown": _shown(len(page.placements), matching, exact),
        "tabs": _tabs(wanted, tabs),
        "photos": tabs["all"] or count_of(merchant, PhotoFilter())[0],
        "menus": chips,
        "filters_on": sum(bool(menu.value) for menu in chips),
        "sorts": _sorts(wanted),
        "looks": {"grid": wanted.query(look=""), "list": wanted.query(look="list")},
        "way_out": _way_out(merchant, wanted, chips) if not page.placements else None,
        "bar": selection_bar(merchant, wanted, chosen, matching, exact, query),
    }


def _base(wanted: PhotoFilter) -> str:
    query = wanted.query()
    return query if len(query) > 1 else "?view=all"


def _shown(shown: int, matching: int, exact: bool) -> str:
    if not exact:
        return _("%(shown)s of more than %(matching)s") % {"shown": count(shown), "matching": count(matching)}
    return _("%(shown)s of %(matching)s") % {"shown": count(shown), "matching": count(matching)}


def _tabs(wanted: PhotoFilter, counts: dict[str, int]) -> list[dict[str, Any]]:
    """A tab keeps the place and the search, and drops what would contradict it."""
    return [
        {
            "href": wanted.address(view=view, finding="", channel="", level="", state=""),
            "label": label,
            "count": counts[view],
            "here": view == wanted.view,
        }
        for view, (_code, label) in VIEWS.items()
    ]


def _sorts(wanted: PhotoFilter) -> list[dict[str, Any]]:
    labels = {"heaviest": _("Most findings first"), "newest": _("Newest first")}
    return [
        {"label": label, "query": wanted.query(sort=sort), "here": sort == wanted.sort}
        for sort, label in labels.items()
    ]


@dataclass(frozen=True, slots=True)
class WayOut:
    """Which one filter to drop when nothing matches, and how many photos match then."""

    matching: int
    without: str
    query: str


def _way_out(merchant: Merchant, wanted: PhotoFilter, chips: list[Menu]) -> WayOut | None:
    """The filter whose loss brings most photos back; None when no single one does."""
    drops = [(menu.value, {menu.key: ""}) for menu in chips if menu.value]
    if wanted.q:
        drops.append((wanted.q, {"q": ""}))
    if wanted.view != "all":
        drops.append((str(VIEWS[wanted.view][1]), {"view": "all"}))
    found = []
    for label, change in drops:
        query = wanted.query(**change, **({"level": ""} if "channel" in change else {}))
        n, _exact = count_of(merchant, PhotoFilter.read(QueryDict(query[1:])))
        found.append(WayOut(n, label, query))
    best = max(found, key=lambda way: way.matching, default=None)
    return best if best and best.matching else None


def selection_bar(
    merchant: Merchant, wanted: PhotoFilter, chosen: list[int], matching: int, exact: bool, query: QueryDict
) -> dict[str, Any]:
    """What the bar above the bottom says and posts to; it asks for nothing while nothing is chosen."""
    here = query.copy()
    here.pop("action", None)
    address = reverse("dashboard:selection") + "?" + here.urlencode()
    return {
        "chosen": len(chosen),
        "matching": matching,
        "all": _is_all(merchant, wanted, chosen, matching) if exact else False,
        "estimate": _price(merchant, chosen),
        "change": address,
        "select_all": f"{address}&action=all" if matching else "",
        "clear": f"{address}&action=clear",
        "order": reverse("dashboard:new-order"),
    }


def _is_all(merchant: Merchant, wanted: PhotoFilter, chosen: list[int], matching: int) -> bool:
    """Counted only where the numbers agree: two lists of one length can still differ."""
    if not chosen or len(chosen) != matching:
        return False
    return rows_for(merchant, wanted).filter(placement__in=chosen).count() == matching


def _price(merchant: Merchant, chosen: list[int]) -> str:
    """The price of what is chosen in one line."""
    if not chosen:
        return ""
    found = estimate(merchant, chosen[:SAMPLE], len(chosen))
    if not found.lines:
        return _("No template mends these")
    words = ngettext("%(n)s photo, about %(total)s", "%(n)s photos, about %(total)s", found.priced)
    return words % {"n": count(found.priced), "total": money(found.total, found.currency)}
