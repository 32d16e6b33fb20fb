"""Photos measured by an older algorithm are measured anew while nothing else waits; the old answers stand until then."""

from __future__ import annotations

from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from analytics.models import StoredMeasurement
from analytics.pixels import VERSION
from connectors.models import Image

# So many at a time: what a merchant does meanwhile waits behind no more than these.
AT_ONCE = 500


def remeasure() -> int:
    """Have some photos with old measurements fetched and measured again, unless others wait; gives how many."""
    if not _old().exists() or Image.objects.filter(due_at__isnull=False, gone_at=None).exists():
        return 0
    _forget_replaced()
    images = Image.objects.filter(
        Exists(_old().filter(merchant=OuterRef("merchant"), sha256=OuterRef("sha256"))),
        gone_at=None, due_at=None, outside=False, turn=None, last_error="",
    ).order_by("-pk")  # fmt: skip
    return Image.objects.filter(pk__in=list(images.values_list("pk", flat=True)[:AT_ONCE])).update(
        due_at=timezone.now()
    )


@transaction.atomic
def _forget_replaced() -> None:
    """Old answers go once the new ones are there."""
    newer = StoredMeasurement.objects.filter(
        merchant=OuterRef("merchant"), sha256=OuterRef("sha256"), version__gt=OuterRef("version")
    )
    replaced = _old().filter(Exists(newer)).values_list("pk", flat=True)
    StoredMeasurement.objects.filter(pk__in=list(replaced[: 10 * AT_ONCE])).delete()


def _old() -> models.QuerySet[StoredMeasurement]:
    return StoredMeasurement.objects.filter(version__lt=VERSION)
