"""What reports decide without a database: periods, scales, sentences."""
