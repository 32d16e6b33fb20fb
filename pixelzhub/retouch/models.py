"""Templates, orders, jobs, outputs, reviews, publications and invoices."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors.due import DueRow
from connectors.models import MERCHANT, Image, Placement, Product, Store


class Template(models.Model):
    """Pixelz's retouching instructions, with a price. `settings` is what GET Template answers, as it came."""

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="templates")
    remote_id = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    price = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    settings: Any = models.JSONField(default=dict, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "remote_id"], name="template_once")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Order(models.Model):
    """What a merchant sends in one go. `token` makes a double click one order."""

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="orders")
    number = models.PositiveIntegerField()
    token = models.UUIDField(default=uuid.uuid4)
    ordered_by = models.CharField(max_length=200)
    comment = models.TextField(blank=True)
    estimate = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    left_out = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "token"], name="order_once"),
            models.UniqueConstraint(fields=["merchant", "number"], name="order_number"),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"


class Job(DueRow):
    """One image content on one template: one Pixelz ticket. The row is written before Pixelz hears of it."""

    class State(models.TextChoices):
        INTENT = "intent", _("Waiting to be sent")
        SENDING = "sending", _("Being sent")
        UNSURE = "unsure", _("Checking that it arrived")
        SUBMITTED = "submitted", _("At Pixelz")
        FINISHED = "finished", _("Coming back")
        DELIVERED = "delivered", _("Back from Pixelz")
        NEEDS_YOU = "needs_you", _("Needs you")
        CANCELLED = "cancelled", _("Cancelled")

    OPEN = (State.INTENT, State.SENDING, State.UNSURE, State.SUBMITTED, State.FINISHED)

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="jobs")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="jobs")
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="jobs")
    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="jobs")
    product = models.ForeignKey(Product, null=True, on_delete=models.SET_NULL, related_name="jobs")
    sha256 = models.CharField(max_length=64)
    filename = models.CharField(max_length=200)
    customer_image_id = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=12, choices=State, default=State.INTENT)
    unknown_answers = models.PositiveSmallIntegerField(default=0)
    ticket = models.CharField(max_length=64, blank=True, db_index=True)
    status_id = models.PositiveSmallIntegerField(null=True, blank=True)
    status_name = models.CharField(max_length=100, blank=True)
    price = models.DecimalField(max_digits=10, decimal_places=2)
    currency = models.CharField(max_length=3)
    is_trial = models.BooleanField(default=False)
    codes = models.JSONField(default=list, blank=True, help_text="The findings that it was sent for, channel/code.")
    result_path = models.CharField(max_length=500, blank=True, help_text="Where Pixelz says the finished file is.")
    results_taken = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "sha256", "template"],
                condition=models.Q(state__in=["intent", "sending", "unsure", "submitted", "finished"]),
                name="job_one_open_per_content_and_template",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["submitted", "finished", "delivered"]) | ~models.Q(ticket=""),
                name="job_at_pixelz_has_a_ticket",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.filename}"


class JobUse(models.Model):
    """A placement that gets a job's result: the same picture on two products is sent once and used twice."""

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="job_uses")
    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="uses")
    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="job_uses")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "placement"], name="job_use_once")]

    def __str__(self) -> str:
        return f"{self.job} on {self.placement}"


class Output(models.Model):
    """A finished file, measured and checked against the rules that it was sent for."""

    class Review(models.TextChoices):
        WAITING = "waiting", _("To review")
        APPROVED = "approved", _("Approved")
        SENT_BACK = "sent_back", _("Sent back")

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="outputs")
    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="outputs")
    number = models.PositiveSmallIntegerField(default=1)
    source = models.CharField(max_length=1000)
    file = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    bytes = models.PositiveBigIntegerField()
    checks: Any = models.JSONField(default=list, blank=True)
    meets = models.BooleanField(default=False)
    review = models.CharField(max_length=10, choices=Review, default=Review.WAITING)
    reviewed_by = models.CharField(max_length=200, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["job", "sha256"], name="output_once"),
            models.CheckConstraint(
                condition=models.Q(review="waiting", reviewed_at__isnull=True)
                | (~models.Q(review="waiting") & models.Q(reviewed_at__isnull=False)),
                name="output_reviewed_when_reviewed",
            ),
        ]
        indexes = [models.Index(fields=["merchant", "review", "id"], name="output_by_review")]

    def __str__(self) -> str:
        return f"{self.job} {self.number}"


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
        indexes = [models.Index(fields=["merchant", "state", "-id"], name="publication_by_state")]

    def __str__(self) -> str:
        return f"{self.placement} {self.get_state_display()}"


class FileLink(models.Model):
    """A short public address under which Pixelz or a store fetches one file for a while."""

    token = models.CharField(max_length=32, unique=True)
    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="file_links")
    file = models.CharField(max_length=300)
    name = models.CharField(max_length=120)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Invoice(models.Model):
    """An invoice as Pixelz lists it."""

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="invoices")
    number = models.CharField(max_length=60)
    issued_on = models.DateField(null=True, blank=True)
    amount_due = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0.00"))
    currency = models.CharField(max_length=3, blank=True)
    is_paid = models.BooleanField(default=False)
    invoice_url = models.CharField(max_length=1000, blank=True)
    payment_url = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "number"], name="invoice_once")]
        ordering = ["-issued_on", "-number"]

    def __str__(self) -> str:
        return self.number


class Selection(models.Model):
    """The photos that a member has ticked: kept here, so that it survives paging and reload."""

    user_key = models.CharField(max_length=80)
    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="selections")
    placements: Any = models.JSONField(default=list)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "user_key"], name="selection_once")]

    def __str__(self) -> str:
        return f"{self.user_key}: {len(self.placements)}"
