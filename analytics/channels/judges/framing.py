"""Judges of how the subject stands in its frame; where the ground is not plain they say nothing."""

from __future__ import annotations

from analytics.channels.limits import asked, number
from analytics.channels.shapes import Judgement, PlacementFacts, Rule
from analytics.pixels.measurement import Measurement

# The box is measured to about half a per cent.
FILL_TOLERANCE = 0.005


def small_subject(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement | None:
    """The subject fills less of the frame than the channel asks."""
    fill, least = measurement.fill, number(rule.limit)
    if fill is None or fill >= least - FILL_TOLERANCE:
        return None
    measured, limit = _percent(fill), _percent(least)
    return Judgement(f"Fills {measured}, {asked(rule)} {limit}", measured, limit, fill, least, (0.0, 1.0, least, 1.0))


def large_subject(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement | None:
    """The whole subject is shown and leaves too little room round it; one that is cut off is judged as such."""
    fill, most = measurement.fill, number(rule.limit)
    if fill is None or measurement.touches or fill <= most + FILL_TOLERANCE:
        return None
    measured, limit = _percent(fill), _percent(most)
    return Judgement(f"Fills {measured}, at most {limit}", measured, limit, fill, most, (0.0, 1.0, 0.0, most))


def tight_crop(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement | None:
    """The subject is cut off on as many sides as the limit says, or more."""
    touched, sides = len(measurement.touches), number(rule.limit)
    if not measurement.box_measurable or touched < sides:
        return None
    measured = ", ".join(measurement.touches)
    return Judgement(f"Cut off on {touched} sides", measured, "the whole product", touched, sides - 1)


def border_frame(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement | None:
    """A line along as many sides as the limit says, or more: a frame, or a print that runs to the edge."""
    framed, sides = measurement.frame_sides or 0, number(rule.limit)
    if framed < sides:
        return None
    return Judgement(f"Frame on {framed} sides", f"{framed} sides", "no frame", framed, sides - 1)


def _percent(share: float) -> str:
    return f"{share * 100:.0f}%"
