from django.db import migrations, models
from django.db.models import Count, Q


def count(apps, schema_editor):
    stores = apps.get_model("connectors", "Store").objects
    for row in stores.annotate(n=Count("products", filter=Q(products__gone_at=None))).values("pk", "n"):
        stores.filter(pk=row["pk"]).update(product_count=row["n"])


class Migration(migrations.Migration):
    dependencies = [
        ("connectors", "0005_grants"),
    ]

    operations = [
        migrations.AddField(
            model_name="store",
            name="product_count",
            field=models.IntegerField(default=0, help_text="Products that are there now, kept as they come and go."),
        ),
        migrations.RunPython(count, migrations.RunPython.noop, elidable=True),
    ]
