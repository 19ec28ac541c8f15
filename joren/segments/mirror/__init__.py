"""The columnar mirror: a fresh copy of every fact table as Parquet, for questions about everybody.

    from joren.segments.mirror import reading
    with reading.open_mirror() as mirror:      # recent: what was committed before this line is in it
        mirror.rows(f"SELECT count(*) FROM {mirror.relation('purchases')} AS f", {})

Each table is a base file, one delta file with the rows changed since, and the ids the base must hide; one manifest
names them all and is replaced by rename. Why so, and what was measured: docs/decisions/0006-parquet-mirror.md.
"""
