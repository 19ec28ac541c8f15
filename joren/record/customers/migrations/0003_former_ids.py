import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0002_provenance'),
    ]

    operations = [
        migrations.CreateModel(
            name='FormerId',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('survivor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_ids', to='customers.customer')),
            ],
        ),
    ]
