"""The states of an image at Pixelz, and what each means for the merchant."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Status(IntEnum):
    """Image states (Developer API, GET Images List, "Image status explanation")."""

    DELETED = 0
    NEW = 10
    DOWNLOAD_FAILED = 12
    WAITING_FOR_PAYMENT = 20
    READY_FOR_PRODUCTION = 30
    RETURNED_FOR_PRODUCTION = 40
    IN_PRODUCTION = 60
    ASSIGNED_TO_EDITOR = 62
    DOWNLOADED_BY_EDITOR = 64
    QUALITY_ASSURANCE = 66
    PRODUCTION_FINISHED = 70
    FIRST_DELIVERY_FAILED = 72
    SECOND_DELIVERY_FAILED = 74
    THIRD_DELIVERY_FAILED = 76
    DELIVERY_FAILED = 78
    DELIVERED = 80
    REJECTED = 90
    AWAITING_REPLY = 95
    CLOSED = 100
    CLEANED_UP = 999


class Stage(StrEnum):
    """Where an image is on its way, as far as a merchant is concerned."""

    WAITING = "waiting"
    IN_PRODUCTION = "in_production"
    FINISHING = "finishing"
    READY = "ready"
    NEEDS_YOU = "needs_you"
    CLOSED = "closed"


STAGES: dict[int, Stage] = {
    Status.DELETED: Stage.CLOSED,
    Status.NEW: Stage.WAITING,
    Status.DOWNLOAD_FAILED: Stage.NEEDS_YOU,
    Status.WAITING_FOR_PAYMENT: Stage.NEEDS_YOU,  # a payment is due
    Status.READY_FOR_PRODUCTION: Stage.WAITING,
    Status.RETURNED_FOR_PRODUCTION: Stage.IN_PRODUCTION,  # a redo
    Status.IN_PRODUCTION: Stage.IN_PRODUCTION,
    Status.ASSIGNED_TO_EDITOR: Stage.IN_PRODUCTION,
    Status.DOWNLOADED_BY_EDITOR: Stage.IN_PRODUCTION,
    Status.QUALITY_ASSURANCE: Stage.IN_PRODUCTION,
    # "ready for download" in the document; Pixelz's own client (pixelz-ai-tools, 2026) waits for 80: still checked.
    Status.PRODUCTION_FINISHED: Stage.FINISHING,
    # The webhook was not heard. The file itself is finished.
    Status.FIRST_DELIVERY_FAILED: Stage.NEEDS_YOU,
    Status.SECOND_DELIVERY_FAILED: Stage.NEEDS_YOU,
    Status.THIRD_DELIVERY_FAILED: Stage.NEEDS_YOU,
    Status.DELIVERY_FAILED: Stage.NEEDS_YOU,
    Status.DELIVERED: Stage.READY,
    Status.REJECTED: Stage.NEEDS_YOU,
    Status.AWAITING_REPLY: Stage.NEEDS_YOU,
    Status.CLOSED: Stage.CLOSED,
    Status.CLEANED_UP: Stage.CLOSED,
}


def stage_of(status_id: int | None) -> Stage | None:
    """The stage of a status number; None for None and for a number that the document does not know."""
    return None if status_id is None else STAGES.get(status_id)
