"""The rules of mail: bytes, links, tokens, markup. No Django, no clock, no network."""
