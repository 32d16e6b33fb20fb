"""The order of lists of photos: those with most to do first, gone on in the middle as fast as at the start."""

from __future__ import annotations

from django.db.models import F, Func, IntegerField, Value


class Row(Func):
    """Columns compared from left to right, as an index orders them."""

    template = "(%(expressions)s)"
    output_field = IntegerField()


def place_in_order(weight: int, placement_id: int) -> tuple[Row, Row]:
    """The columns of a narrow row, and this place, to be compared by GreaterThan or LessThan."""
    return Row(F("weight"), F("placement_id")), Row(Value(weight), Value(placement_id))
