"""Image health broken down: a sortable table by store, category, channel or finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from connectors.models import Category, Store
from pixelzhub.accounts.models import Merchant
from pixelzhub.dashboard.breakdown_counts import then
from pixelzhub.dashboard.breakdown_lines import Cell, Line, lines_of
from pixelzhub.dashboard.health_scope import Scope

KINDS = {
    "category": gettext_lazy("Categories"),
    "store": gettext_lazy("Stores"),
    "channel": gettext_lazy("Channels"),
    "finding": gettext_lazy("Findings"),
}
#: rows that are shown, and with "all"
TOP, ALL = 50, 2_000


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    label: Any
    query: str
    #: ascending, descending or empty: as aria-sort has it
    sorted: str


@dataclass(frozen=True, slots=True)
class Breakdown:
    kind: str
    columns: list[Column]
    lines: list[Line]
    left: int
    more: str

    def rows(self) -> list[tuple[Line, list[Cell]]]:
        """Each line with its cells in the order of the columns."""
        return [(line, [line.cells[column.key] for column in self.columns]) for line in self.lines]


def breakdown(merchant: Merchant, stores: Sequence[Store], scope: Scope, query: Mapping[str, str]) -> Breakdown:
    """The table that an address asks for: `by`, `sort` ("-score" is falling) and `all`."""
    kind = query.get("by", "") if query.get("by", "") in KINDS else "category"
    before = then(merchant, scope)
    lines, heads = lines_of(merchant, stores, scope, kind, before)
    keys = [key for key, _label in heads]
    sort = query.get("sort", "")
    sort = sort if sort.removeprefix("-") in keys else "-photos"
    lines.sort(key=lambda line: line.name)
    known = [line for line in lines if line.cells[sort.removeprefix("-")].value is not None]
    known.sort(key=lambda line: line.cells[sort.removeprefix("-")].value or 0, reverse=sort.startswith("-"))
    ordered = known + [line for line in lines if line.cells[sort.removeprefix("-")].value is None]
    shown = ALL if query.get("all") == "1" else TOP
    return Breakdown(
        kind=kind,
        columns=[_column(scope, kind, sort, key, label) for key, label in heads],
        lines=_named(merchant, kind, ordered[:shown]),
        left=max(0, len(ordered) - shown),
        more="" if shown == ALL else scope.query(by=kind, sort=sort, all="1"),
    )


def _column(scope: Scope, kind: str, sort: str, key: str, label: Any) -> Column:
    """A head that sorts, falling first; again turns it round."""
    way = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
    return Column(key, label, scope.query(by=kind, sort=key if way == "descending" else f"-{key}"), way)


def _named(merchant: Merchant, kind: str, lines: list[Line]) -> list[Line]:
    """Categories by name: only those that are shown are asked for."""
    if kind != "category":
        return lines
    keys = [int(line.name) for line in lines]
    names = dict(Category.objects.filter(merchant=merchant, pk__in=keys).values_list("pk", "name"))
    none = _("No category")
    return [replace(line, name=names.get(key, none)) for key, line in zip(keys, lines, strict=True)]
