"""What judges a code: when it fails, as data, the words for a picture that does, and the limit in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from analytics.channels.conditions import Condition
from analytics.channels.shapes import Judgement, PlacementFacts, Rule
from analytics.pixels.measurement import Measurement

Words = Callable[[Measurement, PlacementFacts, Rule], Judgement]


@dataclass(frozen=True, slots=True)
class Judge:
    """`fails` gives the condition at a rule's limit; `words` is only asked of pictures of which that holds.

    `asks` says what a rule asks of every picture, as "at least 500 px on the longest side".
    """

    fails: Callable[[Rule], Condition]
    words: Words
    asks: Callable[[Rule], str]
