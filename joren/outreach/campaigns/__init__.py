"""A message to a segment: audience frozen with reasons, held-back group, schedule, send."""
