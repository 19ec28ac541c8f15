"""Outside protocols of short messages, one each."""
