"""Webhooks out, as rows: where a partner listens, and each message that goes there."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors.due import DueRow
from connectors.models import MERCHANT
from connectors.secrets import EncryptedJSONField
from connectors.web_address import host_of
from pixelzhub.deliveries.retrying import PATIENCE
from pixelzhub.deliveries.signing import new_secret


class Endpoint(DueRow):
    """An address that hears of chosen events. `due_at` is when its oldest waiting message is sent; empty: none waits."""

    class Disabled(models.TextChoices):
        BY_OWNER = "by_owner", _("Disabled by an owner")
        GONE = "gone", _("It answered that it is gone (410)")
        FAILING = "failing", _("It could not be reached for a day")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="webhook_endpoints")
    url = models.CharField(max_length=500)
    description = models.CharField(max_length=120, blank=True)
    events = models.JSONField(default=list)
    secret: Any = EncryptedJSONField(default=new_secret)
    #: what was replaced signs as well until then, so that no receiver stands still
    old_secret: Any = EncryptedJSONField(null=True)
    old_secret_until = models.DateTimeField(null=True, blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_because = models.CharField(max_length=10, choices=Disabled, blank=True)
    sender_until = models.DateTimeField(null=True, editable=False, help_text="Until then someone may be sending.")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(disabled_at=None, disabled_because="")
                | models.Q(disabled_at__isnull=False) & ~models.Q(disabled_because=""),
                name="endpoint_disabled_why",
            )
        ]

    def __str__(self) -> str:
        return host_of(self.url)

    @property
    def is_open(self) -> bool:
        return self.disabled_at is None

    def secrets(self) -> list[str]:
        """The secrets that sign now, the newest first."""
        replaced = self.old_secret_until is not None and self.old_secret_until > timezone.now()
        return [self.secret, self.old_secret] if replaced else [self.secret]


class Message(models.Model):
    """One event on its way to one endpoint: the same id and the same bytes at every try."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Not sent")

    #: what the receiver knows it by; `id` is the order in which messages are sent
    number = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="webhook_messages")
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="messages")
    event = models.CharField(max_length=40)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Of the last answer.")
    answer = models.CharField(max_length=500, blank=True)
    last_error = models.TextField(blank=True)
    first_tried_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["endpoint", "-id"], name="message_log"),
            models.Index(fields=["endpoint", "id"], condition=models.Q(state="waiting"), name="message_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.created_at:%Y-%m-%d %H:%M:%S}"

    @property
    def is_spent(self) -> bool:
        """Its last try began when its time was over: there is no other."""
        if self.first_tried_at is None or self.tried_at is None:
            return False
        return self.tried_at - self.first_tried_at >= PATIENCE
