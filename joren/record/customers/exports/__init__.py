"""What customers give away: people in the shape the import reads, and the tables behind them."""
