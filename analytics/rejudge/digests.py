"""What a store's photos are judged by as a short text a channel, and which rules differ between two such texts."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from analytics.channels.shapes import Channel, Rule

Digests = Mapping[str, str]
# Stands in place of what is not known: it equals nothing that is.
UNKNOWN = "?"


class Change(NamedTuple):
    """The rules of a channel that changed, by their bits, and whether all of them ask of main photos only."""

    bits: frozenset[int]
    main_only: bool


def digest(channel: Channel, accepted: Sequence[Any], on: date) -> str:
    """The rules as they hold on a day, "meaning.accepted.rules"; the first part moves with a release only."""
    meaning = [(rule.bit, rule.code, rule.severity, rule.remedy) for rule in channel.rules]
    rules = ",".join(_rule(rule) for rule in channel.rules if rule.holds_on(on))
    return f"{_crc(meaning)}.{_crc(accepted)}.{rules}"


def _rule(rule: Rule) -> str:
    return f"{rule.bit}:{'main' if rule.main_only else 'any'}:{_crc(rule.limit)}"


def _crc(value: object) -> str:
    return f"{zlib.crc32(json.dumps(value).encode()):08x}"


def meaning(text: str) -> str:
    """What its rules are, without their limits."""
    return text.split(".")[0]


def changes(before: Digests, now: Digests) -> dict[str, Change | None]:
    """The channels of today that judge otherwise than before; None where any rule may have changed."""
    return {code: _change(before.get(code, ""), text) for code, text in now.items() if before.get(code) != text}


def _change(before: str, now: str) -> Change | None:
    if UNKNOWN in before or before.split(".")[:-1] != now.split(".")[:-1]:
        return None
    # A rule that asks something else now stands in both, as it was and as it is.
    different = [text.split(":") for text in _rules(before) ^ _rules(now)]
    return Change(frozenset(int(bit) for bit, *_ in different), all(where == "main" for _, where, _ in different))


def _rules(text: str) -> set[str]:
    return set(text.split(".")[-1].split(",")) - {""}


def mixed(judged: Digests, wanted: Digests) -> dict[str, str]:
    """By what photos are judged of which some were judged as `wanted` already, and the others still as `judged`."""
    codes = judged.keys() | wanted.keys()
    return {code: _either(judged.get(code, ""), wanted.get(code, "")) for code in codes}


def _either(one: str, other: str) -> str:
    if one == other:
        return one
    return f"{meaning(one) if meaning(one) == meaning(other) else UNKNOWN}.{UNKNOWN}.{UNKNOWN}"
