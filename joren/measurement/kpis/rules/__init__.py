"""Which periods are measured and what a change between two of them is. No Django, no clock."""
