"""Who is a regular, what regulars have in common, and who is one step away."""
