"""What line offers to the house."""

PROVIDES = ()
