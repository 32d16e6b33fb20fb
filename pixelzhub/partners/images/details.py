"""One photo with all that is known of it: where it hangs, what was measured, what each channel says, its files and history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analytics.accept import acceptances_at
from analytics.channels.rules import Finding
from analytics.channels.shapes import Channel
from analytics.findings import findings_of, measurements_for
from analytics.listed import Accepted, listed_channels
from analytics.pixels import Measurement
from connectors.models import Image, Placement
from pixelzhub.partners.images.files import renditions_of
from pixelzhub.partners.images.history import jobs_of, publications_of, versions_of
from pixelzhub.partners.images.measured import measured_body


def image_body(image: Image, side: int | None = None) -> dict[str, Any]:
    """`findings` are those at the first place where the photo hangs now; `url` is where the store shows it.

    The files that the hub keeps fit into `side` px, if it is given.
    """
    places = _places(image)
    measurement = measurements_for(image.merchant_id, [image.sha256]).get(image.sha256) if image.sha256 else None
    judged = places[0] if places and measurement else None
    return {
        "id": str(image.pk),
        "store_id": str(image.store_id),
        "url": image.url,
        "sha256": image.sha256 or None,
        "gone_at": image.gone_at,
        "updated_at": image.measured_at,
        "last_error": image.last_error or None,
        "places": [_place(place) for place in places],
        "measurements": measured_body(measurement) if measurement else None,
        "findings": channel_bodies(judged, measurement) if judged and measurement else [],
        "renditions": renditions_of(image, side),
        "history": {
            "versions": versions_of(image),
            "jobs": jobs_of(image),
            "publications": publications_of(image),
        },
    }


def channel_bodies(place: Placement, measurement: Measurement) -> list[dict[str, Any]]:
    """What each channel of the place's store finds there, required rules first."""
    listed = listed_channels([place.store_id]).get(place.store_id, [])
    accepted = Accepted(everywhere=set(acceptances_at(place)))
    found = findings_of(place, measurement, listed, accepted)
    return [channel_body(channel, [one for one in found if one.channel == channel.code]) for channel in listed]


def _places(image: Image) -> list[Placement]:
    """Those that hang now first; databases disagree on where NULL sorts."""
    rows = image.placements.select_related("product__category", "image").order_by("position", "pk")
    return sorted(rows, key=lambda place: place.gone_at is not None)


def _place(place: Placement) -> dict[str, Any]:
    product = place.product
    return {
        "placement_id": str(place.pk),
        "product_id": str(product.pk),
        "product_name": product.name,
        "sku": product.sku or None,
        "ean": product.ean or None,
        "position": place.position + 1,
        "is_main": place.is_main,
        "alt": place.alt,
        "verdict": place.verdict,
        "gone_at": place.gone_at,
    }


def channel_body(channel: Channel, found: Sequence[Finding]) -> dict[str, Any]:
    """What one channel's findings come to; those that were accepted do not count."""
    counting = {one.severity for one in found if not one.accepted}
    return {
        "channel": channel.code,
        "name": channel.name,
        "result": "fail" if "blocker" in counting else "warn" if "warning" in counting else "meets",
        "findings": [finding_body(one) for one in found],
    }


def finding_body(finding: Finding) -> dict[str, Any]:
    """`measured` and `limit` are words with their units; `measured_value` and `limit_value` numbers, where there are any."""
    return {
        "code": finding.code,
        "title": finding.title,
        "severity": finding.severity,
        "remedy": finding.remedy,
        "measured": finding.measured,
        "limit": finding.limit,
        "measured_value": finding.value,
        "limit_value": finding.bound,
        "accepted": finding.accepted,
        "source": finding.rule.source or None,
        "checked_on": finding.rule.checked_on,
    }
