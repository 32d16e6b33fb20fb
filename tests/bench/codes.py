"""Precision, recall and F1 of every code, on photos that nothing was tuned on."""

from __future__ import annotations

from tests.bench.said import say
from tests.degrade.score import CODES, OF_HEADERS, SOFT, Tally, scored
from tests.degrade.sources import drawn, real

DRAWN = 16
REAL = 48


def codes() -> None:
    """Drawn products and, where ../shared/photos is there, real ones; each in every way that fits it."""
    sources = [*drawn("test", DRAWN), *real("test", REAL)]
    tally = scored(sources)
    say(f"\n{f'codes, {len(sources)} photos':26}{'photos':>8}{'precision':>11}{'recall':>8}{'F1':>7}")
    for code in (*CODES, SOFT, *OF_HEADERS):
        say(_line(tally, code))
    say(f"{'macro F1 of the first 20':26}{'':27}{tally.macro():7.3f}")


def _line(tally: Tally, code: str) -> str:
    figures = f"{tally.precision(code):11.3f}{tally.recall(code):8.3f}{tally.f1(code):7.3f}"
    return f"{code:26}{tally.made(code):8}{figures}"
