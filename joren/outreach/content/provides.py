"""What content offers to the house."""

PROVIDES = ()
