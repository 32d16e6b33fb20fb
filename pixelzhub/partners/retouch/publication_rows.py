"""Publications as partners see them, and why a photo cannot be published at a place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pixelzhub.retouch.models import Publication
from pixelzhub.retouch.runs import Against, Place

# The times at which something happened to a publication.
TIMES = ("created_at", "published_at", "undone_at")
REASONS = {
    Against.CANNOT_REPLACE: "Photos cannot be replaced in this store",
    Against.NEEDS_KEY: "The store needs a new key",
    Against.DISCONNECTED: "The store is disconnected",
    Against.GONE: "The photo no longer hangs there",
    Against.ON_ITS_WAY: "Another photo is on its way to the same place",
    Against.THERE: "It is in the store already",
}


def publication_body(publication: Publication) -> dict[str, Any]:
    """One write to a store; output and run have to be loaded."""
    return {
        "id": str(publication.pk),
        "state": publication.state,
        "state_text": str(publication.get_state_display()),
        "reason": publication.last_error or None,
        "store_id": str(publication.store_id),
        "product_id": str(publication.product_id),
        "image_id": str(publication.image_id),
        "placement_id": str(publication.placement_id),
        "output_id": str(publication.output_id),
        "job_id": str(publication.output.job_id),
        "run": publication.run.number if publication.run else None,
        "published_by": publication.published_by,
        "undone_by": publication.undone_by or None,
        "before_sha256": publication.before_sha256,
        "after_sha256": publication.after_sha256,
        "live_sha256": publication.live_sha256 or None,
        "differences": publication.differences,
        "created_at": publication.created_at,
        "published_at": publication.published_at,
        "undone_at": publication.undone_at,
        "updated_at": publication_changed(publication),
    }


def publication_changed(publication: Publication) -> datetime:
    """When it was asked for, seen in the store, or undone, whichever was last."""
    times: list[datetime | None] = [getattr(publication, name) for name in TIMES]
    return max(at for at in times if at is not None)


def place_body(place: Place) -> dict[str, Any]:
    """A place where an output was not published, and why."""
    return {
        "output_id": str(place.output_id),
        "product_id": str(place.product_id),
        "placement_id": str(place.placement_id),
        "store_id": str(place.store.pk),
        "reason": place.against.value if place.against else None,
        "reason_text": REASONS[place.against] if place.against else None,
    }
