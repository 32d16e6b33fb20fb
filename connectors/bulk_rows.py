"""Many rows in few statements: new ones are inserted, known ones get their new values.

Django's `bulk_create` does the same through a model instance a row, which takes several times as long as the database.
PostgreSQL is sent all rows as one text of JSON: a statement with a place for each value, or an array for each column,
costs more than writing the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import orjson
from django.db import connection, models

# Rows of up to twenty columns stay below the 32,766 values that SQLite takes in a statement.
ROWS = 1000
Adapter = Callable[[Any], Any]
Row = tuple[Any, ...]
PLAIN = (
    models.CharField, models.TextField, models.IntegerField, models.BigAutoField, models.BooleanField, models.FloatField,
)  # fmt: skip
# What goes into JSON as Python has it.
NATIVE = (models.DateTimeField, models.UUIDField, models.JSONField)


def upsert(
    model: type[models.Model],
    rows: Sequence[Mapping[str, Any]],
    *,
    unique: Sequence[str],
    update: Sequence[str],
    **same: Any,
) -> list[Row]:
    """Write rows given by the names of their columns; `same` are the values that all of them share.

    Columns that are not named get their defaults when they are new and stay when they are not. Gives the id and the
    values of the `unique` columns of every row, in no certain order. No two rows may be equal in these.
    """
    if not rows:
        return []
    varying = list(rows[0])
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    constants = {
        field.attname: same.get(field.attname, field.get_default()) for field in fields if field.attname not in rows[0]
    }
    columns = [list(column) for column in zip(*(row.values() for row in rows), strict=True)]
    changes = ", ".join(f"{name} = excluded.{name}" for name in _columns(model, update))
    keys = ", ".join(_columns(model, unique))
    tail = f"ON CONFLICT ({keys}) DO UPDATE SET {changes} RETURNING id, {keys}"
    return _insert(model, varying, columns, constants, tail)


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Sequence[Row], **same: Any) -> None:
    """Insert rows of the named columns; a column that is not named has its value in `same`."""
    if rows:
        _insert(model, names, [list(column) for column in zip(*rows, strict=True)], same, "")


def add_up(
    model: type[models.Model], names: Sequence[str], rows: Sequence[Row], *, unique: Sequence[str], n: str
) -> None:
    """Insert rows, or add their `n` to that of the row that is there: two writers at once both count."""
    if rows:
        keys = ", ".join(_columns(model, unique))
        (number,) = _columns(model, [n])
        table = connection.ops.quote_name(model._meta.db_table)
        tail = f"ON CONFLICT ({keys}) DO UPDATE SET {number} = {table}.{number} + excluded.{number}"
        _insert(model, names, [list(column) for column in zip(*rows, strict=True)], {}, tail)


@contextmanager
def by_index() -> Iterator[None]:
    """Within a transaction: meanwhile every row is looked up by its index.

    PostgreSQL's own choice depends on when it last looked at the tables: after a first import, to which they seem empty,
    it reads the whole of what is being written, again for each row (measured: hours instead of seconds).
    """
    if connection.vendor != "postgresql":
        yield
        return
    ways = ("enable_hashjoin", "enable_mergejoin", "enable_seqscan")
    with connection.cursor() as cursor:
        cursor.execute("; ".join(f"SET LOCAL {way} = off" for way in ways))
        yield
        cursor.execute("; ".join(f"SET LOCAL {way} = on" for way in ways))


def _insert(
    model: type[models.Model], names: Sequence[str], columns: list[list[Any]], same: Mapping[str, Any], tail: str
) -> list[Row]:
    """Gives what the statement returns. `columns` are the values of `names`, column by column."""
    places = [*names, *same]
    fields = {field.attname: field for field in model._meta.local_concrete_fields}
    values = [[*map(_adapter(fields[name]), column)] for name, column in zip(names, columns, strict=True)]
    constants = [_adapter(fields[name])(value) for name, value in same.items()]
    table = connection.ops.quote_name(model._meta.db_table)
    head = f"INSERT INTO {table} ({', '.join(_columns(model, places))})"
    types = [_type(fields[name]) for name in places]
    write = _as_json if connection.vendor == "postgresql" else _as_values
    found: list[Row] = []
    with connection.cursor() as cursor:
        for start in range(0, len(values[0]), ROWS):
            part = [column[start : start + ROWS] for column in values]
            body, parameters = write(part, constants, types)
            cursor.execute(f"{head} {body} {tail}", parameters)
            if cursor.description:
                found += cursor.fetchall()
    return found


def _type(field: models.Field[Any, Any]) -> str:
    """A cast to varchar(n) would cut a text that is too long; written as text it is refused."""
    kind = field.db_type(connection) or ""
    return "text" if kind.startswith("varchar") else kind


def _as_json(part: list[list[Any]], constants: list[Any], types: list[str]) -> tuple[str, list[Any]]:
    """Rows as PostgreSQL takes them fastest. A column of which all values are one is sent once."""
    same = [place for place, column in enumerate(part) if place and all(value is column[0] for value in column)]
    varying = [place for place in range(len(part)) if place not in same]
    shown = [f"%s::{types[place]}" if place in same else f"t.c{place}" for place in range(len(part))]
    shown += [f"%s::{kind}" for kind in types[len(part) :]]
    names = [f"c{place}" for place in varying]
    rows = orjson.dumps([dict(zip(names, row, strict=True)) for row in zip(*(part[p] for p in varying), strict=True)])
    columns = ", ".join(f"c{place} {types[place]}" for place in varying)
    sql = f"SELECT {', '.join(shown)} FROM json_to_recordset(%s) AS t({columns})"  # noqa: S608 - names of types
    once = [_told(part[place][0], types[place]) for place in same]
    once += [_told(value, kind) for value, kind in zip(constants, types[len(part) :], strict=True)]
    return sql, [*once, rows.decode()]


def _told(value: Any, kind: str) -> Any:
    """A value of a statement's own: only for JSON has the driver to be told that it is some."""
    return orjson.dumps(value).decode() if kind == "jsonb" and value is not None else value


