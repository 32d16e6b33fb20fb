"""Two more hashes a content and the colour of the whole; every hash in four bands, stored keys made anew in the database."""

from django.db import migrations, models

NAMES = (("phash", "whole"), ("content_phash", "subject"), ("centre_phash", "centre"))
# As analytics.twins.bands cut them when this was written.
BANDS = (
    (22, 0, 30, 21, 42, 56, 61, 44, 43, 37, 59, 6, 36, 28, 20, 7),
    (38, 55, 40, 4, 16, 11, 62, 58, 33, 48, 2, 34, 57, 13, 19, 24),
    (12, 18, 17, 1, 52, 10, 14, 53, 15, 60, 50, 39, 9, 26, 25, 45),
    (54, 32, 31, 35, 5, 27, 41, 29, 3, 63, 8, 23, 49, 47, 51, 46),
)
NEW_FIELDS = {
    **dict.fromkeys(("centre_phash", "content_mirror_phash"), models.BigIntegerField),
    **dict.fromkeys(("whole_light", "whole_a", "whole_b"), models.FloatField),
    **dict.fromkeys(("whole_3", "subject_3", "centre_0", "centre_1", "centre_2", "centre_3"), models.IntegerField),
}


def cut_anew(apps, schema_editor):
    """The keys of the hashes that are there: bits put side by side, which both databases can do in one statement."""
    keys = ", ".join(
        f"{name}_{band} = {' | '.join(f'((({of} >> {bit}) & 1) << {place})' for place, bit in enumerate(bits))}"
        for of, name in NAMES[:2]
        for band, bits in enumerate(BANDS)
    )
    table = schema_editor.quote_name(apps.get_model("analytics", "Fingerprint")._meta.db_table)
    schema_editor.execute(f"UPDATE {table} SET {keys} WHERE phash IS NOT NULL")  # noqa: S608


class Migration(migrations.Migration):
    dependencies = [
        ("analytics", "0005_rules_as_they_hold"),
    ]

    operations = [
        *(
            migrations.RemoveIndex(model_name="fingerprint", name=f"fingerprint_{name}_{band}")
            for _, name in NAMES[:2]
            for band in range(3)
        ),
        *(
            migrations.AddField(model_name="fingerprint", name=name, field=kind(null=True))
            for name, kind in NEW_FIELDS.items()
        ),
        migrations.RunPython(cut_anew, migrations.RunPython.noop, elidable=True),
        *(
            migrations.AddIndex(
                model_name="fingerprint",
                index=models.Index(fields=["merchant", f"{name}_{band}", of, "id"], name=f"fingerprint_{name}_{band}"),
            )
            for of, name in NAMES
            for band in range(4)
        ),
    ]
