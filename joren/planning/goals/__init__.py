"""Goals: a metric, a baseline, a target, a date, an owner, and where it stands."""
