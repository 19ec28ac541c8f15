"""Verdicts on more than campaigns, with what they cost, what was left and what to do next."""

import django.db.models.deletion
from django.db import migrations, models

_NAME_THEM = """
UPDATE experiments_evaluation e SET key = 'campaign:' || e.campaign_id, name = c.name
FROM campaigns_campaign c WHERE c.id = e.campaign_id
"""


class Migration(migrations.Migration):
    """Adds the key, the name and the money of a verdict."""

    dependencies = [("campaigns", "0001_initial"), ("experiments", "0001_initial")]

    operations = [
        migrations.AddField("evaluation", "key", models.CharField(max_length=60, default="")),
        migrations.AddField(
            "evaluation", "name", models.CharField(max_length=200, default=""), preserve_default=False
        ),
        migrations.RunSQL(_NAME_THEM, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField("evaluation", "key", models.CharField(max_length=60, unique=True)),
        migrations.AlterField(
            "evaluation",
            "campaign",
            models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="evaluation",
                to="campaigns.campaign",
            ),
        ),
        migrations.AddField(
            "evaluation",
            "cost",
            models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True),
        ),
        migrations.AddField(
            "evaluation",
            "margin",
            models.DecimalField(blank=True, decimal_places=4, max_digits=5, null=True),
        ),
        migrations.AddField("evaluation", "margin_is_assumed", models.BooleanField(default=True)),
        migrations.AddField(
            "evaluation",
            "gain",
            models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True),
        ),
        migrations.AddField("evaluation", "step", models.CharField(blank=True, max_length=20, default="")),
    ]
