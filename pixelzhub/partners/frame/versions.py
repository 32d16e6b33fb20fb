"""The versions of the partner API: since when, until when, and what an answer says of a version that ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.utils.http import http_date


@dataclass(frozen=True, slots=True)
class Version:
    """`deprecated_on` is the day on which its end was told; `supported_until` the last day on which it answers."""

    number: str
    path: str
    released: date
    deprecated_on: date | None = None
    supported_until: date | None = None


VERSIONS = (Version("1.0", "/api/v1", released=date(2026, 11, 22)),)
# A version answers for so many months after its end was told.
MONTHS_OF_NOTICE = 12


def version_headers(version: Version = VERSIONS[-1]) -> dict[str, str]:
    """`Deprecation` (RFC 9745) and `Sunset` (RFC 8594) of a version whose end is set; nothing for any other."""
    if version.deprecated_on is None or version.supported_until is None:
        return {}
    told = datetime.combine(version.deprecated_on, time.min, UTC)
    ends = datetime.combine(version.supported_until, time.max.replace(microsecond=0), UTC)
    return {"Deprecation": f"@{told.timestamp():.0f}", "Sunset": http_date(ends.timestamp())}
