"""What happened to one photo: its versions, its jobs at Pixelz, its publications; at most fifty of each, newest first."""

from __future__ import annotations

from typing import Any

from connectors.models import Image
from pixelzhub.partners.frame.listing import amount
from pixelzhub.retouch.models import Job, Publication

MOST = 50


def versions_of(image: Image) -> list[dict[str, Any]]:
    """Which bytes it had from when to when, and who changed them: the store or the hub."""
    return [
        {"sha256": row.sha256, "changed_by": row.changed_by, "since": row.since, "until": row.until}
        for row in image.versions.all()[:MOST]
    ]


def jobs_of(image: Image) -> list[dict[str, Any]]:
    rows = Job.objects.filter(merchant=image.merchant_id, image=image).order_by("-pk")
    return [
        {
            "job_id": str(row.pk),
            "order_id": str(row.order_id),
            "template_id": str(row.template_id) if row.template_id else None,
            "state": row.state,
            "price": amount(row.price),
            "currency": row.currency or None,
            "created_at": row.created_at,
            "delivered_at": row.delivered_at,
        }
        for row in rows[:MOST]
    ]


def publications_of(image: Image) -> list[dict[str, Any]]:
    rows = Publication.objects.filter(merchant=image.merchant_id, image=image).order_by("-pk")
    return [
        {
            "publication_id": str(row.pk),
            "output_id": str(row.output_id),
            "state": row.state,
            "created_at": row.created_at,
            "published_at": row.published_at,
            "undone_at": row.undone_at,
        }
        for row in rows[:MOST]
    ]
