"""What post offers to the house."""

PROVIDES = ()
