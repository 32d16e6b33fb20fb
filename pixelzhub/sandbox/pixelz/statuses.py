"""The statuses of an image, as the Developer API explains them (GET Images List)."""

from __future__ import annotations

DELETED, NEW, DOWNLOAD_FAILED, READY, RETURNED = 0, 10, 12, 30, 40
IN_PRODUCTION, ASSIGNED, DOWNLOADED, QUALITY = 60, 62, 64, 66
FINISHED, GIVEN_UP, DELIVERED, REJECTED, CLOSED, CLEANED_UP = 70, 78, 80, 90, 100, 999

NAMES = {
    DELETED: "Deleted by user",
    NEW: "New images",
    DOWNLOAD_FAILED: "New images - download failed",
    20: "New images - waiting for payment",
    READY: "Ready for production",
    RETURNED: "Returned for production",
    IN_PRODUCTION: "In production",
    ASSIGNED: "Assigned to editor",
    DOWNLOADED: "Downloaded by editor",
    QUALITY: "Quality Assurance",
    FINISHED: "Production Finished",
    72: "Production finished - 1st delivery attempt failed",
    74: "Production finished - 2nd delivery attempt failed",
    76: "Production finished - 3rd delivery attempt failed",
    GIVEN_UP: "Production finished - Delivery failed",
    DELIVERED: "Delivered",
    REJECTED: "Rejected by Pixelz",
    95: "Awaiting your reply",
    CLOSED: "Closed",
    CLEANED_UP: "Deleted by cleanup service",
}

NEXT = {
    NEW: READY,
    READY: IN_PRODUCTION,
    RETURNED: IN_PRODUCTION,
    IN_PRODUCTION: ASSIGNED,
    ASSIGNED: DOWNLOADED,
    DOWNLOADED: QUALITY,
    QUALITY: FINISHED,
    FINISHED: DELIVERED,
}
# When each status ends, as a share of the turnaround.
ENDS = {
    NEW: 0.02,
    READY: 0.25,
    RETURNED: 0.25,
    IN_PRODUCTION: 0.4,
    ASSIGNED: 0.5,
    DOWNLOADED: 0.6,
    QUALITY: 0.85,
    FINISHED: 1.0,
}


def is_finished(status: int) -> bool:
    """Whether there are finished files to show: 70 to 80, and 100."""
    return FINISHED <= status <= DELIVERED or status == CLOSED
