"""Letters, postcards and labels as a channel."""
