"""Rows that say which rule makes a photo one to reshoot or to fix: every store is judged anew, in the background."""

from django.db import migrations
from django.utils import timezone


def judge_anew(apps, schema_editor):
    apps.get_model("analytics", "StoreJudging").objects.update(
        judged=None, wanted={}, cursor=0, total=0, done=0, due_at=timezone.now()
    )


class Migration(migrations.Migration):
    dependencies = [
        ("analytics", "0008_measured_by_version"),
    ]

    operations = [migrations.RunPython(judge_anew, migrations.RunPython.noop, elidable=True)]