def _as_values(part: list[list[Any]], constants: list[Any], types: list[str]) -> tuple[str, list[Any]]:
    """Rows as SQLite takes them."""
    place = f"({', '.join(['%s'] * len(types))})"
    parameters: list[Any] = []
    for row in zip(*part, strict=True):
        parameters += row
        parameters += constants
    return f"VALUES {', '.join([place] * len(part[0]))}", parameters


def _columns(model: type[models.Model], names: Sequence[str]) -> list[str]:
    fields = {field.attname: field for field in model._meta.local_concrete_fields}
    return [connection.ops.quote_name(str(fields[name].column)) for name in names]


def _adapter(field: models.Field[Any, Any]) -> Adapter:
    """How the database wants this field's values; text and numbers go as they are."""
    kind = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(kind, PLAIN) and type(kind).get_prep_value in {plain.get_prep_value for plain in PLAIN}:
        return _as_is
    if connection.vendor == "postgresql":
        return _as_is if type(kind) in NATIVE else kind.get_prep_value
    prepared = _quick(kind) or partial(_prepared, field)
    known: dict[Any, Any] = {}

    def adapted(value: Any) -> Any:
        if isinstance(value, (list, dict)):
            return prepared(value)
        if value not in known:
            known[value] = None if value is None else prepared(value)
        return known[value]

    return adapted


def _quick(kind: models.Field[Any, Any]) -> Adapter | None:
    """The last step of Django's way alone, for fields whose values need no other."""
    if type(kind) is models.DateTimeField:
        return connection.ops.adapt_datetimefield_value
    if type(kind) is models.JSONField:
        return partial(connection.ops.adapt_json_value, encoder=kind.encoder)
    return None


def _as_is(value: Any) -> Any:
    return value


def _prepared(field: models.Field[Any, Any], value: Any) -> Any:
    return field.get_db_prep_save(value, connection)
