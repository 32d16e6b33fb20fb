"""A merchant's articles: the products of all stores under one EAN each, as partners list and write them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from connectors.due import DueRow

MERCHANT = "accounts.Merchant"


class Assortment(DueRow):
    """All articles of one merchant. Who writes one locks this row, so that the order of commits is that of the times given.

    It is due while synced products wait to be listed.
    """

    merchant = models.OneToOneField(MERCHANT, primary_key=True, on_delete=models.CASCADE, related_name="assortment")
    newest_at = models.DateTimeField(null=True, blank=True, help_text="The newest time that an article was given.")
    total = models.PositiveIntegerField(
        default=0, help_text="Articles, kept as they come, so that no page counts them."
    )

    def __str__(self) -> str:
        return f"{self.merchant_id}: {self.total}"


class Brand(models.Model):
    """A brand as it was first written; `key` is how another spelling finds it."""

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="brands")
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "key"], name="brand_once")]

    def __str__(self) -> str:
        return self.name


class Article(models.Model):
    """One EAN. `written`: partners write it; otherwise it shows `product`, the newest of the synced ones with this EAN.

    An article stays when its products go: whoever asks what has changed is told that it is archived.
    """

    class Status(models.TextChoices):
        ACTIVE = "active"
        INACTIVE = "inactive"
        ARCHIVED = "archived"

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="articles", db_index=False)
    store = models.ForeignKey("connectors.Store", null=True, on_delete=models.SET_NULL, related_name="+")
    product = models.ForeignKey("connectors.Product", null=True, on_delete=models.SET_NULL, related_name="+")
    written = models.BooleanField(default=False)
    ean = models.CharField(max_length=32)
    title = models.CharField(max_length=500, null=True)
    brand_name = models.CharField(max_length=200, null=True)
    description = models.TextField(null=True)
    short_description = models.TextField(null=True)
    reference = models.CharField(max_length=200, null=True)
    supplier_code = models.CharField(max_length=100, null=True)
    category_id = models.UUIDField(null=True)
    asin = models.CharField(max_length=20, null=True)
    upc = models.CharField(max_length=32, null=True)
    gtin = models.CharField(max_length=32, null=True)
    status = models.CharField(max_length=8, choices=Status, null=True)
    weight = models.FloatField(null=True, help_text="kg")
    width = models.FloatField(null=True, help_text="cm")
    height = models.FloatField(null=True, help_text="cm")
    depth = models.FloatField(null=True, help_text="cm")
    unit_of_measure = models.CharField(max_length=40, null=True)
    external_id = models.CharField(max_length=200, null=True)
    url_slug = models.CharField(max_length=300, null=True)
    pictures: Any = models.JSONField(default=list, help_text="Its photos in order: id, source, address, alt.")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(help_text="No two articles of a merchant have the same.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "ean"], name="article_once"),
            models.UniqueConstraint(fields=["merchant", "updated_at"], name="article_moment_once"),
        ]
        indexes = [
            models.Index(fields=["merchant", "id"], name="article_in_order"),
            models.Index(fields=["merchant", "supplier_code", "id"], name="article_of_supplier"),
            models.Index(
                fields=["merchant"],
                condition=models.Q(store__isnull=True) & ~models.Q(status="archived"),
                name="article_orphan",
            ),
        ]

    def __str__(self) -> str:
        return self.ean
