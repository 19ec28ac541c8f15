"""Pages of customers: the list, one person, forms, tags, fields of one's own, taking a list away."""
