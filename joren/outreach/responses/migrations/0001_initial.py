"""Responses of every channel; clicks move here from mail with their numbers, because the timeline names them by it."""

import django.db.models.deletion
from django.db import migrations, models

_COPY = """
INSERT INTO responses_click (id, delivery_id, number, first_at, times)
SELECT c.id, c.delivery_id, l.number, c.first_at, c.times FROM mail_click c JOIN content_link l ON l.id = c.link_id
ON CONFLICT DO NOTHING;
SELECT setval(pg_get_serial_sequence('responses_click', 'id'), GREATEST((SELECT max(id) FROM mail_click), 1),
    EXISTS (SELECT FROM mail_click));
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [("mail", "0002_words"), ("content", "0001_initial"), ("delivery", "0004_wish")]

    operations = [
        migrations.CreateModel(
            name="SpoolFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, unique=True)),
                ("offset", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="PendingHit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=1)),
                ("delivery_id", models.BigIntegerField()),
                ("number", models.PositiveSmallIntegerField()),
                ("at", models.BigIntegerField()),
                ("method", models.CharField(max_length=8)),
                ("address", models.CharField(max_length=45)),
                ("agent", models.CharField(max_length=300)),
            ],
            options={"indexes": [models.Index(fields=["delivery_id", "at"], name="responses_pending")]},
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.SlugField(
                        help_text="Small letters, digits and hyphens; it cannot be changed later.",
                        max_length=40,
                        unique=True,
                        verbose_name="key",
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=60, verbose_name="name in English")),
                (
                    "description",
                    models.CharField(blank=True, max_length=200, verbose_name="what it is about"),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("is_offered", models.BooleanField(default=True, verbose_name="can be chosen")),
            ],
            options={"ordering": ["position", "id"]},
        ),
        migrations.CreateModel(
            name="Click",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("first_at", models.DateTimeField()),
                ("times", models.PositiveIntegerField(default=1)),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="clicks", to="delivery.delivery"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["delivery", "number"], name="responses_click_once")
                ]
            },
        ),
        migrations.CreateModel(
            name="Habits",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hours", models.JSONField(default=list)),
                ("channels", models.JSONField(default=dict)),
                ("learned_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(pk=1), name="responses_habits_is_one")
                ]
            },
        ),
        migrations.RunSQL(_COPY, migrations.RunSQL.noop),
    ]
