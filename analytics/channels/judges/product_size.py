"""The judge of a product's own size, in px, where a channel does not count the white round it."""

from __future__ import annotations

from analytics.channels.conditions import Condition, Is, all_of, any_of
from analytics.channels.judges.judge import Judge
from analytics.channels.limits import asked, number, pair
from analytics.channels.shapes import Judgement, PlacementFacts, Rule
from analytics.pixels.measurement import Measurement


def _too_few(rule: Rule) -> Condition:
    """Of the product's width and height when the limit is a pair, of the longer one when it is a number.

    Where no product can be told from its ground, the picture's own width and height count.
    """
    width, height = pair(rule.limit)
    small = any_of if isinstance(rule.limit, tuple) else all_of
    product = small(Is("subject_width", "<", width), Is("subject_height", "<", height))
    return any_of(product, Is("width", "<", width), Is("height", "<", height))


def _words(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement:
    left, top, right, bottom = measurement.box or (0.0, 0.0, 1.0, 1.0)
    width, height = (right - left) * measurement.width, (bottom - top) * measurement.height
    measured = f"{width:,.0f} x {height:,.0f} px"
    limit = "{:,.0f} x {:,.0f} px".format(*pair(rule.limit)) if isinstance(rule.limit, tuple) else _px(rule)
    return Judgement(f"{measured} without the margin, {asked(rule)} {limit}", measured, limit)


def _px(rule: Rule) -> str:
    return f"{number(rule.limit):,.0f} px"


def _asks(rule: Rule) -> str:
    if isinstance(rule.limit, tuple):
        return "at least {:,.0f} x {:,.0f} px without the white margin".format(*pair(rule.limit))
    return f"at least {_px(rule)} without the white margin"


FEW_PRODUCT_PIXELS = Judge(_too_few, _words, _asks)
