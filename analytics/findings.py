"""One placement's findings in full, computed on reading: which rules it fails, with measured value and limit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils import timezone

from analytics.channels.rules import Finding, PlacementFacts, findings
from analytics.channels.shapes import Channel
from analytics.listed import Accepted
from analytics.models import StoredMeasurement
from analytics.outcome import WEIGHTS
from analytics.pixels import VERSION, Measurement
from connectors.models import Placement


def facts_at(placement: Placement) -> PlacementFacts:
    """What rules ask of the place; the placement's image and its product's category must be loaded."""
    return PlacementFacts(
        is_main=placement.is_main,
        url=placement.image.url,
        category=placement.product.category.name if placement.product.category else "",
    )


def findings_of(
    placement: Placement, measurement: Measurement, channels: Iterable[Channel], accepted: Accepted | None = None
) -> list[Finding]:
    """All findings of a placement on the given channels, heaviest first; those that are fine for the merchant last.

    Without `accepted` these are left in their place, unmarked.
    """
    facts, today = facts_at(placement), timezone.localdate()
    found = [finding for channel in channels for finding in findings(measurement, facts, channel, today)]
    if accepted is not None:
        found = [replace(f, accepted=accepted.covers(f.channel, f.code, placement)) for f in found]
    return sorted(found, key=lambda finding: (finding.accepted, -WEIGHTS[finding.severity]))


def standing(found: Sequence[Finding]) -> list[Finding]:
    """The findings that were not accepted."""
    return [finding for finding in found if not finding.accepted]


def measurements_for(merchant_id: int, digests: Iterable[str]) -> dict[str, Measurement]:
    """Stored measurements by content; an older algorithm's answer stays until the new one's is there."""
    rows = StoredMeasurement.objects.filter(merchant_id=merchant_id, sha256__in=set(digests)).order_by("version")
    return {row.sha256: row.measurement for row in rows.filter(version__lte=VERSION)}
