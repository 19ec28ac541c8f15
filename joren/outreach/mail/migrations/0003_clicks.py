"""Clicks stand in responses now, for every channel."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("mail", "0002_words"), ("responses", "0001_initial")]

    operations = [migrations.DeleteModel(name="Click")]
