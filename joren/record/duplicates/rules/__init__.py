"""How two records of people are compared. Pure: no Django, no clock, no database."""
