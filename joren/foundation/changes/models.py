"""Tables of the change log."""

from django.db import models

from .fields import CurrentTransaction, TransactionIdField


class Tracked(models.Model):
    """A model whose rows say which transaction last wrote them. Its migration must run `TrackChanges`."""

    changed_xid = TransactionIdField(db_default=CurrentTransaction(), editable=False)

    class Meta:
        abstract = True


class Tombstone(models.Model):
    """A row of a tracked table that was deleted."""

    table = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    deleted_xid = TransactionIdField(db_default=CurrentTransaction(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["table", "deleted_xid"], name="changes_tombstone_order")]

    def __str__(self) -> str:
        return f"{self.table} {self.row_id}"
