"""Pure functions of content: blocks, markup, tokens."""
