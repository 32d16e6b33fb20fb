"""What was measured, and what follows from it in the shape that lists need."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from analytics.analysis_models import Analysis as Analysis
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
        indexes = [models.Index(fields=["version"], name="measured_by_version")]

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


class OwnLimits(models.Model):
    """The merchant's own limits, by which the channel "my shop" judges; names and usual values in channels/own.py."""

    merchant = models.OneToOneField(MERCHANT, on_delete=models.CASCADE, related_name="own_limits")
    values: Any = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "own limits"

    def __str__(self) -> str:
        return f"{len(self.values)} limits"


class Acceptance(models.Model):
    """A finding that is fine for the merchant: of one image, in one category, or everywhere. It no longer counts."""

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="acceptances")
    channel = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    image = models.ForeignKey(Image, null=True, blank=True, on_delete=models.CASCADE, related_name="acceptances")
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.CASCADE, related_name="acceptances")
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    accepted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "channel", "code", "image"],
                condition=Q(image__isnull=False),
                name="accepted_of_image",
            ),
            models.UniqueConstraint(
                fields=["merchant", "channel", "code", "category"],
                condition=Q(category__isnull=False),
                name="accepted_in_category",
            ),
            models.UniqueConstraint(
                fields=["merchant", "channel", "code"],
                condition=Q(image__isnull=True, category__isnull=True),
                name="accepted_everywhere",
            ),
            models.CheckConstraint(condition=Q(image=None) | Q(category=None), name="accepted_in_one_scope"),
        ]
        ordering = ["-accepted_at", "-id"]

    def __str__(self) -> str:
        return f"{self.channel}/{self.code}"


class StoreJudging(DueRow):
    """When all photos of a store are judged next, and behind which placement a run that has begun goes on.

    `judged` holds a digest of each channel's rules by which all photos are judged (None: nobody knows), `wanted` that of the run.
    """

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="+")
    store = models.OneToOneField(Store, on_delete=models.CASCADE, related_name="judging")
    cursor = models.BigIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    judged: Any = models.JSONField(null=True)
    wanted: Any = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.store} {self.done}/{self.total}"


def _copy_of(model: Any, *, null: bool = False) -> Any:
    return models.ForeignKey(
        model, null=null, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )


class FindingRow(models.Model):
    """One narrow row per code that holds at a placement: what lists filter and page by.

    `code` is a verdict ("=mend"), a finding on any channel ("blurry"), what it comes to on a channel ("amazon=fail")
    or a finding on one channel ("amazon/blurry"), at one severity where the channel knows several
    ("google/low_resolution=blocker"). "=mended" marks a photo that meets every required rule once it is mended.
    """

    # Copies of the placement's. A row is only written under its placement's lock and goes with it: each check and each
    # index less makes judging a tenth quicker.
    merchant = _copy_of(MERCHANT)
    store = _copy_of(Store)
    category = _copy_of(Category, null=True)
    image = _copy_of(Image)
    placement = models.ForeignKey(
        Placement, on_delete=models.CASCADE, related_name="finding_rows", db_constraint=False, db_index=False
    )
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
    """How many photos of a store met every required rule at the end of a day, and who made photos good on it.

    `parts` holds the same by category, channel and finding, as health_parts writes it.
    """

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="health_days")
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="health_days")
    day = models.DateField()
    photos = models.PositiveIntegerField()
    meeting = models.PositiveIntegerField()
    published = models.PositiveIntegerField(default=0)
    main_photos = models.PositiveIntegerField(default=0)
    main_meeting = models.PositiveIntegerField(default=0)
    #: photos that became good: through the hub's publications, and through the store's own changes
    mended = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    parts: Any = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "day"], name="health_day_once")]
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.meeting}/{self.photos}"
