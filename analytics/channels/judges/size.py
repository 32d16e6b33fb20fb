"""Judges of size and shape, in px of the upright picture."""

from __future__ import annotations

from fractions import Fraction

from analytics.channels.limits import asked, number, pair
from analytics.channels.shapes import Judgement, PlacementFacts, Rule
from analytics.pixels.measurement import Measurement

# A shape within two per cent of the one asked for is cropped by nobody.
SHAPE_TOLERANCE = 0.02
LARGEST_TERM = 10


def low_resolution(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement | None:
    """Too few px: of the longest side when the limit is a number, of width and height when it is a pair."""
    if isinstance(rule.limit, tuple):
        return _sides(measurement, rule)
    longest, least = max(measurement.width, measurement.height), number(rule.limit)
    if longest >= least:
        return None
    short = f"{longest:,} px, {asked(rule)} {least:,.0f} px"
    return Judgement(short, f"{longest:,} px", f"{least:,.0f} px", longest, least, (0.0, 2 * least, least, 2 * least))


def oversized(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement | None:
    """The longest side has more px than the channel takes."""
    longest, most = max(measurement.width, measurement.height), number(rule.limit)
    if longest <= most:
        return None
    short = f"{longest:,} px, at most {most:,.0f} px"
    return Judgement(short, f"{longest:,} px", f"{most:,.0f} px", longest, most, (0.0, longest * 1.1, 0.0, most))


def too_many_pixels(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement | None:
    """More px in all than the channel takes."""
    pixels, most = measurement.pixels, number(rule.limit)
    if pixels <= most:
        return None
    measured, limit = f"{pixels / 1e6:.1f} megapixels", f"{most / 1e6:.0f} megapixels"
    return Judgement(f"{measured}, at most {limit}", measured, limit, pixels, most, (0.0, pixels * 1.1, 0.0, most))


def odd_aspect_ratio(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement | None:
    """Another shape than width:height of the limit."""
    width, height = pair(rule.limit)
    ratio, wanted = measurement.width / measurement.height, width / height
    if abs(ratio / wanted - 1) <= SHAPE_TOLERANCE:
        return None
    measured, limit = shape_of(measurement.width, measurement.height), f"{width:g}:{height:g}"
    return Judgement(f"Shape {measured}, {asked(rule)} {limit}", measured, limit, ratio, wanted)


def shape_of(width: int, height: int) -> str:
    """The nearest shape that people know, as 3:2; a long strip as 12:1."""
    ratio = Fraction(max(width, height), min(width, height)).limit_denominator(LARGEST_TERM)
    long, short = ratio.numerator, ratio.denominator
    if long > LARGEST_TERM:
        long, short = round(long / short), 1
    return f"{long}:{short}" if width >= height else f"{short}:{long}"


def _sides(measurement: Measurement, rule: Rule) -> Judgement | None:
    width, height = pair(rule.limit)
    if measurement.width >= width and measurement.height >= height:
        return None
    measured, limit = f"{measurement.width:,} x {measurement.height:,} px", f"{width:,.0f} x {height:,.0f} px"
    share, bound = min(measurement.width / width, measurement.height / height), min(width, height)
    gauge = (0.0, 2 * bound, bound, 2 * bound)
    return Judgement(f"{measured}, {asked(rule)} {limit}", measured, limit, share * bound, bound, gauge)
