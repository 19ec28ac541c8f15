import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import joren.foundation.changes.fields
import joren.foundation.changes.operations

_PACES = [
    ("every", "whenever there is something"),
    ("weekly", "at most once a week"),
    ("monthly", "at most once a month"),
]
_HOURS = (models.Q(hour=None) | models.Q(hour__lt=24)) & (models.Q(learned_hour=None) | models.Q(learned_hour__lt=24))


class Migration(migrations.Migration):
    dependencies = [
        ("changes", "0001_initial"),
        ("customers", "0003_former_ids"),
        ("delivery", "0003_channels"),
    ]

    operations = [
        migrations.CreateModel(
            name="Wish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "changed_xid",
                    joren.foundation.changes.fields.TransactionIdField(
                        db_default=joren.foundation.changes.fields.CurrentTransaction(), editable=False
                    ),
                ),
                ("channel", models.CharField(blank=True, db_default="", default="", max_length=10)),
                ("learned_channel", models.CharField(blank=True, db_default="", default="", max_length=10)),
                ("pace", models.CharField(choices=_PACES, db_default="every", default="every", max_length=10)),
                ("paused_until", models.DateField(blank=True, null=True)),
                (
                    "declined_topics",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                ("hour", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("learned_hour", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
                ("asked_how", models.CharField(blank=True, db_default="", default="", max_length=300)),
                ("learned_at", models.DateTimeField(blank=True, null=True)),
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="wish", to="customers.customer"
                    ),
                ),
            ],
            options={"constraints": [models.CheckConstraint(condition=_HOURS, name="delivery_wish_hours")]},
        ),
        joren.foundation.changes.operations.TrackChanges("delivery_wish"),
    ]
