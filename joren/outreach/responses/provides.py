"""What responses offers to the house."""

PROVIDES = ()
