"""Everything that happened to a customer, appended once, in one list."""
