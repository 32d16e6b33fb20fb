"""Photos on their way into stores: each write with its way back, many as one run, and the PIMs that hear of it."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors.due import DueRow
from connectors.models import MERCHANT, Image, Placement, Product, Store
from pixelzhub.retouch.job_models import Output


class PublicationRun(models.Model):
    """Many publications started together: paused, resumed, stopped and undone as one."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Paused")
        STOPPED = "stopped", _("Stopped")

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="publication_runs")
    number = models.PositiveIntegerField()
    token = models.UUIDField(default=uuid.uuid4)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    started_by = models.CharField(max_length=200)
    taken_back = models.PositiveIntegerField(default=0, help_text="Photos that had not begun when it was stopped.")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "token"], name="publication_run_once"),
            models.UniqueConstraint(fields=["merchant", "number"], name="publication_run_number"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Publication(DueRow):
    """One write to a store: what was there, what we put, what the store shows now, and the way back."""

    class State(models.TextChoices):
        INTENT = "intent", _("Waiting")
        WRITING = "writing", _("Being published")
        PUBLISHED = "published", _("Seen in the store")
        HELD_BACK = "held_back", _("Held back")
        FAILED = "failed", _("Not published")
        UNDO_INTENT = "undo_intent", _("Waiting for undo")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    OPEN = (State.INTENT, State.WRITING, State.UNDO_INTENT, State.UNDOING)

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="publications")
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="publications")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="publications")
    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="publications")
    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="publications")
    output = models.ForeignKey(Output, on_delete=models.CASCADE, related_name="publications")
    run = models.ForeignKey(
        PublicationRun, null=True, blank=True, on_delete=models.SET_NULL, related_name="publications"
    )
    state = models.CharField(max_length=12, choices=State, default=State.INTENT)
    published_by = models.CharField(max_length=200)
    undone_by = models.CharField(max_length=200, blank=True)
    #: the bytes that the hub expects to find in the store before it writes, and the bytes that it writes
    before_sha256 = models.CharField(max_length=64)
    after_sha256 = models.CharField(max_length=64)
    live_sha256 = models.CharField(
        max_length=64, blank=True, help_text="What the store showed instead, when held back."
    )
    old_remote_id = models.CharField(max_length=200, blank=True)
    new_remote_id = models.CharField(max_length=200, blank=True)
    snapshot: Any = models.JSONField(default=dict, blank=True)
    writer_until = models.DateTimeField(null=True, editable=False, help_text="Until then someone may be writing it.")
    differences = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["image"],
                condition=models.Q(state__in=["intent", "writing", "undo_intent", "undoing"]),
                name="publication_one_open_per_image",
            ),
            # Two writes to one gallery at once would each read back the other's half-finished work.
            models.UniqueConstraint(
                fields=["product"],
                condition=models.Q(state__in=["writing", "undoing"]),
                name="publication_one_write_per_product",
            ),
        ]
        indexes = [
            models.Index(fields=["merchant", "state", "-id"], name="publication_by_state"),
            models.Index(fields=["run", "state"], name="publication_by_run"),
        ]

    def __str__(self) -> str:
        return f"{self.placement} {self.get_state_display()}"


class Forwarding(DueRow):
    """That a store without photos of its own, a PIM, hears how a photo looks now in another of the merchant's stores."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Handed over")
        TAKEN = "taken", _("Taken")
        UNKNOWN = "unknown", _("Not in this store")
        REFUSED = "refused", _("Not taken")

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="forwardings")
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="forwardings")
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="forwardings")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    ticket = models.TextField(blank=True, help_text="Under which the store follows it.")
    says = models.TextField(blank=True, help_text="What the store said of it.")
    asked_at = models.DateTimeField(help_text="Of the publication or the undo that it is about.")

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["store", "publication"], name="forwarding_once")]

    def __str__(self) -> str:
        return f"{self.publication} → {self.store} {self.get_state_display()}"
