from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0007_topic")]

    operations = [
        migrations.RemoveIndex(model_name="delivery", name="delivery_due"),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "due")),
                fields=["origin", "channel", "due_at", "id"],
                name="delivery_waiting",
            ),
        ),
    ]
