"""Webhooks for staff: what came in and went out, what came of it, and once more."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from connectors.readonly import ReadOnlyAdmin
from pixelzhub.deliveries.accept import replay
from pixelzhub.deliveries.models import Delivery, Endpoint, Message


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ["received_at", "source", "merchant", "state", "verified", "last_error"]
    list_filter = ["source", "state", "verified"]
    search_fields = ["event_id", "merchant__name"]
    list_select_related = ["merchant"]
    actions = ["replay"]

    @admin.action(description="Act on it once more")
    def replay(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        for delivery in queryset:
            replay(delivery)
        self.message_user(request, "They are acted on next; refused ones stay refused.")


@admin.register(Endpoint)
class EndpointAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "merchant", "disabled_at", "disabled_because", "due_at", "last_error"]
    list_filter = ["disabled_because"]
    search_fields = ["url", "merchant__name"]
    list_select_related = ["merchant"]
    exclude = ["secret", "old_secret", "url"]


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "event", "merchant", "endpoint", "state", "attempts", "status", "last_error"]
    list_filter = ["state", "event"]
    search_fields = ["number", "merchant__name"]
    list_select_related = ["merchant", "endpoint"]
