"""What was measured, and what follows from it in the shape that lists need."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from analytics.pixels import Measurement
from analytics.twin_models import Fingerprint as Fingerprint
from analytics.twin_models import TwinCheck as TwinCheck
from analytics.twin_models import TwinGroup as TwinGroup
from connectors.due import DueRow
from connectors.models import MERCHANT, Category, Image, Placement, Store


class StoredMeasurement(models.Model):
    """Raw values of some bytes, once per merchant, content and algorithm version. Findings are derived from it."""

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="measurements")
    sha256 = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField()
    values: Any = models.JSONField()
    measured_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "sha256", "version"], name="measured_once"),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def measurement(self) -> Measurement:
        return Measurement.from_json(self.values)


class ListedChannel(models.Model):
    """A sales channel by whose rules a store's photos are judged."""

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="listed_channels")
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="listed_channels")
    code = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "code"], name="channel_once")]
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class StoreJudging(DueRow):
    """When all photos of a store are judged next, and behind which placement a run that has begun goes on."""

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="+")
    store = models.OneToOneField(Store, on_delete=models.CASCADE, related_name="judging")
    cursor = models.BigIntegerField(default=0)
    judged_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.store} {self.judged_on or ''}"


class FindingRow(models.Model):
    """One narrow row per code that holds at a placement: what lists filter and page by.

    `code` is a verdict ("=mend"), a finding on any channel ("blurry"), what it comes to on a channel ("amazon=fail")
    or a finding on one channel ("amazon/blurry"), at one severity where the channel knows several
    ("google/low_resolution=blocker"). "=mended" marks a photo that meets every required rule once it is mended.
    """

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="+")
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="+")
    category = models.ForeignKey(Category, null=True, on_delete=models.SET_NULL, related_name="+")
    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="finding_rows")
    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=80)
    weight = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["placement", "code"], name="finding_row_once")]
        indexes = [
            models.Index(fields=["merchant", "code", "-weight", "-placement"], name="findings_by_weight"),
            models.Index(fields=["merchant", "code", "store", "-weight", "-placement"], name="findings_by_store"),
            models.Index(fields=["merchant", "code", "category", "-weight", "-placement"], name="findings_by_category"),
        ]

    def __str__(self) -> str:
        return self.code


class FindingCount(models.Model):
    """The roll-up of FindingRow: how many placements hold a code. Moved in the same transaction as the rows."""

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="finding_counts")
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="+")
    # 0 stands for "no category": a NULL would make the unique constraint let doubles through.
    category_key = models.BigIntegerField(default=0)
    code = models.CharField(max_length=80)
    n = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "category_key", "code"], name="finding_count_once"),
        ]
        indexes = [models.Index(fields=["merchant", "code"], name="finding_count_by_code")]

    def __str__(self) -> str:
        return f"{self.code}: {self.n}"


class HealthDay(models.Model):
    """How many photos of a store met every required rule at the end of a day."""

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="health_days")
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="health_days")
    day = models.DateField()
    photos = models.PositiveIntegerField()
    meeting = models.PositiveIntegerField()
    published = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "day"], name="health_day_once")]
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.meeting}/{self.photos}"
