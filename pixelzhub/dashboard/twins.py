"""Groups of twins by what to do about them, from the rows that `analytics.twins` keeps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from analytics.twin_models import Fingerprint, TwinCheck, TwinGroup
from analytics.twins.places import live_placements
from connectors.models import Image, Placement
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.cards import thumbnail_url
from pixelzhub.dashboard.templatetags.hub import count

Kind = TwinGroup.Kind
PAGE = 20
# A tab's count is not worth reading ten thousand rows.
COUNTED = 1000
LISTED = 60

ADVICE = {
    Kind.GALLERY: gettext_lazy(
        "These look like the same photo twice in one gallery. Where it is, take one of the two out in your store."
    ),
    Kind.MANY: gettext_lazy(
        "The same photo on ten products or more. If it is a placeholder, these products still wait for their photo."
        " If it belongs there, as a size chart does, leave it."
    ),
    Kind.PRODUCTS: gettext_lazy(
        "Each of these is the same file, byte for byte, on several products. Sent to Pixelz it is retouched and paid once,"
        " and its result is used in every place."
    ),
    Kind.FILES: gettext_lazy(
        "These look like the same photo in different files: another size, another compression, mirrored or cropped. The hub"
        " uses a result only where the very same file hangs, so each file that is sent is paid. Put the best file in every"
        " place of your store first, then send that one."
    ),
    Kind.COLOURS: gettext_lazy(
        "These look like one shot in several colours. They are not duplicates, and each needs its own result."
    ),
}


@dataclass(frozen=True, slots=True)
class TwinCard:
    """One group with the first of its places."""

    group: TwinGroup
    placements: list[Placement]

    @property
    def title(self) -> str:
        n, words = self.group.files, {"n": count(self.group.files), "places": count(self.group.places)}
        if self.group.kind == Kind.COLOURS:
            return ngettext("%(n)s colour", "%(n)s colours", n) % words
        if n > 1:
            return ngettext("%(n)s file", "%(n)s files", n) % words + " " + _("in %(places)s places") % words
        return _("In %(places)s places") % words

    @property
    def more(self) -> int:
        """Places that are not listed."""
        return max(0, self.group.places - len(self.placements))

    @property
    def differ(self) -> bool:
        """The places show different files, so that each is worth a picture."""
        return self.group.files > 1

    @property
    def first(self) -> Placement:
        return self.placements[0]

    @property
    def src(self) -> str:
        return thumbnail_url(self.first.image)


@dataclass(frozen=True, slots=True)
class TwinPage:
    """`waiting` says that some photos are still to be compared, `compared` that any were."""

    tabs: list[dict[str, Any]]
    kind: str
    cards: list[TwinCard]
    next: str
    waiting: bool
    compared: bool

    @property
    def advice(self) -> str:
        return str(ADVICE[Kind(self.kind)]) if self.kind else ""


def twin_page(merchant: Merchant, kind: str, after: str) -> TwinPage:
    """One kind's groups, most places first, after the one that `after` names; the first kind that has any by default."""
    shown = TwinGroup.objects.filter(merchant=merchant, places__gt=1)
    counts = {known: shown.filter(kind=known)[:COUNTED].count() for known in Kind.values}
    chosen = kind if kind in counts else next((known for known, n in counts.items() if n), "")
    groups = list(_after(shown.filter(kind=chosen), after)[: PAGE + 1])
    cards = _cards(merchant, groups[:PAGE])
    last = groups[PAGE - 1] if len(groups) > PAGE else None
    return TwinPage(
        tabs=[_tab(known, n, chosen) for known, n in counts.items() if n or known == chosen],
        kind=chosen,
        cards=cards,
        next=f"?kind={chosen}&after={last.places}-{last.pk}" if last else "",
        waiting=TwinCheck.objects.filter(merchant=merchant).exists(),
        compared=bool(cards) or Fingerprint.objects.filter(merchant=merchant).exists(),
    )


def twins_of(merchant: Merchant, image: Image) -> list[TwinGroup]:
    """The groups that a photo is in: of the same photo, then of its other colours."""
    row = Fingerprint.objects.filter(merchant=merchant, sha256=image.sha256).select_related("same", "shot").first()
    return [group for group in (row.same, row.shot) if group and group.places > 1] if row else []


def cards_of(merchant: Merchant, image: Image) -> list[TwinCard]:
    """The groups that a photo is in, each with more of its places than the list shows."""
    return [TwinCard(group, _listed(merchant, group)) for group in twins_of(merchant, image)]


def _listed(merchant: Merchant, group: TwinGroup) -> list[Placement]:
    members = group.coloured if group.kind == Kind.COLOURS else group.contents
    rows = live_placements(merchant.pk, list(members.order_by("pk").values_list("sha256", flat=True)[:LISTED]))
    return list(rows.select_related("image", "product", "store").order_by("product", "position", "pk")[:LISTED])


def _tab(kind: str, n: int, chosen: str) -> dict[str, Any]:
    return {
        "href": f"?kind={kind}",
        "label": Kind(kind).label,
        "count": n if n < COUNTED else None,
        "here": kind == chosen,
    }


def _after(groups: QuerySet[TwinGroup], key: str) -> QuerySet[TwinGroup]:
    places, _dash, pk = key.partition("-")
    if all(part.isdecimal() and len(part) < 10 for part in (places, pk)):
        later = Q(places__lt=int(places)) | Q(pk__lt=int(pk))
        groups = groups.filter(later, places__lte=int(places))
    return groups.order_by("-places", "-pk")


def _cards(merchant: Merchant, groups: Sequence[TwinGroup]) -> list[TwinCard]:
    """The groups with the places that were noted for them, as far as they still hang there."""
    ids: Iterable[int] = (pk for group in groups for pk in group.shown)
    rows = Placement.objects.filter(merchant=merchant, gone_at=None).select_related("image", "product", "store")
    found = rows.in_bulk(set(ids))
    cards = [TwinCard(group, [found[pk] for pk in group.shown if pk in found]) for group in groups]
    return [card for card in cards if card.placements]
