"""The customer: who it is, how to reach them, tags and custom fields, search."""
