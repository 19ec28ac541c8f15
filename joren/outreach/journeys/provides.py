"""What journeys offers to the house."""

PROVIDES = ()
