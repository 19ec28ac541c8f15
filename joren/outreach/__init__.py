"""What we say: delivery, the channels, campaigns."""
