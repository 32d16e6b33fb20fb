"""Photos at Pixelz: jobs, what came back of them, and what was sent back."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors.due import DueRow
from connectors.models import MERCHANT, Image, Placement, Product

# Under way, or waiting for the merchant at Pixelz: the photo is there, and may be paid for.
_UNDER_WAY = models.Q(state__in=["intent", "sending", "unsure", "submitted", "finished", "resending", "cancelling"]) | (
    models.Q(state="needs_you") & ~models.Q(ticket="")
)


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
    order = models.ForeignKey("retouch.Order", on_delete=models.CASCADE, related_name="jobs")
    template = models.ForeignKey(
        "retouch.Template", null=True, blank=True, on_delete=models.PROTECT, related_name="jobs"
    )
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
