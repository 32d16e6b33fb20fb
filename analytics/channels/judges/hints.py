"""Judges of what can only be guessed from the pixels: no channel's rule by these is more than advice."""

from __future__ import annotations

from analytics.channels.conditions import Is, all_of
from analytics.channels.judges.judge import Judge
from analytics.channels.judges.usual import usual
from analytics.channels.shapes import Judgement, PlacementFacts, Rule
from analytics.pixels.measurement import Measurement

LEAST_MARKS = usual("watermark")[0]
LEAST_LETTERS = usual("text_overlay")[0]
LEAST_CHROMA = usual("grayscale")[0]  # that one pixel in twenty exceeds, 0 to 255


def _marked(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement:
    return Judgement("Perhaps a watermark", f"{measurement.marks or 0} marks of one colour", "no watermark")


def _lettered(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement:
    return Judgement("Perhaps added text", f"a row of {measurement.letters or 0} letters", "no added text")


def _colourless(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement:
    chroma, gauge = measurement.chroma_p95 or 0, (0.0, 4 * LEAST_CHROMA, LEAST_CHROMA, 4 * LEAST_CHROMA)
    return Judgement(
        "Perhaps black and white", f"colour {chroma}", f"at least {LEAST_CHROMA:g}", chroma, LEAST_CHROMA, gauge
    )


WATERMARK = Judge(lambda rule: Is("marks", ">=", LEAST_MARKS), _marked, lambda rule: "no watermark")
# The letters of a watermark are told as a watermark.
TEXT_OVERLAY = Judge(
    lambda rule: all_of(Is("letters", ">=", LEAST_LETTERS), Is("marks", "<", LEAST_MARKS)),
    _lettered,
    lambda rule: "no added text",
)
GRAYSCALE = Judge(lambda rule: Is("chroma_p95", "<", LEAST_CHROMA), _colourless, lambda rule: "in colour")
