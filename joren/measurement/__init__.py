"""What it did: experiments with a held-back group."""
