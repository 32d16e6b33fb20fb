"""Templates, orders, jobs, outputs, reviews, publications and invoices."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors.due import DueRow
from connectors.models import MERCHANT, Category, Image, Placement, Product, Store


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


# Under way, or waiting for the merchant at Pixelz: the photo is there, and may be paid for.
_UNDER_WAY = models.Q(state__in=["intent", "sending", "unsure", "submitted", "finished", "resending", "cancelling"]) | (
    models.Q(state="needs_you") & ~models.Q(ticket="")
)


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


class Job(DueRow):
    """One picture, or a combination of up to five, on one template: one Pixelz ticket. Written before Pixelz hears of it.

    Without a template it is white glove: a specialist at Pixelz chooses, and the price is not known beforehand.
    """

    class State(models.TextChoices):
        INTENT = "intent", _("Waiting to be sent")
        SENDING = "sending", _("Being sent")
        UNSURE = "unsure", _("Checking that it arrived")
        SUBMITTED = "submitted", _("At Pixelz")
        FINISHED = "finished", _("Coming back")
        DELIVERED = "delivered", _("Back from Pixelz")
        NEEDS_YOU = "needs_you", _("Needs you")
        RESENDING = "resending", _("Being sent again")
        CANCELLING = "cancelling", _("Being cancelled")
        CANCELLED = "cancelled", _("Cancelled")
        LOST = "lost", _("Lost at Pixelz")

    class Route(models.TextChoices):
        UPLOAD = "upload", _("uploaded to Pixelz")
        HUB = "hub", _("fetched from the hub")
        STORE = "store", _("fetched from the store")

    OPEN = (
        State.INTENT,
        State.SENDING,
        State.UNSURE,
        State.SUBMITTED,
        State.FINISHED,
        State.RESENDING,
        State.CANCELLING,
    )

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="jobs")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="jobs")
    template = models.ForeignKey(Template, null=True, blank=True, on_delete=models.PROTECT, related_name="jobs")
    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="jobs")
    product = models.ForeignKey(Product, null=True, on_delete=models.SET_NULL, related_name="jobs")
    sha256 = models.CharField(max_length=64)
    #: what is paid once per template: the picture's sha256, or the digest of a combination's
    content = models.CharField(max_length=64)
    filename = models.CharField(max_length=200)
    color_reference = models.CharField(max_length=300, blank=True, help_text="A stored file that shows the colour.")
    comment = models.TextField(blank=True)
    deadline = models.DateTimeField(null=True, blank=True)
    customer_image_id = models.CharField(max_length=64, unique=True)
    #: SHA-256 of the token in its callback address
    hook_digest = models.CharField(max_length=64, unique=True, null=True)
    state = models.CharField(max_length=12, choices=State, default=State.INTENT)
    unknown_answers = models.PositiveSmallIntegerField(default=0)
    route = models.CharField(max_length=6, choices=Route, blank=True)
    routes_failed = models.JSONField(default=list, blank=True)
    ticket = models.CharField(max_length=64, blank=True, db_index=True)
    earlier_tickets = models.JSONField(default=list, blank=True, help_text="Tickets under which it was sent before.")
    status_id = models.PositiveSmallIntegerField(null=True, blank=True)
    status_name = models.CharField(max_length=100, blank=True)
    status_since = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True, help_text="When Pixelz last answered for it.")
    price = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    is_trial = models.BooleanField(default=False)
    codes = models.JSONField(default=list, blank=True, help_text="The findings that it was sent for, channel/code.")
    result_paths = models.JSONField(default=list, blank=True, help_text="Where Pixelz says the finished files are.")
    created_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    expected_at = models.DateTimeField(null=True, blank=True, help_text="The deadline, or what the template promises.")
    delivered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, help_text="When it was delivered, cancelled or lost.")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "content", "template"],
                condition=_UNDER_WAY & models.Q(template__isnull=False),
                name="job_one_open_per_content_and_template",
            ),
            models.UniqueConstraint(
                fields=["merchant", "content"],
                condition=_UNDER_WAY & models.Q(template__isnull=True),
                name="job_one_open_white_glove_per_content",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["submitted", "finished", "delivered"]) | ~models.Q(ticket=""),
                name="job_at_pixelz_has_a_ticket",
            ),
        ]
        indexes = [
            models.Index(fields=["order", "state"], name="job_by_order_and_state"),
            models.Index(fields=["merchant", "state", "expected_at"], name="job_by_state"),
            models.Index(fields=["merchant", "submitted_at"], name="job_by_day"),
            models.Index(fields=["merchant", "created_at"], name="job_by_month"),
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.filename}"

    @classmethod
    def under_way(cls) -> models.Q:
        """Jobs that Pixelz has or will get: also those that wait for the merchant there."""
        return _UNDER_WAY

    @property
    def instructions(self) -> str:
        """The template's name, or white glove."""
        return self.template.name if self.template else str(_("White glove"))


class JobPart(models.Model):
    """A further picture of a combination, in order: 2 to 5."""

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="job_parts")
    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveSmallIntegerField()
    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="job_parts")
    sha256 = models.CharField(max_length=64)
    filename = models.CharField(max_length=200)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["job", "number"], name="job_part_once"),
            models.CheckConstraint(condition=models.Q(number__gte=2, number__lte=5), name="job_part_two_to_five"),
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.number}"


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


class Rejection(DueRow):
    """A finished file that goes back to Pixelz, with a comment and marks drawn on it. Written before Pixelz hears of it.

    `marks` are strokes: lists of points, each as fractions of width and height.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Being sent back")
        SENT = "sent", _("Sent back")
        REFUSED = "refused", _("Not taken back")

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="rejections")
    output = models.ForeignKey(Output, on_delete=models.CASCADE, related_name="rejections")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    comment = models.TextField()
    marks: Any = models.JSONField(default=list, blank=True)
    markup = models.CharField(max_length=300, blank=True, help_text="The stored picture with the marks on it.")
    rejected_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["output"], condition=models.Q(state="waiting"), name="rejection_one_open_per_output"
            )
        ]

    def __str__(self) -> str:
        return f"{self.output} {self.get_state_display()}"


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


class StrayTicket(models.Model):
    """A ticket that Pixelz lists and the hub does not know: ordered elsewhere, or lost by the hub."""

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="stray_tickets")
    ticket = models.CharField(max_length=64)
    customer_image_id = models.CharField(max_length=200, blank=True)
    product_id = models.CharField(max_length=300, blank=True)
    status_id = models.PositiveSmallIntegerField(null=True, blank=True)
    status_name = models.CharField(max_length=100, blank=True)
    found_at = models.DateTimeField(default=timezone.now)
    dismissed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["merchant", "ticket"], name="stray_ticket_once")]

    def __str__(self) -> str:
        return self.ticket
