"""Many rows in few statements: new ones are inserted, known ones get their new values.

Django's `bulk_create` does the same through a model instance a row, which takes several times as long as the database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import connection, models

# Rows of up to twenty columns stay below the 32,766 values that SQLite takes in a statement.
ROWS = 1000
Adapter = Callable[[Any], Any]
PLAIN = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.FloatField)


def upsert(
    model: type[models.Model],
    rows: Sequence[Mapping[str, Any]],
    *,
    unique: Sequence[str],
    update: Sequence[str],
    **same: Any,
) -> list[tuple[Any, ...]]:
    """Write rows given by the names of their columns; `same` are the values that all of them share.

    Columns that are not named get their defaults when they are new and stay when they are not. Gives the id and the
    values of the `unique` columns of every row, in no certain order. No two rows may be equal in these.
    """
    if not rows:
        return []
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    shared = {field.attname: same.get(field.attname, field.get_default()) for field in fields}
    columns = [field for field in fields if field.attname in rows[0]]
    constant = [field for field in fields if field.attname not in rows[0]]
    constants = [_adapter(field)(shared[field.attname]) for field in constant]
    read = [(field.attname, _adapter(field)) for field in columns]
    head, tail = _statement(model, [*columns, *constant], unique, update)
    place = f"({', '.join(['%s'] * len(fields))})"
    found: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS):
            part = rows[start : start + ROWS]
            values: list[Any] = []
            for row in part:
                values += [adapt(row[name]) for name, adapt in read]
                values += constants
            cursor.execute(f"{head} {', '.join([place] * len(part))} {tail}", values)
            found += cursor.fetchall()
    return found


def _statement(
    model: type[models.Model], fields: Sequence[Any], unique: Sequence[str], update: Sequence[str]
) -> tuple[str, str]:
    """What stands before and after the values."""
    column = {field.attname: connection.ops.quote_name(field.column) for field in fields}
    names = ", ".join(column.values())
    keys = ", ".join(column[name] for name in unique)
    changes = ", ".join(f"{column[name]} = excluded.{column[name]}" for name in update)
    table = connection.ops.quote_name(model._meta.db_table)
    return (
        f"INSERT INTO {table} ({names}) VALUES",
        f"ON CONFLICT ({keys}) DO UPDATE SET {changes} RETURNING id, {keys}",
    )


def _adapter(field: models.Field[Any, Any]) -> Adapter:
    """How the database wants this field's values; text and numbers go as they are."""
    if isinstance(field, PLAIN) and type(field).get_prep_value in {kind.get_prep_value for kind in PLAIN}:
        return lambda value: value
    known: dict[Any, Any] = {}

    def adapted(value: Any) -> Any:
        if not isinstance(value, (list, dict)) and value in known:
            return known[value]
        found = field.get_db_prep_save(value, connection)
        if not isinstance(value, (list, dict)):
            known[value] = found
        return found

    return adapted
