from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("delivery", "0005_policy")]

    operations = [migrations.RunSQL("CREATE SEQUENCE delivery_turn", "DROP SEQUENCE delivery_turn")]
