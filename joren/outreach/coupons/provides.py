"""What coupons offers to the house."""

PROVIDES = ()
