import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("line", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="friend",
            name="menu",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="friends",
                to="line.richmenu",
            ),
        ),
        migrations.AlterField(
            model_name="answertemplate",
            name="text",
            field=models.TextField(max_length=5000, verbose_name="words of the answer"),
        ),
    ]
