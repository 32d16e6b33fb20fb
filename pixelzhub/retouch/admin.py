"""Orders, jobs, files and publications for staff."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from connectors.readonly import ReadOnlyAdmin
from pixelzhub.retouch.models import (
    FileLink,
    Forwarding,
    Invoice,
    Job,
    JobPart,
    JobUse,
    Order,
    Output,
    Publication,
    PublicationRun,
    Rejection,
    Selection,
    StrayTicket,
    Template,
    TemplateRule,
)
from pixelzhub.retouch.submit import send_again


@admin.register(Template)
class TemplateAdmin(ReadOnlyAdmin):
    list_display = ["name", "merchant", "remote_id", "price", "currency", "read_at", "gone_at"]
    search_fields = ["name", "remote_id", "merchant__name"]
    list_select_related = ["merchant"]


@admin.register(Order)
class OrderAdmin(ReadOnlyAdmin):
    list_display = ["number", "merchant", "state", "ordered_by", "estimates", "created_at"]
    list_filter = ["state", "by_rule"]
    search_fields = ["number", "merchant__name", "ordered_by"]
    list_select_related = ["merchant"]
    date_hierarchy = "created_at"


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ["id", "order", "merchant", "state", "status_name", "price", "attempts", "due_at", "last_error"]
    list_filter = ["state", "route"]
    exclude = ["hook_digest"]
    search_fields = ["ticket", "customer_image_id", "filename", "order__number"]
    list_select_related = ["order", "merchant"]
    actions = ["look_now", "send_once_more"]

    @admin.action(description="Take the next step now")
    def look_now(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        # Without a next step it waits for its order: prices were not checked, or rose.
        n = queryset.filter(state__in=Job.OPEN, due_at__isnull=False).update(due_at=timezone.now())
        self.message_user(request, f"{n} jobs are looked at next.")

    @admin.action(description="Send again what Pixelz never took")
    def send_once_more(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        for job in queryset:
            send_again(job)
        self.message_user(request, "Jobs without a ticket are sent next.")


@admin.register(JobPart)
class JobPartAdmin(ReadOnlyAdmin):
    list_display = ["job", "number", "filename"]
    list_select_related = ["job__order"]


@admin.register(JobUse)
class JobUseAdmin(ReadOnlyAdmin):
    list_display = ["job", "placement"]
    list_select_related = ["job__order", "placement__product"]


@admin.register(Output)
class OutputAdmin(ReadOnlyAdmin):
    list_display = ["job", "number", "meets", "review", "reviewed_by", "created_at"]
    list_filter = ["review", "meets"]
    search_fields = ["sha256", "job__filename"]
    list_select_related = ["job__order"]


@admin.register(Rejection)
class RejectionAdmin(ReadOnlyAdmin):
    list_display = ["output", "merchant", "state", "rejected_by", "created_at", "sent_at", "last_error"]
    list_filter = ["state"]
    list_select_related = ["output__job__order", "merchant"]


@admin.register(PublicationRun)
class PublicationRunAdmin(ReadOnlyAdmin):
    list_display = ["number", "merchant", "state", "started_by", "created_at"]
    list_filter = ["state"]
    list_select_related = ["merchant"]


@admin.register(TemplateRule)
class TemplateRuleAdmin(ReadOnlyAdmin):
    list_display = ["merchant", "position", "store", "category", "finding", "template", "sends_itself"]
    list_filter = ["sends_itself"]
    list_select_related = ["merchant", "store", "category", "template"]


@admin.register(StrayTicket)
class StrayTicketAdmin(ReadOnlyAdmin):
    list_display = ["ticket", "merchant", "status_name", "found_at", "dismissed_at"]
    search_fields = ["ticket", "customer_image_id", "merchant__name"]
    list_select_related = ["merchant"]


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    list_display = ["id", "store", "product", "state", "published_by", "published_at", "undone_at", "last_error"]
    list_filter = ["state"]
    search_fields = ["product__name", "new_remote_id", "old_remote_id"]
    list_select_related = ["store", "product"]
    actions = ["look_now"]

    @admin.action(description="Go on with what is open now")
    def look_now(self, request: HttpRequest, queryset: QuerySet[Publication]) -> None:
        # What is paused has no next step: it stays so.
        open_rows = queryset.filter(state__in=Publication.OPEN, due_at__isnull=False)
        n = open_rows.update(due_at=timezone.now())
        self.message_user(request, f"{n} publications go on next.")


@admin.register(Forwarding)
class ForwardingAdmin(ReadOnlyAdmin):
    list_display = ["publication", "store", "state", "says", "asked_at", "last_error"]
    list_filter = ["state"]
    list_select_related = ["publication__placement__product", "store"]


@admin.register(FileLink)
class FileLinkAdmin(ReadOnlyAdmin):
    list_display = ["name", "merchant", "expires_at"]
    exclude = ["token"]


@admin.register(Invoice)
class InvoiceAdmin(ReadOnlyAdmin):
    list_display = ["number", "merchant", "issued_on", "amount_due", "currency", "is_paid"]
    list_filter = ["is_paid"]
    search_fields = ["number", "merchant__name"]
    # The pay link carries a key.
    exclude = ["payment_url"]


@admin.register(Selection)
class SelectionAdmin(ReadOnlyAdmin):
    list_display = ["merchant", "user_key", "updated_at"]
