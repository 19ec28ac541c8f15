"""Rows of tills that are no lines of goods, buyers known by e-mail, and tickets that were voided later."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("purchases", "0002_customer_reference")]

    operations = [
        migrations.AddField(
            model_name="stagedline",
            name="email",
            field=models.CharField(blank=True, db_default="", max_length=254),
        ),
        migrations.AddField(
            model_name="stagedline",
            name="part",
            field=models.CharField(blank=True, db_default="", max_length=10),
        ),
        migrations.AddField(
            model_name="stagedline",
            name="refers",
            field=models.CharField(blank=True, db_default="", max_length=200),
        ),
        migrations.AddField(
            model_name="stagedline",
            name="charges",
            field=models.DecimalField(decimal_places=2, max_digits=14, null=True),
        ),
        migrations.AddField(
            model_name="stagedline",
            name="taken_off",
            field=models.DecimalField(decimal_places=2, max_digits=14, null=True),
        ),
        migrations.CreateModel(
            name="VoidedTicket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=50)),
                ("external_id", models.CharField(max_length=200)),
                ("voided_at", models.DateTimeField()),
                ("import_id", models.BigIntegerField(blank=True, db_index=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("source", "external_id"), name="purchases_voided_once")
                ],
            },
        ),
    ]
