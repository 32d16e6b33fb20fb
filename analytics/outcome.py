"""What a placement comes to, from the rules that it fails: its verdict, its weight, and the codes that lists filter by.

It asks for nothing but the rules, so that a million placements come to a few thousand outcomes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from analytics.channels import CHANNELS
from analytics.channels.rules import REMEDIES, heaviest
from analytics.channels.shapes import Channel, Rule, Severity

ALL, UNMEASURED, BROKEN, MENDED, ACCEPTED = "=all", "=unmeasured", "=broken", "=mended", "=accepted"
MAIN, MAIN_MEETS = "=main", "=main_meets"
WEIGHTS: dict[Severity, int] = {"blocker": 100, "warning": 10, "advice": 1}


@dataclass(frozen=True, slots=True)
class Outcome:
    """`failing` holds the bits of the failing rules per channel, of those that were not accepted."""

    verdict: str
    weight: int
    codes: frozenset[str]
    failing: dict[str, int] = field(default_factory=dict)


GONE = Outcome("unmeasured", 0, frozenset())
NOT_MEASURED = Outcome("unmeasured", 0, frozenset({ALL, UNMEASURED}))


def outcome(
    failing: Mapping[str, Sequence[Rule]], *, main: bool = False, broken: bool = False, accepted: bool = False
) -> Outcome:
    """The outcome of a measured placement; `failing` are the rules that stand against it, by channel code.

    Only required rules ("blocker") decide whether it meets; `accepted` says that some others were accepted,
    `main` that it is its product's main photo.
    """
    required = {rule.remedy for rules in failing.values() for rule in rules if rule.severity == "blocker"}
    verdict = next((remedy for remedy in REMEDIES if remedy in required), "meets")
    codes = {ALL, f"={verdict}"}
    codes |= {MAIN} if main else set()
    codes |= {MAIN_MEETS} if main and verdict == "meets" else set()
    codes |= {BROKEN} if broken else set()
    codes |= {MENDED} if required == {"mend"} else set()
    codes |= {ACCEPTED} if accepted else set()
    for channel, rules in failing.items():
        codes |= {code for rule in rules for code in (rule.code, f"{channel}/{rule.code}")}
        codes |= {code_at(channel, rule.code, rule.severity) for rule in rules}
        codes |= {f"{channel}={_worst(rules)}"} if rules else set()
        codes |= {deciding_code(verdict, channel, rule) for rule in rules if _decides(rule, verdict)}
    return Outcome(
        verdict=verdict,
        weight=_weight(rule for rules in failing.values() for rule in rules),
        codes=frozenset(codes),
        failing={channel: mask_of(rules) for channel, rules in failing.items() if rules},
    )


def _weight(rules: Iterable[Rule]) -> int:
    """How heavy all that is wrong is, each thing once by the channel that minds it most: a fault on five channels is one."""
    return sum(WEIGHTS[rule.severity] for rule in heaviest(rules))


def mask_of(rules: Iterable[Rule]) -> int:
    """The bits of these rules of one channel."""
    mask = 0
    for rule in rules:
        mask |= 1 << rule.bit
    return mask


def rules_in(channel: Channel, mask: int) -> list[Rule]:
    """The rules whose bits are set, heaviest first; of several with one code only the heaviest."""
    return heaviest(rule for rule in channel.rules if mask >> rule.bit & 1)


@cache
def code_at(channel: str, code: str, severity: Severity) -> str:
    """The row code of a finding at one severity; it has a row of its own where a channel knows several."""
    known = {rule.severity for rule in CHANNELS[channel].rules if rule.code == code}
    return f"{channel}/{code}" if known == {severity} else f"{channel}/{code}={severity}"


def deciding_code(verdict: str, channel: str, rule: Rule) -> str:
    """The row code of the photos that a required rule makes ones to mend, to reshoot or to fix.

    Whatever fails a rule to mend is to be mended, so that its finding says it all. The others may have to be mended first.
    """
    found = code_at(channel, rule.code, rule.severity)
    return found if verdict == "mend" else f"={verdict}:{found}"


def _decides(rule: Rule, verdict: str) -> bool:
    return rule.severity == "blocker" and rule.remedy == verdict


def _worst(rules: Iterable[Rule]) -> str:
    """fail, warn or advice: what a placement comes to on one channel."""
    severities = {rule.severity for rule in rules}
    return "fail" if "blocker" in severities else "warn" if "warning" in severities else "advice"
