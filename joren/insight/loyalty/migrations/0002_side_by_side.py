import django.db.models.deletion
from django.db import migrations, models

import joren.foundation.changes.fields
import joren.foundation.changes.operations


class Migration(migrations.Migration):

    dependencies = [
        ('changes', '0001_initial'),
        ('customers', '0001_initial'),
        ('loyalty', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='regulardefinition',
            name='archived_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='factorsnapshot',
            name='point',
            field=models.CharField(default='first', max_length=10),
        ),
        migrations.RemoveConstraint(
            model_name='factorsnapshot',
            name='loyalty_one_snapshot',
        ),
        migrations.AddConstraint(
            model_name='factorsnapshot',
            constraint=models.UniqueConstraint(fields=('definition', 'as_of', 'point'), name='loyalty_one_snapshot'),
        ),
        migrations.CreateModel(
            name='RegularStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('changed_xid', joren.foundation.changes.fields.TransactionIdField(db_default=joren.foundation.changes.fields.CurrentTransaction(), editable=False)),
                ('kind', models.CharField(max_length=10)),
                ('words', models.CharField(max_length=200)),
                ('missing', models.DecimalField(decimal_places=2, max_digits=16)),
                ('customer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
            ],
            options={
                'abstract': False,
            },
        ),
        joren.foundation.changes.operations.TrackChanges("loyalty_regularstep"),
    ]
