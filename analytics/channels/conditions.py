"""When a rule fails, as data: read by Python for one photo, and written as SQL for a million of them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Operator = Literal["<", "<=", ">", ">=", "=", "in", "not in"]
Bound = float | int | str | tuple[str, ...]

COMPARE: Mapping[Operator, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "in": lambda value, bound: value in bound,
    "not in": lambda value, bound: value not in bound,
}


@dataclass(frozen=True, slots=True)
class Is:
    """A fact compared with a bound. Of a fact that could not be measured nothing holds."""

    fact: str
    operator: Operator
    bound: Bound


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]


Condition = Is | AllOf | AnyOf


def all_of(*parts: Condition) -> AllOf:
    """All of these hold."""
    return AllOf(parts)


def any_of(*parts: Condition) -> AnyOf:
    """One of these holds."""
    return AnyOf(parts)


def holds(condition: Condition, fact: Callable[[str], Any]) -> bool:
    """Whether the condition holds; `fact` gives the value of a name, None where it could not be measured."""
    if isinstance(condition, AllOf):
        return all(holds(part, fact) for part in condition.parts)
    if isinstance(condition, AnyOf):
        return any(holds(part, fact) for part in condition.parts)
    value = fact(condition.fact)
    return value is not None and COMPARE[condition.operator](value, condition.bound)
