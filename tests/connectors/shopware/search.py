"""Searches as Shopware's DAL carries them out: joins, filters, sorting, pages, associations and includes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from tests.connectors.shopware.refusals import Refuse
from tests.connectors.shopware.tables import ASSOCIATIONS, COLUMNS, Association, Row, Tables, linked, sent

MAX_LIMIT = 500
ALWAYS = {"id", "createdAt", "updatedAt"}
TIMES = {"createdAt", "updatedAt", "uploadedAt"}
Runtime = Callable[[str, Row], Row]


def answer(tables: Tables, entity: str, criteria: dict[str, Any], runtime: Runtime) -> dict[str, Any]:
    """`runtime` gives a row's fields that no column holds."""
    found, total = _found(tables, entity, criteria)
    shown = _Shown(tables, criteria.get("includes", {}), runtime)
    return {"total": total, "data": [shown.row(entity, row, criteria) for row in found], "aggregations": []}


def _found(tables: Tables, entity: str, criteria: dict[str, Any]) -> tuple[list[Row], int]:
    rows = list(tables[entity].values())
    if "ids" in criteria:
        wanted = criteria["ids"]
        if bad := [one for one in wanted if len(one) != 32]:
            raise Refuse(400, "FRAMEWORK__INVALID_UUID", f"Value is not a valid UUID: {bad[0]}")
        rows = [row for row in rows if row["id"] in wanted]
        return rows, len(rows)
    matched = [(row, hits) for row in rows if (hits := _hits(tables, entity, row, criteria.get("filter", [])))]
    for order in reversed(criteria.get("sort", [])):
        down = str(order.get("order", "asc")).lower() == "desc"
        matched.sort(key=lambda pair: _sortable(pair[0][order["field"]]), reverse=down)
    limit, page = criteria.get("limit", MAX_LIMIT), criteria.get("page", 1)
    if limit > MAX_LIMIT:
        said = f"The limit must be lower than or equal to MAX_LIMIT(={MAX_LIMIT}). Given: {limit}"
        raise Refuse(400, "FRAMEWORK__QUERY_LIMIT_EXCEEDED", said)
    shown = [row for row, _ in islice(matched, (page - 1) * limit, page * limit)]
    return shown, _total(matched, shown, limit, page, criteria.get("total-count-mode", 0))


def _total(matched: list[tuple[Row, int]], shown: list[Row], limit: int, page: int, mode: Any) -> int:
    """0 counts the page, 1 everything, 2 up to five pages more; older versions take the number alone.

    A limit of 1 drops the GROUP BY: a product then counts once for each row that is joined to it.
    """
    if mode == 1:
        return sum(hits for _, hits in matched) if limit == 1 else len(matched)
    return min(len(matched) - (page - 1) * limit, limit * 5 + 1) if mode == 2 else len(shown)


def _sortable(value: Any) -> tuple[bool, Any]:
    return value is not None, value if value is not None else 0


# ---- filters -----------------------------------------------------------------------------------------------------


def _hits(tables: Tables, entity: str, row: Row, filters: list[Row]) -> int:
    """How many of the row's joined rows fulfil all filters: none means that it is not found."""
    paths = sorted({path for one in filters for path in _paths(entity, one)})
    joined = _joins(tables, {"": (entity, row)}, paths)
    return sum(all(_holds(one, rows) for one in filters) for rows in joined)


def _paths(entity: str, one: Row) -> Iterator[str]:
    for inner in one.get("queries", ()):
        yield from _paths(entity, inner)
    steps = one.get("field", "").split(".")[:-1]
    yield from (".".join(steps[: end + 1]) for end in range(len(steps)))


def _joins(tables: Tables, rows: dict[str, Any], paths: list[str]) -> Iterator[dict[str, Any]]:
    """LEFT JOINs, one after the other."""
    if not paths:
        yield rows
        return
    parent, _, name = paths[0].rpartition(".")
    entity, row = rows[parent]
    association = _association(entity, name)
    for other in (linked(tables, row, association) if row else []) or [None]:
        yield from _joins(tables, {**rows, paths[0]: (association.target, other)}, paths[1:])


def _holds(one: Row, rows: dict[str, Any]) -> bool:
    kind = one["type"]
    if kind in {"multi", "not"}:
        combine = any if one.get("operator", "and") == "or" else all
        return combine(_holds(inner, rows) for inner in one["queries"]) != (kind == "not")
    path, _, field = one["field"].rpartition(".")
    entity, row = rows[path]
    if field not in COLUMNS[entity].keys() | ALWAYS:
        said = f'Field "{field}" in entity "{entity}" was not found.'
        raise Refuse(400, "FRAMEWORK__UNMAPPED_FIELD", said)
    return _fulfils(kind, one, row[field] if row else None)


def _fulfils(kind: str, one: Row, have: Any) -> bool:
    """Null fulfils nothing but being null. Times are compared as the text that they are stored as."""
    if kind == "equals":
        return bool(have == one["value"])
    if have is None:
        return False
    if kind == "equalsAny":
        return have in one["value"]
    if kind == "prefix":
        return str(have).startswith(one["value"])
    compare = {"gt": have.__gt__, "gte": have.__ge__, "lt": have.__lt__, "lte": have.__le__}
    return all(compare[name](value) is True for name, value in one["parameters"].items())


def _association(entity: str, name: str) -> Association:
    try:
        return ASSOCIATIONS.get(entity, {})[name]
    except KeyError:
        said = f"Can not find association by name {name}"
        raise Refuse(400, "FRAMEWORK__ASSOCIATION_NOT_FOUND", said) from None


def asked_entities(entity: str, criteria: dict[str, Any]) -> Iterator[str]:
    """All tables that a search touches: each needs a right to be read (AclCriteriaValidator.php)."""
    yield entity
    for name, inner in criteria.get("associations", {}).items():
        yield from asked_entities(_association(entity, name).target, inner)
    for one in criteria.get("filter", []):
        for path in _paths(entity, one):
            here = entity
            for name in path.split("."):
                here = _association(here, name).target
            yield here


# ---- answers -----------------------------------------------------------------------------------------------------


class _Shown:
    """Rows as JSON."""

    def __init__(self, tables: Tables, includes: dict[str, list[str]], runtime: Runtime) -> None:
        self.tables, self.includes, self.runtime = tables, includes, runtime

    def row(self, entity: str, row: Row, criteria: dict[str, Any]) -> dict[str, Any]:
        values = {name: sent(value) if name in TIMES else value for name, value in row.items()}
        for name, association in ASSOCIATIONS.get(entity, {}).items():
            asked = criteria.get("associations", {}).get(name, {} if association.auto else None)
            values[name] = None if asked is None else self._linked(row, name, association, asked)
        values |= {"extensions": [], **self.runtime(entity, row)}
        allowed = self.includes.get(entity)
        return {n: v for n, v in values.items() if allowed is None or n in allowed} | {"apiAlias": entity}

    def _linked(self, row: Row, name: str, association: Association, asked: dict[str, Any]) -> Any:
        rows = linked(self.tables, row, association)
        for order in reversed(asked.get("sort", [])):
            rows.sort(key=lambda one: _sortable(one[order["field"]]))
        found = [self.row(association.target, one, asked) for one in rows]
        return found if association.is_to_many and name != "folder" else next(iter(found), None)
