"""A shop that has goals stays: without it they would silently be goals of the whole business."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("goals", "0002_measures_and_reviews"), ("shops", "0001_initial")]

    operations = [
        migrations.AlterField(
            "goal",
            "shop",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="shops.shop",
                verbose_name="only this shop",
            ),
        )
    ]
