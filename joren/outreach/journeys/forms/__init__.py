"""The forms in which journeys, their beginnings and their steps are settled."""
