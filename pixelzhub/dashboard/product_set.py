"""The photos of a product as a set, in words: which differ from the others, which are missing, which are in question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from analytics.channels.colours import colour_word
from analytics.channels.judges.size import shape_of
from analytics.channels.shapes import Channel
from analytics.listed import listed_channels
from analytics.pixels import Measurement
from analytics.sets import TRAITS, Odd, Trait, apart_from, missing_photos, odd_ones, usual_in
from connectors.models import Product
from pixelzhub.dashboard.cards import Card
from pixelzhub.dashboard.templatetags.hub import percent

# A gallery is a handful of photos; behind these nobody looks.
COMPARED = 24
WHITE_FROM = 247
NAMES: dict[Trait, Any] = {
    "shape": gettext_lazy("shape"),
    "ground": gettext_lazy("background"),
    "fill": gettext_lazy("size in the frame"),
    "light": gettext_lazy("brightness"),
}


@dataclass(frozen=True, slots=True)
class ProductSet:
    """What is to be said of a product's photos: in sentences, and per placement in a few words under the photo."""

    differ: list[str] = field(default_factory=list)
    unusual: list[str] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    marked: dict[int, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.differ or self.unusual or self.missing)


@dataclass(frozen=True, slots=True)
class Missing:
    """One channel that advises more photos than there are."""

    words: str
    source: str


def product_set(product: Product, cards: Sequence[Card]) -> ProductSet:
    """The set of one product from its cards, with what is usual in its category; two queries."""
    compared = cards[:COMPARED]
    odd = odd_ones([card.measurement for card in compared])
    usual = usual_in(product.merchant_id, product.category_id) if product.category_id else None
    main = compared[0].measurement if compared else None
    apart = apart_from(main, usual) if main and usual and not main.error else []
    channels = listed_channels([product.store_id]).get(product.store_id, [])
    marks: dict[int, list[str]] = {}
    for one in odd:
        marks.setdefault(compared[one.photo].placement.pk, []).append(_short(one))
    category = product.category.name if product.category else ""
    return ProductSet(
        differ=differ_words(odd),
        unusual=[_unusual(one, category) for one in apart],
        missing=[_missing(channel, len(cards)) for channel in missing_photos(len(cards), channels)] if cards else [],
        marked={placement: " · ".join(words) for placement, words in marks.items()},
    )


def quiet_words(
    measured: Sequence[Measurement | None], photos: int, channels: Sequence[Channel]
) -> tuple[str, int | None]:
    """For one line of a list: in what the photos differ, and how many photos are advised at most where some are missing."""
    differing = {one.trait for one in odd_ones(measured[:COMPARED])}
    names = [str(NAMES[trait]) for trait in TRAITS if trait in differing]
    missing = missing_photos(photos, channels) if photos else []
    words = _("Photos differ in %(traits)s") % {"traits": _listed(names)} if names else ""
    return words, missing[0].photos_advised if missing else None


def differ_words(odd: Sequence[Odd]) -> list[str]:
    """One sentence a trait and value: "Photos 3 and 5 are 4:5, the others are 1:1"."""
    groups: dict[tuple[Trait, str], list[Odd]] = {}
    for one in odd:
        groups.setdefault((one.trait, _shown(one.trait, one)), []).append(one)
    several = Counter(trait for trait, _value in groups)
    return [_sentence(group, alone=several[trait] == 1) for (trait, _value), group in groups.items()]


def _sentence(group: Sequence[Odd], *, alone: bool) -> str:
    """`alone` says that every photo that is not in the group has the usual trait."""
    one, n = group[0], len(group)
    photos = ngettext("Photo %(list)s", "Photos %(list)s", n) % {"list": _listed([odd.photo + 1 for odd in group])}
    words = {"photos": photos, "value": _shown(one.trait, one), "usual": _usual(one.trait, one.usual)}
    words["rest"] = _rest(one, alone=alone)
    match one.trait:
        case "shape":
            return (
                ngettext("%(photos)s is %(value)s", "%(photos)s are %(value)s", n) % words
                + _(", %(rest)s %(usual)s.") % words
            )
        case "ground":
            return (
                ngettext("%(photos)s is on %(value)s", "%(photos)s are on %(value)s", n) % words
                + _(", %(rest)s on %(usual)s.") % words
            )
        case "fill":
            return _("%(photos)s: the product fills %(value)s of the frame, in the others about %(usual)s.") % words
    return ngettext("%(photos)s is %(value)s than the others.", "%(photos)s are %(value)s than the others.", n) % words


def _rest(one: Odd, *, alone: bool) -> str:
    if one.others == 1:
        return _("photo %(n)s is") % {"n": one.like + 1}
    return _("the others are") if alone else _("most are")


def _listed(numbers: Sequence[int | str]) -> str:
    """2, 3 and 5."""
    *first, last = map(str, numbers)
    return _("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last} if first else last


def _unusual(one: Odd, category: str) -> str:
    """How the main photo differs from most in its category."""
    words = {"value": _shown(one.trait, one), "usual": _usual(one.trait, one.usual), "category": category}
    match one.trait:
        case "shape":
            return _("The main photo is %(value)s; most in %(category)s are %(usual)s.") % words
        case "ground":
            return _("The main photo is on %(value)s; most in %(category)s are on %(usual)s.") % words
        case "fill":
            return _("The product fills %(value)s of the main photo; in %(category)s usually %(usual)s.") % words
    return _("The main photo is darker than is usual in %(category)s.") % words


def _short(one: Odd) -> str:
    """The few words under the photo in question."""
    value = _shown(one.trait, one)
    return {
        "shape": _("Shape %(value)s"),
        "ground": _("On %(value)s"),
        "fill": _("Fills %(value)s"),
        "light": _("%(value)s than the others"),
    }[one.trait] % {"value": value}


def _shown(trait: Trait, one: Odd) -> str:
    if trait == "light":
        lighter = isinstance(one.value, tuple) and one.value[0] > one.usual[0]
        return _("brighter") if lighter else _("darker")
    return _usual(trait, one.value)


def _usual(trait: Trait, value: Any) -> str:
    match trait:
        case "shape":
            return shape_of(round(1000 * value), 1000)
        case "ground":
            return _("white") if min(value) >= WHITE_FROM else colour_word(value)
        case "fill":
            return percent(value)
    return ""


def _missing(channel: Channel, photos: int) -> Missing:
    words = {"channel": channel.name, "advised": channel.photos_advised, "n": photos}
    text = ngettext(
        "%(channel)s advises at least %(advised)s photos; this product has %(n)s.",
        "%(channel)s advises at least %(advised)s photos; this product has %(n)s.",
        photos,
    )
    return Missing(text % words, channel.photos_source)
