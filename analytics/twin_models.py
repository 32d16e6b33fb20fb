"""Twins as rows: what is to be checked, the groups, and the fingerprints by which twins are found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors.models import MERCHANT, Image, Store


class TwinCheck(models.Model):
    """A content whose places or bytes changed: its twins are looked for anew. The row goes when that is done."""

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="twin_checks")
    sha256 = models.CharField(max_length=64)
    due_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "sha256"], name="twin_check_once")]

    def __str__(self) -> str:
        return self.sha256[:12]

    @classmethod
    def ask(cls, merchant_id: int, digests: Iterable[str]) -> None:
        """Have these contents (SHA-256) checked, in the transaction that changed them."""
        now = timezone.now()
        # Sorted: two transactions that ask for the same contents lock them in one order.
        checks = [cls(merchant_id=merchant_id, sha256=digest, due_at=now) for digest in sorted(set(digests) - {""})]
        cls._default_manager.bulk_create(
            checks,
            update_conflicts=True,
            unique_fields=["merchant", "sha256"],
            update_fields=["due_at"],
            batch_size=500,
        )


@receiver(pre_delete, sender=Store)
def _check_contents_of(sender: type[Store], instance: Store, **options: Any) -> None:
    """What hangs in a store that is deleted leaves its groups."""
    digests = Image.objects.filter(store=instance, gone_at=None).values_list("sha256", flat=True).distinct()
    TwinCheck.ask(instance.merchant_id, digests)


class TwinGroup(models.Model):
    """Places that show one picture, or one shot in several colours. Every number is of what hangs now."""

    class Kind(models.TextChoices):
        GALLERY = "gallery", _("Twice in one gallery")
        MANY = "many", _("On many products")
        PRODUCTS = "products", _("On several products")
        FILES = "files", _("In other files")
        COLOURS = "colours", _("Colour variants")

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="twin_groups")
    kind = models.CharField(max_length=10, choices=Kind)
    files = models.PositiveIntegerField(help_text="Different files; of colour variants: different colours.")
    places = models.PositiveIntegerField()
    products = models.PositiveIntegerField()
    shown: Any = models.JSONField(default=list, help_text="Ids of the placements that a list shows.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["merchant", "kind", "-places", "-id"], name="twin_groups_by_places")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.places}"


def _band() -> Any:
    return models.IntegerField(null=True)


# The hashes that an index finds, and how their columns of band keys begin.
BANDED = {"phash": "whole", "content_phash": "subject", "centre_phash": "centre"}


class Fingerprint(models.Model):
    """The perceptual hashes of a content that hangs somewhere, cut in bands that an index finds, and its groups.

    Hashes are empty for a picture that is like no other by its looks alone: blank, or not readable. The hash of the
    centre, of the subject's mirror and the colour of the whole are empty where an earlier version measured.
    """

    merchant = models.ForeignKey(MERCHANT, on_delete=models.CASCADE, related_name="fingerprints")
    sha256 = models.CharField(max_length=64)
    phash = models.BigIntegerField(null=True)
    content_phash = models.BigIntegerField(null=True)
    mirror_phash = models.BigIntegerField(null=True)
    centre_phash = models.BigIntegerField(null=True)
    content_mirror_phash = models.BigIntegerField(null=True)
    light = models.FloatField(null=True)
    a = models.FloatField(null=True)
    b = models.FloatField(null=True)
    whole_light = models.FloatField(null=True)
    whole_a = models.FloatField(null=True)
    whole_b = models.FloatField(null=True)
    whole_0, whole_1, whole_2, whole_3 = _band(), _band(), _band(), _band()
    subject_0, subject_1, subject_2, subject_3 = _band(), _band(), _band(), _band()
    centre_0, centre_1, centre_2, centre_3 = _band(), _band(), _band(), _band()
    same = models.ForeignKey(TwinGroup, null=True, on_delete=models.SET_NULL, related_name="contents")
    shot = models.ForeignKey(TwinGroup, null=True, on_delete=models.SET_NULL, related_name="coloured")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "sha256"], name="fingerprint_once")]
        # With the hash and the id in it an index answers alone: of a thousand candidates one or two are near.
        indexes = [
            models.Index(fields=["merchant", f"{name}_{band}", of, "id"], name=f"fingerprint_{name}_{band}")
            for of, name in (("phash", "whole"), ("content_phash", "subject"), ("centre_phash", "centre"))
            for band in range(4)
        ]

    def __str__(self) -> str:
        return self.sha256[:12]
