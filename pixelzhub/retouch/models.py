"""Templates and their rules, orders, file links, invoices and selections; jobs and publications have files of their own."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors.due import DueRow
from connectors.models import MERCHANT, Category, Store
from pixelzhub.retouch.job_models import Job as Job
from pixelzhub.retouch.job_models import JobPart as JobPart
from pixelzhub.retouch.job_models import JobUse as JobUse
from pixelzhub.retouch.job_models import Output as Output
from pixelzhub.retouch.job_models import Rejection as Rejection
from pixelzhub.retouch.job_models import StrayTicket as StrayTicket
from pixelzhub.retouch.publication_models import Forwarding as Forwarding
from pixelzhub.retouch.publication_models import Publication as Publication
from pixelzhub.retouch.publication_models import PublicationRun as PublicationRun


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


class Order(DueRow):
    """What a merchant sends in one go. `token` makes a double click one order.

    Before the first photo leaves, the prices are read again: an order goes CHECKING -> OPEN, or STOPPED with the reason.
    """

    class State(models.TextChoices):
        CHECKING = "checking", _("Checking prices")
        OPEN = "open", _("Sent to Pixelz")
        STOPPED = "stopped", _("Stopped before sending")

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="orders")
    number = models.PositiveIntegerField()
    token = models.UUIDField(default=uuid.uuid4)
    state = models.CharField(max_length=10, choices=State, default=State.CHECKING)
    ordered_by = models.CharField(max_length=200)
    by_rule = models.BooleanField(default=False, help_text="Sent by itself, by a rule.")
    comment = models.TextField(blank=True)
    deadline = models.DateTimeField(null=True, blank=True)
    estimates: Any = models.JSONField(default=dict, help_text="Currency -> amount after trial photos, as text.")
    left_out = models.JSONField(default=list, blank=True)
    first_photos = models.JSONField(default=list, blank=True, help_text="The first contents, for lists of orders.")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "token"], name="order_once"),
            models.UniqueConstraint(fields=["merchant", "number"], name="order_number"),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"

    @property
    def sums(self) -> list[tuple[Decimal, str]]:
        """The estimate, a sum per currency."""
        return [(Decimal(amount), currency) for currency, amount in self.estimates.items()]


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
    amount = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True,
        help_text="The most that was due: once paid, Pixelz says 0. Empty: never seen unpaid.",
    )  # fmt: skip
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


class TemplateRule(models.Model):
    """Which photos get which template without being asked; the first rule that fits counts.

    An empty condition fits everything. `sends_itself` orders what fits by itself, within the account's caps.
    """

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="template_rules")
    position = models.PositiveSmallIntegerField()
    store = models.ForeignKey(Store, null=True, blank=True, on_delete=models.CASCADE, related_name="template_rules")
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.CASCADE, related_name="template_rules"
    )
    tag = models.CharField(max_length=100, blank=True)
    finding = models.CharField(max_length=80, blank=True)
    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="rules")
    sends_itself = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.position}: {self.template}"
