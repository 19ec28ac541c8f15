"""What calls offers to the house."""

PROVIDES = ()
