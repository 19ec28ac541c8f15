"""The arithmetic of short messages: lengths, parts, what providers say, their signatures. No Django, no clock."""
