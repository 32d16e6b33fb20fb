"""The shapes that rules, judges and findings share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Severity = Literal["blocker", "warning", "advice"]
Remedy = Literal["mend", "reshoot", "fix"]
Confidence = Literal["A", "B", "C"]
Kind = Literal["marketplace", "feed", "store", "own"]
Limit = float | int | str | tuple[float, ...] | tuple[str, ...] | None
Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of a channel, as dated data. `bit` never changes and is never used again within its channel."""

    bit: int
    code: str
    title: str
    severity: Severity
    remedy: Remedy
    limit: Limit = None
    main_only: bool = False
    source: str
    checked_on: date
    confidence: Confidence
    valid_from: date | None = None
    valid_until: date | None = None
    #: the merchant does not ask it; it has its bit and its name, and never fails
    off: bool = False

    def holds_on(self, day: date) -> bool:
        """Whether the channel applies the rule on that day; both ends are included."""
        if self.off:
            return False
        started = self.valid_from is None or self.valid_from <= day
        return started and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Channel:
    """One sales channel. `photos_advised` is how many photos a product should have at least, said by `photos_source`."""

    code: str
    name: str
    rules: tuple[Rule, ...]
    note: str = ""
    kind: Kind = "marketplace"
    photos_advised: int | None = None
    photos_source: str = ""

    def days_of_change(self) -> set[date]:
        """The days on which a rule begins, or no longer holds."""
        begin = {rule.valid_from for rule in self.rules if rule.valid_from}
        return begin | {rule.valid_until + timedelta(days=1) for rule in self.rules if rule.valid_until}


@dataclass(frozen=True, slots=True)
class PlacementFacts:
    """What a rule may need to know of the place where a picture hangs."""

    is_main: bool
    url: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a judge says of a picture that fails: words for people, numbers for a gauge, colours for swatches."""

    short: str
    measured: str
    limit: str
    value: float | None = None
    bound: float | None = None
    gauge: tuple[float, float, float, float] | None = None  # lo, hi, accepted from, accepted to
    swatches: tuple[Rgb, Rgb] | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that one placement fails."""

    channel: str
    code: str
    rule: Rule
    severity: Severity
    remedy: Remedy
    confidence: Confidence
    title: str
    short: str
    measured: str
    limit: str
    value: float | None
    bound: float | None
    gauge: tuple[float, float, float, float] | None
    swatches: tuple[Rgb, Rgb] | None
    #: the merchant said that it is fine; it no longer counts
    accepted: bool = False
