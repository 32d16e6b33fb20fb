"""Imports get an id for partners, the states of Wizart's PIM, and counts of rows and bytes."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import migrations, models
from django.db.models import F

STATES = {
    "waiting": "validating_csv",
    "running": "validating_csv",
    "failed": "failure",
}
CHOICES = [
    ("uploading_files", "Receiving the files"),
    ("validating_csv", "Checking the table"),
    ("unpacking_archive", "Unpacking the photos"),
    ("checking_images", "Checking the photos"),
    ("waiting_queue", "Waiting for its turn"),
    ("importing_data", "Importing"),
    ("success", "Imported"),
    ("warning", "Imported, some rows were skipped"),
    ("failure", "Stopped"),
]


def fill(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("connectors", "Import").objects
    for pk in rows.values_list("pk", flat=True).iterator():
        rows.filter(pk=pk).update(import_id=uuid.uuid4())
    rows.filter(state="done", problems=[]).update(state="success", rows_imported=F("rows_done"))
    rows.filter(state="done").update(state="warning", rows_imported=F("rows_done"))
    # One that was under way begins anew: what is in already is found again and changes nothing.
    rows.filter(state__in=["waiting", "running"]).update(rows_done=0, rows_total=0)
    for before, after in STATES.items():
        rows.filter(state=before).update(state=after)
    if schema_editor.connection.vendor == "postgresql":
        # A row that is written twice leaves its foreign keys to be checked, and a table with such checks is not altered.
        schema_editor.connection.check_constraints()


class Migration(migrations.Migration):
    dependencies = [("connectors", "0008_articles_to_list")]

    operations = [
        migrations.AddField("import", "import_id", models.UUIDField(default=uuid.uuid4, editable=False, null=True)),
        migrations.AddField(
            "import",
            "dry_run",
            models.BooleanField(default=False, help_text="Everything is checked, nothing is written."),
        ),
        migrations.AddField("import", "rows_imported", models.PositiveIntegerField(default=0)),
        migrations.AddField("import", "bytes_total", models.PositiveBigIntegerField(default=0)),
        migrations.AddField("import", "bytes_done", models.PositiveBigIntegerField(default=0)),
        migrations.AlterField(
            "import", "state", models.CharField(choices=CHOICES, default="uploading_files", max_length=20)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("import", "import_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
    ]
