"""Photos as a set: which of one product differ from the others, how a main photo stands in its category, what is missing.

Plain functions over measurements; `usual_in` alone asks the database. A photo of which a trait cannot be told is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Literal

from analytics.channels.shapes import Channel
from analytics.models import StoredMeasurement
from analytics.pixels import VERSION, Measurement
from analytics.pixels.scene import UNIFORM_SHARE
from connectors.models import Placement

Trait = Literal["shape", "ground", "fill", "light"]
TRAITS: tuple[Trait, ...] = ("shape", "ground", "fill", "light")

# Sides that differ by less than this share look alike in a gallery.
SAME_SHAPE = 0.03
# Grounds that differ by more than this in some channel are told apart side by side; JPEG alone moves a few levels.
SAME_GROUND = 10
# Another view of the same thing fills a little more or less; a fifth more is another distance.
SAME_FILL = 0.2
# In L of CIELAB: the same thing in another light. Further apart, or of another colour (a, b), it is another variant.
SAME_LIGHT, OTHER_VARIANT, SAME_COLOUR = 15.0, 40.0, 12.0
# In levels of the brightest luma, where products differ and only the exposure can be compared.
SAME_EXPOSURE = 40
# A category says what is usual from so many main photos on, and where so large a share of them agrees.
LEAST_PHOTOS, MOST_PHOTOS, AGREE = 8, 200, 0.6


@dataclass(frozen=True, slots=True)
class Odd:
    """A photo (its index in the set) with another trait than `others` photos have; `like` is the first of these."""

    photo: int
    trait: Trait
    value: Any
    usual: Any
    others: int
    like: int = 0


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual among a category's main photos; None where they do not agree. `photos` is how many were read."""

    photos: int
    shape: float | None
    ground: tuple[int, int, int] | None
    fill: float | None
    exposure: float | None


def odd_ones(photos: Sequence[Measurement | None]) -> list[Odd]:
    """The photos of one product that differ from the most that agree; the earliest of equals says what is usual.

    How much is filled and how bright it is differs from view to view: said only where two others agree.
    """
    found: list[Odd] = []
    for trait in TRAITS:
        told = {at: _value(trait, photo) for at, photo in enumerate(photos) if photo is not None}
        values = {at: value for at, value in told.items() if value is not None}
        least = 1 if trait in {"shape", "ground"} else 2
        found += [odd for odd in _apart(trait, values) if odd.others >= least]
    return found


def apart_from(main: Measurement, usual: Usual) -> list[Odd]:
    """What a main photo has otherwise than is usual in its category; shape, ground, fill and darkness."""
    pairs: tuple[tuple[Trait, Any, Any, Callable[[Any, Any], bool]], ...] = (
        ("shape", _shape(main), usual.shape, _same_shape),
        ("ground", _ground(main), usual.ground, _same_ground),
        ("fill", _fill(main), usual.fill, _same_fill),
        ("light", main.luma_p99, usual.exposure, lambda one, other: one > other - SAME_EXPOSURE),
    )
    return [
        Odd(0, trait, value, common, usual.photos)
        for trait, value, common, alike in pairs
        if value is not None and common is not None and not alike(value, common)
    ]


def usual_of(photos: Sequence[Measurement]) -> Usual | None:
    """What is usual among these main photos; None when they are too few to say."""
    readable = [photo for photo in photos if not photo.error]
    if len(readable) < LEAST_PHOTOS:
        return None
    fills = [fill for photo in readable if (fill := _fill(photo)) is not None]
    exposures = [photo.luma_p99 for photo in readable if photo.luma_p99 is not None]
    return Usual(
        photos=len(readable),
        shape=_agreed([_shape(photo) for photo in readable], _same_shape),
        ground=_agreed([_ground(photo) for photo in readable], _same_ground),
        fill=median(fills) if len(fills) >= LEAST_PHOTOS else None,
        exposure=median(exposures) if len(exposures) >= LEAST_PHOTOS else None,
    )


def usual_in(merchant_id: int, category_id: int) -> Usual | None:
    """What is usual among a category's main photos, from at most 200 of them, in one query."""
    mains = Placement.objects.filter(product__category=category_id, position=0, gone_at=None).exclude(image__sha256="")
    sample = mains.order_by().values("image__sha256")[:MOST_PHOTOS]
    rows = StoredMeasurement.objects.filter(merchant_id=merchant_id, version__lte=VERSION, sha256__in=sample)
    latest = {row.sha256: row.measurement for row in rows.order_by("version")}
    return usual_of(list(latest.values()))


def missing_photos(photos: int, channels: Iterable[Channel]) -> list[Channel]:
    """The channels that advise more photos a product than there are, the most demanding first."""
    asking = [channel for channel in channels if (channel.photos_advised or 0) > photos]
    return sorted(asking, key=lambda channel: -(channel.photos_advised or 0))


def _apart(trait: Trait, values: Mapping[int, Any]) -> list[Odd]:
    alike = ALIKE[trait]
    sharing = {at: sum(alike(value, other) for other in values.values()) for at, value in values.items()}
    if not sharing:
        return []
    usual = max(sharing, key=lambda at: (sharing[at], -at))
    return [
        Odd(at, trait, value, values[usual], sharing[usual], usual)
        for at, value in values.items()
        if not alike(value, values[usual])
    ]


def _agreed(values: Sequence[Any], alike: Callable[[Any, Any], bool]) -> Any:
    """The value that most share, None where fewer than three in five do."""
    known = [value for value in values if value is not None]
    if len(known) < LEAST_PHOTOS:
        return None
    best = max(known, key=lambda value: sum(alike(value, other) for other in known))
    share = sum(alike(best, other) for other in known) / len(known)
    return best if share >= AGREE else None


def _value(trait: Trait, photo: Measurement) -> Any:
    if photo.error:
        return None
    return {"shape": _shape, "ground": _ground, "fill": _fill, "light": _light}[trait](photo)


def _shape(photo: Measurement) -> float | None:
    """Width over height."""
    return photo.width / photo.height if photo.width and photo.height else None


def _plain(photo: Measurement) -> bool:
    """A photo in a room has no ground to compare."""
    return (photo.ground_uniform or 0.0) >= UNIFORM_SHARE


def _ground(photo: Measurement) -> tuple[int, int, int] | None:
    return photo.ground_rgb if _plain(photo) else None


def _fill(photo: Measurement) -> float | None:
    """None also for a detail that runs out of its frame: it is meant to be close."""
    return photo.fill if photo.box_measurable and not photo.touches else None


def _light(photo: Measurement) -> tuple[float, float, float] | None:
    return photo.subject_lab if photo.box_measurable and _plain(photo) else None


def _same_shape(one: float, other: float) -> bool:
    return abs(one - other) <= SAME_SHAPE * max(one, other)


def _same_ground(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) <= SAME_GROUND


def _same_fill(one: float, other: float) -> bool:
    return abs(one - other) <= SAME_FILL


def _same_light(one: tuple[float, float, float], other: tuple[float, float, float]) -> bool:
    """Also where the two are not to be compared: another colour, or as far apart as black and white."""
    between = abs(one[0] - other[0])
    coloured = max(abs(one[1] - other[1]), abs(one[2] - other[2]))
    return between <= SAME_LIGHT or between > OTHER_VARIANT or coloured > SAME_COLOUR


ALIKE: dict[Trait, Callable[[Any, Any], bool]] = {
    "shape": _same_shape,
    "ground": _same_ground,
    "fill": _same_fill,
    "light": _same_light,
}
