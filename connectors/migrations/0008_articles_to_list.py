"""What was synced before there were articles waits to be listed."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.utils import timezone


def wait(apps: Any, schema_editor: Any) -> None:
    product, assortment = apps.get_model("connectors", "Product"), apps.get_model("connectors", "Assortment")
    merchants = product.objects.order_by().values_list("merchant_id", flat=True).distinct()
    now = timezone.now()
    assortment.objects.bulk_create([assortment(merchant_id=merchant, due_at=now) for merchant in merchants])


class Migration(migrations.Migration):
    dependencies = [("connectors", "0007_articles")]

    operations = [migrations.RunPython(wait, migrations.RunPython.noop)]
