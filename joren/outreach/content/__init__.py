"""What a message says: blocks, merge fields, versions for each channel, frozen words with their links."""
