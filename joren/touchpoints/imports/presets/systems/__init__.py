"""One module per system; each says PRESETS."""
