"""A journey in words: how it begins, its steps, what came of them, and what is wrong with it."""
