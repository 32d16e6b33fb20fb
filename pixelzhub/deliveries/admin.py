"""Webhooks for staff: what came in, what came of it, and once more."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from connectors.readonly import ReadOnlyAdmin
from pixelzhub.deliveries.accept import replay
from pixelzhub.deliveries.models import Delivery


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
