"""Judges of how the subject stands in its frame; where the ground is not plain they say nothing."""

from __future__ import annotations

from analytics.channels.conditions import Is, all_of
from analytics.channels.judges.judge import Judge
from analytics.channels.limits import asked, number
from analytics.channels.shapes import Judgement, PlacementFacts, Rule
from analytics.pixels.measurement import Measurement

# The box is measured to about half a per cent.
FILL_TOLERANCE = 0.005


def _small(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement:
    fill, least = measurement.fill or 0.0, number(rule.limit)
    measured, limit = _percent(fill), _percent(least)
    return Judgement(f"Fills {measured}, {asked(rule)} {limit}", measured, limit, fill, least, (0.0, 1.0, least, 1.0))


def _large(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement:
    fill, most = measurement.fill or 0.0, number(rule.limit)
    measured, limit = _percent(fill), _percent(most)
    return Judgement(f"Fills {measured}, at most {limit}", measured, limit, fill, most, (0.0, 1.0, 0.0, most))


def _cut_off(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement:
    touched = len(measurement.touches) if measurement.cut_sides is None else measurement.cut_sides
    sides, named = number(rule.limit), len(measurement.touches) == touched
    measured = ", ".join(measurement.touches) if named else f"{touched} sides"
    return Judgement(f"Cut off on {touched} sides", measured, "the whole product", touched, sides - 1)


def _framed(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement:
    framed, sides = measurement.frame_sides or 0, number(rule.limit)
    return Judgement(f"Frame on {framed} sides", f"{framed} sides", "no frame", framed, sides - 1)


def _off_centre(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement:
    offset, most = measurement.offset or 0.0, number(rule.limit)
    measured, limit = _percent(offset), _percent(most)
    short = f"{measured} from the middle, at most {limit}"
    return Judgement(short, measured, limit, offset, most, (0.0, max(2 * most, offset * 1.1), 0.0, most))


def _percent(share: float) -> str:
    return f"{share * 100:.0f}%"


SMALL_SUBJECT = Judge(
    lambda rule: Is("fill", "<", number(rule.limit) - FILL_TOLERANCE),
    _small,
    lambda rule: f"product fills at least {_percent(number(rule.limit))}",
)
# The whole subject is shown and leaves too little room round it; one that is cut off is judged as such.
LARGE_SUBJECT = Judge(
    lambda rule: all_of(Is("touched", "=", 0), Is("fill", ">", number(rule.limit) + FILL_TOLERANCE)),
    _large,
    lambda rule: f"product fills at most {_percent(number(rule.limit))}",
)
TIGHT_CROP = Judge(lambda rule: Is("touched", ">=", number(rule.limit)), _cut_off, lambda rule: "the whole product")
OFF_CENTRE = Judge(
    lambda rule: all_of(Is("touched", "=", 0), Is("offset", ">", number(rule.limit))),
    _off_centre,
    lambda rule: f"product at most {_percent(number(rule.limit))} from the middle",
)
# A line along so many sides: a frame, or a print that runs to the edge.
BORDER_FRAME = Judge(lambda rule: Is("frame_sides", ">=", number(rule.limit)), _framed, lambda rule: "no frame")
