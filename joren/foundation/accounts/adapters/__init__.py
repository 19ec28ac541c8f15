"""Outside protocols of the accounts."""
