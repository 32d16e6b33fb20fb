"""Judges of the address under which a picture is fetched."""

from __future__ import annotations

from analytics.channels.conditions import Condition, Is, all_of
from analytics.channels.judges.judge import Judge
from analytics.channels.limits import number
from analytics.channels.shapes import Judgement, PlacementFacts, Rule
from analytics.pixels.codes import EXTENSIONS
from analytics.pixels.measurement import Measurement

PICTURES = tuple(extension for extensions in EXTENSIONS.values() for extension in extensions)


def _long(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement:
    length, most = len(facts.url), number(rule.limit)
    short = f"Address has {length:,} characters, at most {most:,.0f}"
    return Judgement(short, f"{length:,}", f"{most:,.0f}", length, most)


def _queried(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement:
    query = facts.url.partition("?")[2]
    return Judgement("Address has a query", f"?{query[:40]}", "no ? in the address")


def _no_picture(rule: Rule) -> Condition:
    """A picture that came without an address has none that could be wrong."""
    return all_of(Is("url_length", ">", 0), Is("url_extension", "not in", PICTURES))


def _unnamed(measurement: Measurement, facts: PlacementFacts, rule: Rule) -> Judgement:
    ends = facts.url.partition("?")[0].rpartition("/")[2][-40:] or "/"
    return Judgement("Address does not end like a picture's", f"ends in {ends}", "ends in .jpg, .png or the like")


LONG_URL = Judge(
    lambda rule: Is("url_length", ">", number(rule.limit)),
    _long,
    lambda rule: f"an address of at most {number(rule.limit):,.0f} characters",
)
URL_QUERY = Judge(lambda rule: Is("url_has_query", "=", 1), _queried, lambda rule: "an address without a query")
URL_EXTENSION = Judge(_no_picture, _unnamed, lambda rule: "an address that ends in .jpg, .png or the like")
