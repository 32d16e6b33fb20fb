"""A rule's condition as SQL for PostgreSQL, over the stored measurement (`v`), the image (`i`) and the placement (`p`)."""

from __future__ import annotations

import re
from typing import Any

from analytics.channels.conditions import AllOf, Condition, Is
from analytics.channels.facts import URL_EXTENSION
from analytics.pixels import VERSION

# The values of a stored measurement by the type of their column.
VALUES: dict[str, tuple[str, ...]] = {
    "text": (
        "error",
        "format",
        "extension",
        "mode",
    ),
    "bigint": (
        "bytes",
        "width",
        "height",
    ),
    "boolean": (
        "animated",
        "box_measurable",
    ),
    "int": (
        "exif_orientation",
        "jpeg_quality",
        "ground_min",
        "frame_sides",
        "luma_p1",
        "luma_p99",
        "chroma_p95",
        "cut_sides",
        "marks",
        "letters",
    ),
    "float8": (
        "ground_white_share",
        "ground_grey_share",
        "alpha_share",
        "fill",
        "offset",
        "sharpness",
        "sharpness_small",
        "blockiness",
        "overexposed_share",
        "entropy",
        "subject_entropy",
    ),
    "jsonb": (
        "touches",
        "box",
    ),
}


def facts_from(used: str) -> str:
    """The tables of a query in which `used` stands: each placement's newest measurement, with the columns it names."""
    names = [(name, kind) for kind, names in VALUES.items() for name in names]
    columns = ", ".join(f'"{name}" {kind}' for name, kind in names if re.search(rf'v\."?{name}\b', used))
    product = "JOIN connectors_product r ON r.id = p.product_id" if re.search(r"\br\.", used) else ""
    return f"""
        connectors_placement p
        JOIN connectors_image i ON i.id = p.image_id
        {product}
        CROSS JOIN LATERAL (
            SELECT m."values" FROM analytics_storedmeasurement m
            WHERE m.merchant_id = p.merchant_id AND m.sha256 = i.sha256 AND m.version <= {VERSION}
            ORDER BY m.version DESC LIMIT 1
        ) AS m
        CROSS JOIN LATERAL jsonb_to_record(m."values") AS v({columns})
    """  # noqa: S608 - a number


# Defaults are not stored: what is missing is the default of `Measurement`. The names are those of channels/facts.py.
FACT_SQL: dict[str, str] = {
    "error": "COALESCE(v.error, '')",
    "format": "COALESCE(v.format, '')",
    "extension": "COALESCE(v.extension, '')",
    "mode": "COALESCE(v.mode, '')",
    "bytes": "COALESCE(v.bytes, 0)",
    "animated": "COALESCE(v.animated, FALSE)::int",
    "exif_orientation": "COALESCE(v.exif_orientation, 1)",
    "jpeg_quality": "v.jpeg_quality",
    "width": "COALESCE(v.width, 0)",
    "height": "COALESCE(v.height, 0)",
    "longest": "GREATEST(v.width, v.height, 0)",
    "shortest": "LEAST(COALESCE(v.width, 0), COALESCE(v.height, 0))",
    "pixels": "COALESCE(v.width * v.height, 0)",
    "ratio": "COALESCE(v.width, 0)::float8 / NULLIF(v.height, 0)",
    "ground_min": "v.ground_min",
    "ground_white_share": "v.ground_white_share",
    "ground_grey_share": "v.ground_grey_share",
    "alpha_share": "COALESCE(v.alpha_share, 0)",
    "fill": "v.fill",
    "offset": 'v."offset"',
    "touched": "COALESCE(v.cut_sides, CASE WHEN v.box_measurable THEN COALESCE(jsonb_array_length(v.touches), 0) END)",
    "subject_width": "((v.box->>2)::float8 - (v.box->>0)::float8) * COALESCE(v.width, 0)",
    "subject_height": "((v.box->>3)::float8 - (v.box->>1)::float8) * COALESCE(v.height, 0)",
    "frame_sides": "v.frame_sides",
    "sharpness": "v.sharpness",
    "sharpness_small": "COALESCE(v.sharpness_small, 1.0)",
    "blockiness": "v.blockiness",
    "luma_p1": "v.luma_p1",
    "luma_p99": "v.luma_p99",
    "overexposed_share": "v.overexposed_share",
    "chroma_p95": "v.chroma_p95",
    "entropy": "v.entropy",
    "subject_entropy": "COALESCE(v.subject_entropy, 0)",
    "marks": "COALESCE(v.marks, 0)",
    "letters": "v.letters",
    "url_length": "length(i.url)",
    "url_has_query": "(position('?' in i.url) > 0)::int",
    "url_extension": f"lower(COALESCE(substring(i.url from '{URL_EXTENSION}'), ''))",
}


def sql_of(condition: Condition) -> tuple[str, list[Any]]:
    """The condition and its parameters; what could not be measured is never true."""
    sql, parameters = _sql(condition)
    return f"COALESCE({sql}, FALSE)", parameters


def _sql(condition: Condition) -> tuple[str, list[Any]]:
    if isinstance(condition, Is):
        return _comparison(condition)
    parts = [_sql(part) for part in condition.parts]
    word = " AND " if isinstance(condition, AllOf) else " OR "
    return f"({word.join(sql for sql, _ in parts)})", [value for _, values in parts for value in values]


def _comparison(condition: Is) -> tuple[str, list[Any]]:
    fact = FACT_SQL[condition.fact]
    if condition.operator == "in":
        return f"({fact}) = ANY(%s)", [list(condition.bound)]  # type: ignore[arg-type]
    if condition.operator == "not in":
        return f"({fact}) <> ALL(%s)", [list(condition.bound)]  # type: ignore[arg-type]
    bound = "%s" if isinstance(condition.bound, str) else "%s::float8"
    return f"({fact}) {condition.operator} {bound}", [condition.bound]
