"""Combinations of many products at once, in calls that neither the address nor the shop's memory is too small for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from connectors.platforms.prestashop import mapping
from connectors.platforms.prestashop.api import PrestaApi

ROWS_A_CALL = 300
# Each id takes its digits and an escaped “|”; servers take addresses of some 8,000 characters, old proxies of 2,000.
IDS_LENGTH = 1200


def read_combinations(api: PrestaApi, products: Sequence[Any]) -> dict[str, list[Any]]:
    """Product id -> its combinations, for those that have any."""
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for ids in _calls(products):
        rows = api.rows(
            "combinations",
            display=mapping.COMBINATION_FIELDS,
            filters={"id_product": f"[{'|'.join(ids)}]"},
            sort="[id_ASC]",
        )
        for row in rows:
            found[mapping.product_of(row)].append(row)
    return dict(found)


def _calls(products: Sequence[Any]) -> Iterator[list[str]]:
    """The ids for each call."""
    ids: list[str] = []
    rows, length = 0, 0
    for raw in products:
        count = mapping.combination_count(raw)
        if not count:
            continue
        number = mapping.identifier(raw)
        size = len(number) + len("%7C")
        if ids and (rows + count > ROWS_A_CALL or length + size > IDS_LENGTH):
            yield ids
            ids, rows, length = [], 0, 0
        ids, rows, length = [*ids, number], rows + count, length + size
    if ids:
        yield ids
