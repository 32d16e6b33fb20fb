"""Judges of size and shape, in px of the upright picture."""

from __future__ import annotations

from fractions import Fraction

from analytics.channels.conditions import Condition, Is, any_of
from analytics.channels.judges.judge import Judge
from analytics.channels.limits import asked, number, pair
from analytics.channels.shapes import Judgement, PlacementFacts, Rule
from analytics.pixels.measurement import Measurement

# A shape within two per cent of the one asked for is cropped by nobody.
SHAPE_TOLERANCE = 0.02
LARGEST_TERM = 10


def _too_few(rule: Rule) -> Condition:
    """Too few px: of the longest side when the limit is a number, of width or height when it is a pair."""
    if not isinstance(rule.limit, tuple):
        return Is("longest", "<", number(rule.limit))
    width, height = pair(rule.limit)
    return any_of(Is("width", "<", width), Is("height", "<", height))


def _low(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement:
    if isinstance(rule.limit, tuple):
        return _sides(measurement, rule)
    longest, least = max(measurement.width, measurement.height), number(rule.limit)
    short = f"{longest:,} px, {asked(rule)} {least:,.0f} px"
    return Judgement(short, f"{longest:,} px", f"{least:,.0f} px", longest, least, (0.0, 2 * least, least, 2 * least))


def _oversized(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement:
    longest, most = max(measurement.width, measurement.height), number(rule.limit)
    short = f"{longest:,} px, at most {most:,.0f} px"
    return Judgement(short, f"{longest:,} px", f"{most:,.0f} px", longest, most, (0.0, longest * 1.1, 0.0, most))


def _too_many(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement:
    pixels, most = measurement.pixels, number(rule.limit)
    measured, limit = f"{pixels / 1e6:.1f} megapixels", f"{most / 1e6:.0f} megapixels"
    return Judgement(f"{measured}, at most {limit}", measured, limit, pixels, most, (0.0, pixels * 1.1, 0.0, most))


def _other_shape(rule: Rule) -> Condition:
    """Another shape than width:height of the limit."""
    width, height = pair(rule.limit)
    least, most = (width / height * share for share in (1 - SHAPE_TOLERANCE, 1 + SHAPE_TOLERANCE))
    return any_of(Is("ratio", "<", least), Is("ratio", ">", most))


def _shape(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement:
    width, height = pair(rule.limit)
    ratio, wanted = measurement.width / measurement.height, width / height
    measured, limit = shape_of(measurement.width, measurement.height), f"{width:g}:{height:g}"
    return Judgement(f"Shape {measured}, {asked(rule)} {limit}", measured, limit, ratio, wanted)


def shape_of(width: int, height: int) -> str:
    """The nearest shape that people know, as 3:2; a long strip as 12:1."""
    ratio = Fraction(max(width, height), min(width, height)).limit_denominator(LARGEST_TERM)
    long, short = ratio.numerator, ratio.denominator
    if long > LARGEST_TERM:
        long, short = round(long / short), 1
    return f"{long}:{short}" if width >= height else f"{short}:{long}"


def _sides(measurement: Measurement, rule: Rule) -> Judgement:
    width, height = pair(rule.limit)
    measured, limit = f"{measurement.width:,} x {measurement.height:,} px", f"{width:,.0f} x {height:,.0f} px"
    share, bound = min(measurement.width / width, measurement.height / height), min(width, height)
    gauge = (0.0, 2 * bound, bound, 2 * bound)
    return Judgement(f"{measured}, {asked(rule)} {limit}", measured, limit, share * bound, bound, gauge)


def _least_in_words(rule: Rule) -> str:
    if not isinstance(rule.limit, tuple):
        return f"at least {number(rule.limit):,.0f} px on the longest side"
    width, height = pair(rule.limit)
    return f"at least {width:,.0f} x {height:,.0f} px"


def _shape_in_words(rule: Rule) -> str:
    width, height = pair(rule.limit)
    return "square shape" if width == height else f"shape {width:g}:{height:g}"


LOW_RESOLUTION = Judge(_too_few, _low, _least_in_words)
OVERSIZED = Judge(
    lambda rule: Is("longest", ">", number(rule.limit)),
    _oversized,
    lambda rule: f"at most {number(rule.limit):,.0f} px on the longest side",
)
TOO_MANY_PIXELS = Judge(
    lambda rule: Is("pixels", ">", number(rule.limit)),
    _too_many,
    lambda rule: f"at most {number(rule.limit) / 1e6:g} megapixels",
)
ODD_ASPECT_RATIO = Judge(_other_shape, _shape, _shape_in_words)
