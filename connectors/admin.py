"""Stores and catalogue for staff. Credentials are never shown."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from connectors.models import (
    Article,
    Category,
    Image,
    ImageVersion,
    Import,
    Placement,
    Product,
    Store,
    SyncRun,
    Variant,
)
from connectors.readonly import ReadOnlyAdmin


@admin.register(Store)
class StoreAdmin(ReadOnlyAdmin):
    list_display = ["name", "merchant", "platform", "state", "last_sync_at", "due_at", "last_error"]
    list_filter = ["platform", "state"]
    search_fields = ["name", "slug", "url", "merchant__name"]
    list_select_related = ["merchant"]
    exclude = ["settings", "webhook_secret"]
    actions = ["sync_now"]

    @admin.action(description="Sync now")
    def sync_now(self, request: HttpRequest, queryset: QuerySet[Store]) -> None:
        n = queryset.exclude(state=Store.State.PAUSED).update(due_at=timezone.now())
        self.message_user(request, f"{n} stores are synced next.")


@admin.register(SyncRun)
class SyncRunAdmin(ReadOnlyAdmin):
    list_display = ["store", "state", "started_at", "finished_at", "products_done", "changes", "attempts", "last_error"]
    list_filter = ["state"]
    search_fields = ["store__name", "store__merchant__name"]
    list_select_related = ["store"]
    actions = ["retry"]

    @admin.action(description="Try again now")
    def retry(self, request: HttpRequest, queryset: QuerySet[SyncRun]) -> None:
        n = queryset.filter(state=SyncRun.State.RUNNING).update(due_at=timezone.now(), attempts=0)
        self.message_user(request, f"{n} runs go on now.")


@admin.register(Import)
class ImportAdmin(ReadOnlyAdmin):
    list_display = ["filename", "store", "state", "rows_done", "rows_total", "created_at"]
    list_filter = ["state"]
    search_fields = ["filename", "store__name"]
    list_select_related = ["store"]


@admin.register(Category)
class CategoryAdmin(ReadOnlyAdmin):
    list_display = ["name", "store", "remote_id", "product_count", "deactivated", "gone_at"]
    search_fields = ["name", "remote_id", "store__name"]
    list_select_related = ["store"]


@admin.register(Product)
class ProductAdmin(ReadOnlyAdmin):
    list_display = ["name", "sku", "ean", "store", "image_count", "remote_updated_at", "gone_at"]
    list_filter = ["deactivated"]
    search_fields = ["name", "sku", "ean", "remote_id"]
    list_select_related = ["store"]


@admin.register(Variant)
class VariantAdmin(ReadOnlyAdmin):
    list_display = ["name", "sku", "ean", "product"]
    search_fields = ["sku", "ean", "remote_id"]
    list_select_related = ["product"]


@admin.register(Image)
class ImageAdmin(ReadOnlyAdmin):
    list_display = ["id", "store", "remote_id", "width", "height", "measured_at", "due_at", "attempts", "last_error"]
    search_fields = ["remote_id", "sha256"]
    list_select_related = ["store"]
    actions = ["measure_again"]

    @admin.action(description="Download and measure again")
    def measure_again(self, request: HttpRequest, queryset: QuerySet[Image]) -> None:
        n = queryset.filter(gone_at=None).update(due_at=timezone.now(), attempts=0)
        self.message_user(request, f"{n} photos are measured next.")


@admin.register(Placement)
class PlacementAdmin(ReadOnlyAdmin):
    list_display = ["id", "product", "position", "verdict", "weight", "gone_at"]
    list_filter = ["verdict"]
    search_fields = ["product__name", "product__sku"]
    list_select_related = ["product"]


@admin.register(ImageVersion)
class ImageVersionAdmin(ReadOnlyAdmin):
    list_display = ["image", "remote_id", "sha256", "changed_by", "since", "until"]
    list_filter = ["changed_by"]
    search_fields = ["sha256", "remote_id"]


@admin.register(Article)
class ArticleAdmin(ReadOnlyAdmin):
    list_display = ["ean", "title", "merchant", "supplier_code", "status", "written", "updated_at"]
    list_filter = ["status", "written"]
    search_fields = ["ean", "title", "merchant__name"]
    list_select_related = ["merchant"]
