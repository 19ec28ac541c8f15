"""Frozen words and their links stand in content, for every channel; clicks keep pointing to the same links.

Ids stay what they were, so that clicks and what was written about them still fit.
"""

from collections.abc import Iterable

import django.db.models.deletion
from django.db import migrations, models

from joren.outreach.content.rules.blocks import fingerprint, one_block

_MOVED = ("content_content", "content_link")


def move(apps, schema_editor):
    """Copy contents and links with their ids."""
    old, new = apps.get_model("mail", "MailContent"), apps.get_model("content", "Content")
    for row in old.objects.order_by("pk").iterator():
        made = new.objects.create(
            pk=row.pk,
            origin=row.origin,
            channel="mail",
            subject=row.subject,
            preheader=row.preheader,
            blocks=one_block(row.body, row.format),
            base_url=row.base_url,
            fingerprint=fingerprint(row.subject, one_block(row.body, row.format)),
        )
        new.objects.filter(pk=made.pk).update(created_at=row.created_at)
    link = apps.get_model("content", "Link")
    link.objects.bulk_create(
        (
            link(pk=row.pk, content_id=row.content_id, number=row.number, target=row.target)
            for row in apps.get_model("mail", "Link").objects.order_by("pk").iterator()
        ),
        batch_size=5000,
    )
    _go_on_after(schema_editor, _MOVED)


def _go_on_after(schema_editor, tables: Iterable[str]):
    """Let new rows begin after those that kept their numbers."""
    for table in tables:
        schema_editor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), GREATEST((SELECT max(id) FROM {table}), 1), "
            f"(SELECT count(*) FROM {table}) > 0)"
        )


class Migration(migrations.Migration):
    dependencies = [("mail", "0001_initial"), ("content", "0001_initial")]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop, elidable=False),
        # What was copied waits for checks of its foreign keys, which an altered table must not.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="click",
            name="link",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="clicks", to="content.link"
            ),
        ),
        migrations.DeleteModel(name="Link"),
        migrations.DeleteModel(name="MailContent"),
    ]
