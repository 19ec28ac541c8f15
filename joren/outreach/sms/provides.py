"""What sms offers to the house."""

PROVIDES = ()
