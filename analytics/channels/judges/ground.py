"""The judge of the background."""

from __future__ import annotations

from analytics.channels.colours import colour_word
from analytics.channels.conditions import Condition, Is, any_of
from analytics.channels.judges.judge import Judge
from analytics.channels.limits import number
from analytics.channels.shapes import Judgement, PlacementFacts, Rgb, Rule
from analytics.pixels.measurement import Measurement

# JPEG renders a ground of 255 with ripples of a few steps beside edges.
WHITE_FROM = 247
# A model who is cut off at the waist, or a hat that leaves the frame, covers up to this much of the border.
WHITE_SHARE = 0.55
# Above this share of grey in the border a white middle is a vignette, a shadow or the wall of a room.
GREY_SHARE = 0.2
# Below this share of border near the median colour, naming that colour would mislead.
PLAIN_SHARE = 0.35
WHITE: Rgb = (255, 255, 255)


def _not_white(rule: Rule) -> Condition:
    """Not white: pure white when the limit is 255, else some channel under the limit."""
    least = number(rule.limit)
    if least < WHITE[0]:
        return Is("ground_min", "<", least)
    return any_of(
        Is("ground_min", "<", WHITE_FROM),
        Is("ground_white_share", "<", WHITE_SHARE),
        Is("ground_grey_share", ">", GREY_SHARE),
    )


def _words(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement:
    rgb, least = measurement.ground_rgb or WHITE, number(rule.limit)
    wanted: Rgb = WHITE if least == WHITE[0] else (int(least), int(least), int(least))
    return Judgement(
        short=_short(measurement, rgb, least),
        measured=_shown(rgb),
        limit=_shown(wanted) if least == WHITE[0] else f"at least {_shown(wanted)}",
        value=min(rgb),
        bound=least,
        gauge=(0.0, 255.0, min(least, WHITE_FROM), 255.0),
        swatches=(rgb, wanted),
    )


def _short(measurement: Measurement, rgb: Rgb, least: float) -> str:
    """In words: "Background is grey 229", or why no colour can be named."""
    if (measurement.ground_uniform or 0) < PLAIN_SHARE:
        return "Background is not plain"
    if min(rgb) >= min(least, WHITE_FROM):
        return "Background is white only in part"
    return f"Background is {colour_word(rgb)}"


def _shown(rgb: Rgb) -> str:
    return ", ".join(str(channel) for channel in rgb)


def _asks(rule: Rule) -> str:
    least = number(rule.limit)
    return "pure white background" if least == WHITE[0] else f"white background, at least {_shown((int(least),) * 3)}"


NON_WHITE_BACKGROUND = Judge(_not_white, _words, _asks)
