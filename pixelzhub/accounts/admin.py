"""People and merchants for staff. Keys and secrets are never shown."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from connectors.readonly import ReadOnlyAdmin
from pixelzhub.accounts.models import ApiKey, AuditEvent, Invitation, Membership, Merchant, PixelzAccount, User


@admin.register(User)
class UserAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["email", "name", "is_staff", "is_active", "last_login"]
    list_filter = ["is_staff", "is_active"]
    search_fields = ["email", "name"]
    exclude = ["password"]
    readonly_fields = ["last_login", "date_joined"]


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Membership
    extra = 0
    autocomplete_fields = ["user"]


@admin.register(Merchant)
class MerchantAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "slug", "time_zone", "created_at"]
    search_fields = ["name", "slug"]
    inlines = [MembershipInline]


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["user", "merchant", "role", "created_at"]
    list_filter = ["role"]
    search_fields = ["user__email", "merchant__name"]
    autocomplete_fields = ["user", "merchant"]


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ["email", "merchant", "role", "created_at", "accepted_at"]
    search_fields = ["email", "merchant__name"]
    exclude = ["digest"]


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin):
    list_display = ["name", "merchant", "prefix", "scopes", "last_used_at", "revoked_at"]
    search_fields = ["name", "prefix", "merchant__name"]
    exclude = ["digest"]
    actions = ["revoke"]

    @admin.action(description="Revoke")
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        n = queryset.filter(revoked_at=None).update(revoked_at=timezone.now())
        self.message_user(request, f"{n} keys open nothing any more.")


@admin.register(PixelzAccount)
class PixelzAccountAdmin(ReadOnlyAdmin):
    list_display = ["merchant", "contact_email", "balance", "currency", "trial_images", "checked_at", "last_error"]
    search_fields = ["contact_email", "merchant__name"]
    exclude = ["contact_key", "secret", "developer_key", "developer_secret"]
    list_select_related = ["merchant"]


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ["at", "merchant_id", "actor", "action", "subject"]
    list_filter = ["action"]
    search_fields = ["actor", "subject"]
    date_hierarchy = "at"
