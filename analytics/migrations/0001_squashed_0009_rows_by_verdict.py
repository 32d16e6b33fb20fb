"""All of the above in one step, as a new installation takes it: a fifth of the time that they take one by one."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("analytics", "0001_initial"),
        ("analytics", "0002_twins"),
        ("analytics", "0003_note_contents"),
        ("analytics", "0004_store_judging"),
        ("analytics", "0005_rules_as_they_hold"),
        ("analytics", "0006_more_hashes"),
        ("analytics", "0007_health_by_whom"),
        ("analytics", "0008_measured_by_version"),
        ("analytics", "0009_rows_by_verdict"),
    ]

    dependencies = [
        ("accounts", "0001_initial"),
        ("connectors", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OwnLimits",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("values", models.JSONField(default=dict)),
                (
                    "merchant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="own_limits", to="accounts.merchant"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "own limits",
            },
        ),
        migrations.CreateModel(
            name="StoreJudging",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_at", models.DateTimeField(blank=True, db_index=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("last_error", models.TextField(blank=True)),
                ("cursor", models.BigIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("judged", models.JSONField(null=True)),
                ("wanted", models.JSONField(default=dict)),
                (
                    "merchant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.merchant"
                    ),
                ),
                (
                    "store",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="judging", to="connectors.store"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TwinGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("gallery", "Twice in one gallery"),
                            ("many", "On many products"),
                            ("products", "On several products"),
                            ("files", "In other files"),
                            ("colours", "Colour variants"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "files",
                    models.PositiveIntegerField(help_text="Different files; of colour variants: different colours."),
                ),
                ("places", models.PositiveIntegerField()),
                ("products", models.PositiveIntegerField()),
                ("shown", models.JSONField(default=list, help_text="Ids of the placements that a list shows.")),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "merchant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="twin_groups", to="accounts.merchant"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Fingerprint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                ("phash", models.BigIntegerField(null=True)),
                ("content_phash", models.BigIntegerField(null=True)),
                ("mirror_phash", models.BigIntegerField(null=True)),
                ("centre_phash", models.BigIntegerField(null=True)),
                ("content_mirror_phash", models.BigIntegerField(null=True)),
                ("light", models.FloatField(null=True)),
                ("a", models.FloatField(null=True)),
                ("b", models.FloatField(null=True)),
                ("whole_light", models.FloatField(null=True)),
                ("whole_a", models.FloatField(null=True)),
                ("whole_b", models.FloatField(null=True)),
                ("whole_0", models.IntegerField(null=True)),
                ("whole_1", models.IntegerField(null=True)),
                ("whole_2", models.IntegerField(null=True)),
                ("whole_3", models.IntegerField(null=True)),
                ("subject_0", models.IntegerField(null=True)),
                ("subject_1", models.IntegerField(null=True)),
                ("subject_2", models.IntegerField(null=True)),
                ("subject_3", models.IntegerField(null=True)),
                ("centre_0", models.IntegerField(null=True)),
                ("centre_1", models.IntegerField(null=True)),
                ("centre_2", models.IntegerField(null=True)),
                ("centre_3", models.IntegerField(null=True)),
                (
                    "merchant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="fingerprints", to="accounts.merchant"
                    ),
                ),
                (
                    "same",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="contents",
                        to="analytics.twingroup",
                    ),
                ),
                (
                    "shot",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="coloured",
                        to="analytics.twingroup",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Acceptance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(max_length=40)),
                ("code", models.CharField(max_length=40)),
                ("accepted_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="acceptances",
                        to="connectors.category",
                    ),
                ),
                (
                    "image",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="acceptances",
                        to="connectors.image",
                    ),
                ),
                (
                    "merchant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="acceptances", to="accounts.merchant"
                    ),
                ),
            ],
            options={
                "ordering": ["-accepted_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("image__isnull", False)),
                        fields=("merchant", "channel", "code", "image"),
                        name="accepted_of_image",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("category__isnull", False)),
                        fields=("merchant", "channel", "code", "category"),
                        name="accepted_in_category",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("category__isnull", True), ("image__isnull", True)),
                        fields=("merchant", "channel", "code"),
                        name="accepted_everywhere",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("image", None), ("category", None), _connector="OR"),
                        name="accepted_in_one_scope",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FindingCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("category_key", models.BigIntegerField(default=0)),
                ("code", models.CharField(max_length=80)),
                ("n", models.IntegerField(default=0)),
                (
                    "merchant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="finding_counts",
                        to="accounts.merchant",
                    ),
                ),
                (
                    "store",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="connectors.store"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["merchant", "code"], name="finding_count_by_code")],
                "constraints": [
                    models.UniqueConstraint(fields=("store", "category_key", "code"), name="finding_count_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="FindingRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=80)),
                ("weight", models.PositiveIntegerField(default=0)),
                (
                    "category",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="connectors.category",
                    ),
                ),
                (
                    "image",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="connectors.image",
                    ),
                ),
                (
                    "merchant",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.merchant",
                    ),
                ),
                (
                    "placement",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="finding_rows",
                        to="connectors.placement",
                    ),
                ),
                (
                    "store",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="connectors.store",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["merchant", "code", "-weight", "-placement"], name="findings_by_weight"),
                    models.Index(
                        fields=["merchant", "code", "store", "-weight", "-placement"], name="findings_by_store"
                    ),
                    models.Index(
                        fields=["merchant", "code", "category", "-weight", "-placement"], name="findings_by_category"
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("placement", "code"), name="finding_row_once")],
            },
        ),
        migrations.CreateModel(
            name="HealthDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("photos", models.PositiveIntegerField()),
                ("meeting", models.PositiveIntegerField()),
                ("published", models.PositiveIntegerField(default=0)),
                ("main_photos", models.PositiveIntegerField(default=0)),
                ("main_meeting", models.PositiveIntegerField(default=0)),
                ("mended", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("parts", models.JSONField(default=dict)),
                (
                    "merchant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="health_days", to="accounts.merchant"
                    ),
                ),
                (
                    "store",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="health_days", to="connectors.store"
                    ),
                ),
            ],
            options={
                "ordering": ["day"],
                "constraints": [models.UniqueConstraint(fields=("store", "day"), name="health_day_once")],
            },
        ),
        migrations.CreateModel(
            name="ListedChannel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40)),
                (
                    "merchant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="listed_channels",
                        to="accounts.merchant",
                    ),
                ),
                (
                    "store",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="listed_channels",
                        to="connectors.store",
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
                "constraints": [models.UniqueConstraint(fields=("store", "code"), name="channel_once")],
            },
        ),
        migrations.CreateModel(
            name="StoredMeasurement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                ("version", models.PositiveSmallIntegerField()),
                ("values", models.JSONField()),
                ("measured_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "merchant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="measurements", to="accounts.merchant"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["version"], name="measured_by_version")],
                "constraints": [
                    models.UniqueConstraint(fields=("merchant", "sha256", "version"), name="measured_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="TwinCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                ("due_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                (
                    "merchant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="twin_checks", to="accounts.merchant"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("merchant", "sha256"), name="twin_check_once")],
            },
        ),
        migrations.AddIndex(
            model_name="twingroup",
            index=models.Index(fields=["merchant", "kind", "-places", "-id"], name="twin_groups_by_places"),
        ),
        migrations.AddIndex(
            model_name="fingerprint",
            index=models.Index(fields=["merchant", "whole_0", "phash", "id"], name="fingerprint_whole_0"),
        ),
        migrations.AddIndex(
            model_name="fingerprint",
            index=models.Index(fields=["merchant", "whole_1", "phash", "id"], name="fingerprint_whole_1"),
        ),
        migrations.AddIndex(
            model_name="fingerprint",
            index=models.Index(fields=["merchant", "whole_2", "phash", "id"], name="fingerprint_whole_2"),
        ),
        migrations.AddIndex(
            model_name="fingerprint",
            index=models.Index(fields=["merchant", "whole_3", "phash", "id"], name="fingerprint_whole_3"),
        ),
        migrations.AddIndex(
            model_name="fingerprint",
            index=models.Index(fields=["merchant", "subject_0", "content_phash", "id"], name="fingerprint_subject_0"),
        ),
        migrations.AddIndex(
            model_name="fingerprint",
            index=models.Index(fields=["merchant", "subject_1", "content_phash", "id"], name="fingerprint_subject_1"),
        ),
        migrations.AddIndex(
            model_name="fingerprint",
            index=models.Index(fields=["merchant", "subject_2", "content_phash", "id"], name="fingerprint_subject_2"),
        ),
        migrations.AddIndex(
            model_name="fingerprint",
            index=models.Index(fields=["merchant", "subject_3", "content_phash", "id"], name="fingerprint_subject_3"),
        ),
        migrations.AddIndex(
            model_name="fingerprint",
            index=models.Index(fields=["merchant", "centre_0", "centre_phash", "id"], name="fingerprint_centre_0"),
        ),
        migrations.AddIndex(
            model_name="fingerprint",
            index=models.Index(fields=["merchant", "centre_1", "centre_phash", "id"], name="fingerprint_centre_1"),
        ),
        migrations.AddIndex(
            model_name="fingerprint",
            index=models.Index(fields=["merchant", "centre_2", "centre_phash", "id"], name="fingerprint_centre_2"),
        ),
        migrations.AddIndex(
            model_name="fingerprint",
            index=models.Index(fields=["merchant", "centre_3", "centre_phash", "id"], name="fingerprint_centre_3"),
        ),
        migrations.AddConstraint(
            model_name="fingerprint",
            constraint=models.UniqueConstraint(fields=("merchant", "sha256"), name="fingerprint_once"),
        ),
    ]
