"""Coupons remember that they were narrowed to shops or goods, also when those are gone."""

from django.db import migrations, models

_REMEMBER = """
UPDATE coupons_coupon c SET
    narrows_shops = EXISTS (SELECT FROM coupons_coupon_shops s WHERE s.coupon_id = c.id),
    narrows_goods = EXISTS (SELECT FROM coupons_coupon_products p WHERE p.coupon_id = c.id)
        OR EXISTS (SELECT FROM coupons_coupon_categories g WHERE g.coupon_id = c.id)
"""


class Migration(migrations.Migration):
    dependencies = [("coupons", "0001_initial")]

    operations = [
        migrations.AddField("coupon", "narrows_shops", models.BooleanField(default=False, editable=False)),
        migrations.AddField("coupon", "narrows_goods", models.BooleanField(default=False, editable=False)),
        migrations.RunSQL(_REMEMBER, migrations.RunSQL.noop),
    ]
