"""Journeys: what happens to a person step by step, after a trigger."""
