"""Bytes to `Measurement`: plain Python, no Django; one small file a metric."""

from __future__ import annotations

from analytics.pixels.codes import Issue, issues
from analytics.pixels.header import Unreadable
from analytics.pixels.measure import VERSION, measure, measure_with_thumbnail
from analytics.pixels.measurement import Measurement
from analytics.pixels.thumbnail import thumbnail

__all__ = ["VERSION", "Issue", "Measurement", "Unreadable", "issues", "measure", "measure_with_thumbnail", "thumbnail"]
