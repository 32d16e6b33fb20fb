"""Has every content that hangs in a store now checked for twins by the background step, as if it had just come."""

from itertools import islice

from django.db import migrations

BATCH = 2000


def note_contents(apps, schema_editor):
    Image, TwinCheck = apps.get_model("connectors", "Image"), apps.get_model("analytics", "TwinCheck")
    contents = Image.objects.filter(gone_at=None).exclude(sha256="").values_list("merchant", "sha256").distinct()
    rows = (TwinCheck(merchant_id=merchant, sha256=sha256) for merchant, sha256 in contents.iterator(chunk_size=BATCH))
    while batch := list(islice(rows, BATCH)):
        TwinCheck.objects.bulk_create(batch, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("analytics", "0002_twins"),
        ("connectors", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(note_contents, migrations.RunPython.noop, elidable=True),
    ]
