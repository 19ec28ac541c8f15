"""Plan, do, check, act: goals."""
