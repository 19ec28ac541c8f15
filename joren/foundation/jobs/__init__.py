"""Due work as rows: claimed with SKIP LOCKED, leased, retried, shown."""
