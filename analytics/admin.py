"""Measurements and what follows from them, for staff."""

from __future__ import annotations

from django.contrib import admin

from analytics.models import (
    FindingCount,
    FindingRow,
    Fingerprint,
    HealthDay,
    ListedChannel,
    StoredMeasurement,
    StoreJudging,
    TwinCheck,
    TwinGroup,
)
from connectors.readonly import ReadOnlyAdmin


@admin.register(StoredMeasurement)
class StoredMeasurementAdmin(ReadOnlyAdmin):
    list_display = ["sha256", "merchant", "version", "measured_at"]
    search_fields = ["sha256"]
    list_select_related = ["merchant"]


@admin.register(ListedChannel)
class ListedChannelAdmin(ReadOnlyAdmin):
    list_display = ["code", "store", "merchant"]
    list_filter = ["code"]
    list_select_related = ["store", "merchant"]


@admin.register(StoreJudging)
class StoreJudgingAdmin(ReadOnlyAdmin):
    list_display = ["store", "merchant", "done", "total", "due_at", "last_error"]
    list_select_related = ["store", "merchant"]


@admin.register(FindingRow)
class FindingRowAdmin(ReadOnlyAdmin):
    list_display = ["code", "placement_id", "image_id", "store", "weight"]
    search_fields = ["code"]
    list_select_related = ["store"]


@admin.register(FindingCount)
class FindingCountAdmin(ReadOnlyAdmin):
    list_display = ["code", "store", "category_key", "n"]
    search_fields = ["code"]
    list_select_related = ["store"]


@admin.register(HealthDay)
class HealthDayAdmin(ReadOnlyAdmin):
    list_display = ["day", "store", "photos", "meeting", "published"]
    list_select_related = ["store"]


@admin.register(Fingerprint)
class FingerprintAdmin(ReadOnlyAdmin):
    list_display = ["sha256", "merchant", "same_id", "shot_id"]
    search_fields = ["sha256"]
    list_select_related = ["merchant"]


@admin.register(TwinGroup)
class TwinGroupAdmin(ReadOnlyAdmin):
    list_display = ["pk", "kind", "merchant", "files", "places", "products", "updated_at"]
    list_filter = ["kind"]
    list_select_related = ["merchant"]


@admin.register(TwinCheck)
class TwinCheckAdmin(ReadOnlyAdmin):
    list_display = ["sha256", "merchant", "due_at"]
    list_select_related = ["merchant"]
