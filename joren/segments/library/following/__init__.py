"""Following who enters and who leaves each segment, and because of what.

A run fixes one day and one state of the facts for all segments. What a rule draws on is known by the mirror's files,
so a segment whose facts, rule and day are the same costs nothing; else the engine says who differs from the open
spells, and only those people travel and are written. Why somebody changed is told by the comparisons of the rule that
answer differently now than in the state and on the day of the run before.
"""
