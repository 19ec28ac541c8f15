"""The ten measures a business steers by: each with formula, denominator, freshness, before and after."""
