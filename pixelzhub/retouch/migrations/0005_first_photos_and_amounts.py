"""Orders keep their first photos for lists; invoices the most that was due."""

from typing import Any

from django.db import migrations, models
from django.db.models import F


def carry_over(apps: Any, schema_editor: Any) -> None:
    order, invoice = apps.get_model("retouch", "Order"), apps.get_model("retouch", "Invoice")
    for row in order.objects.iterator():
        row.first_photos = list(row.jobs.order_by("pk").values_list("sha256", flat=True)[:4])
        row.save(update_fields=["first_photos"])
    invoice.objects.filter(amount_due__gt=0).update(amount=F("amount_due"))


class Migration(migrations.Migration):
    dependencies = [("retouch", "0004_drop_what_was_carried_over")]

    operations = [
        migrations.AddField(
            "order",
            "first_photos",
            models.JSONField(blank=True, default=list, help_text="The first contents, for lists of orders."),
        ),
        migrations.AddField(
            "invoice",
            "amount",
            models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="The most that was due: once paid, Pixelz says 0. Empty: never seen unpaid.",
                max_digits=12,
                null=True,
            ),
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
    ]
