"""People who live together: they share a phone, an address, a letter box, and remain people of their own."""
