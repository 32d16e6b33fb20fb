"""Judges of quality, at the default thresholds: no channel says how blurred is too blurred."""

from __future__ import annotations

from collections.abc import Callable

from analytics.channels.conditions import Is, all_of, any_of
from analytics.channels.judges.judge import Judge, Words
from analytics.channels.judges.usual import usual
from analytics.channels.shapes import Judgement, PlacementFacts, Rule
from analytics.pixels.codes import BITS_OF_A_THING, COMPARABLE_SIDE, SOFT_BELOW, SOFT_BELOW_SMALL
from analytics.pixels.measurement import Measurement

LEAST_ENTROPY = usual("low_information")[0]  # bits
LEAST_QUALITY, MOST_BLOCKINESS = usual("jpeg_artifacts")
LEAST_LIGHT = usual("dark")[0]  # luma that one pixel in a hundred exceeds, 0 to 255

_SOFT = all_of(Is("shortest", ">=", COMPARABLE_SIDE), Is("sharpness", "<", SOFT_BELOW))


def _told(short: str, value: Callable[[Measurement], float | None], least: float) -> Words:
    """The words of a value that is under what is usual."""

    def words(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement:
        found = value(measurement) or 0.0
        gauge = (0.0, 2 * least, least, 2 * least)
        return Judgement(short, f"{found:.2f}", f"at least {least:g}", found, least, gauge)

    return words


def _compressed(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement:
    """By the quality that the file was saved with, else by the blocks that are seen."""
    short, quality, blocks = "Marks of strong compression", measurement.jpeg_quality, measurement.blockiness or 0.0
    if quality is not None and quality < LEAST_QUALITY:
        gauge = (0.0, 100.0, LEAST_QUALITY, 100.0)
        return Judgement(short, f"quality {quality}", f"at least {LEAST_QUALITY:g}", quality, LEAST_QUALITY, gauge)
    gauge = (1.0, max(2 * MOST_BLOCKINESS, blocks), 1.0, MOST_BLOCKINESS)
    return Judgement(short, f"{blocks:.2f}", f"at most {MOST_BLOCKINESS:g}", blocks, MOST_BLOCKINESS, gauge)


def _dark(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement:
    light = measurement.luma_p99 or 0
    gauge = (0.0, 255.0, LEAST_LIGHT, 255.0)
    return Judgement("Dark", f"brightest {light}", f"at least {LEAST_LIGHT:g} of 255", light, LEAST_LIGHT, gauge)


BLURRY = Judge(
    lambda rule: all_of(_SOFT, Is("sharpness_small", "<", SOFT_BELOW_SMALL)),
    _told("Blurred", lambda m: m.sharpness, SOFT_BELOW),
    lambda rule: "in focus",
)
# Soft at full size only, as an enlarged thumbnail is.
UPSCALED = Judge(
    lambda rule: all_of(_SOFT, Is("sharpness_small", ">=", SOFT_BELOW_SMALL)),
    _told("Soft, perhaps enlarged", lambda m: m.sharpness, SOFT_BELOW),
    lambda rule: "not enlarged",
)
# Hardly anything to see, as on a placeholder; a photographed thing, however small, is something.
LOW_INFORMATION = Judge(
    lambda rule: all_of(Is("entropy", "<", LEAST_ENTROPY), Is("subject_entropy", "<", BITS_OF_A_THING)),
    _told("Hardly anything to see", lambda m: m.entropy, LEAST_ENTROPY),
    lambda rule: "a photo, not a placeholder",
)
JPEG_ARTIFACTS = Judge(
    lambda rule: any_of(Is("jpeg_quality", "<", LEAST_QUALITY), Is("blockiness", ">", MOST_BLOCKINESS)),
    _compressed,
    lambda rule: "no marks of strong compression",
)
DARK = Judge(lambda rule: Is("luma_p99", "<", LEAST_LIGHT), _dark, lambda rule: "not dark")
