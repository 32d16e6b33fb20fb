"""Orders keep a sum per currency, jobs the key of their content and all addresses of their files."""

from typing import Any

from django.db import migrations
from django.db.models import F


def carry_over(apps: Any, schema_editor: Any) -> None:
    order, job = apps.get_model("retouch", "Order"), apps.get_model("retouch", "Job")
    for row in order.objects.iterator():
        row.state, row.estimates = "open", {row.currency: str(row.estimate)}
        row.save(update_fields=["state", "estimates"])
    job.objects.update(content=F("sha256"), closed_at=F("delivered_at"), status_since=F("submitted_at"))
    for row in job.objects.exclude(result_path="").iterator():
        row.result_paths = [row.result_path]
        row.save(update_fields=["result_paths"])


class Migration(migrations.Migration):
    dependencies = [("retouch", "0002_pixelz_in_full")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
