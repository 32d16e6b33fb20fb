"""The quality that a JPEG was saved at, read from its header alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

# Annex K.1 of the JPEG standard (ITU-T T.81): the luma table that libjpeg scales by its quality setting.
LUMA_TABLE = np.array(
    [
        (16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55),
        (14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62),
        (18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92),
        (49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99),
    ]
)


def _table_sum(quality: int) -> int:
    scale = 5000 // quality if quality < 50 else 200 - 2 * quality
    return int(np.clip((LUMA_TABLE * scale + 50) // 100, 1, 255).sum())


TABLE_SUMS = np.array([_table_sum(quality) for quality in range(1, 101)])


def quality_of(tables: Mapping[int, Sequence[int]] | None) -> int | None:
    """The libjpeg quality, 1..100, whose luma table is nearest (by its sum, which needs no order); None if no JPEG."""
    if not tables:
        return None
    luma = tables[min(tables)]
    return int(np.abs(TABLE_SUMS - sum(luma)).argmin()) + 1
