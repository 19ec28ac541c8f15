"""Who may be the same person: one explainable score for a pair, found for the whole base and for a single new row."""
