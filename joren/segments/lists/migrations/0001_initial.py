import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="PastedList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40, unique=True)),
                ("made_at", models.DateTimeField(db_index=True, verbose_name="made")),
                ("given", models.PositiveIntegerField()),
                ("people", models.PositiveIntegerField()),
                ("missing_count", models.PositiveIntegerField()),
                ("missing", models.JSONField(default=list)),
                ("unclear_count", models.PositiveIntegerField()),
                ("unclear", models.JSONField(default=list)),
                ("packed", models.BinaryField()),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
