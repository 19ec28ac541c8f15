"""Data health: how much of what is sold belongs to people who can be reached, what is wrong in the record, repairs."""
