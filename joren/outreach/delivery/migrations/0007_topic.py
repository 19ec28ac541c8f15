from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0006_turn")]

    operations = [
        migrations.CreateModel(
            name="SendingTopic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("origin", models.CharField(max_length=60, unique=True)),
                ("topic", models.CharField(max_length=40)),
            ],
        ),
    ]
