"""Which rows changed, in an order in which none can be lost.

Neither an increasing id nor `updated_at` is commit order in PostgreSQL: a slow transaction commits a smaller id
after a reader has passed it. Every tracked row therefore carries the transaction that last wrote it (`xid8`), and
readers take the half-open range [their last bound, ``pg_snapshot_xmin(pg_current_snapshot())``): nothing below that
bound can still be in flight. Deleted rows leave a `Tombstone`.
"""
