"""What a hit on a pixel or a link says, who likes which hour and channel: pure functions."""
