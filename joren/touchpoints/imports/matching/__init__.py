"""Which column of a file is which field: by names in both languages, by what the values look like, by memory."""

from .columns import Match, guess_kind, match_columns
from .headers import fingerprint, header_key

__all__ = ["Match", "fingerprint", "guess_kind", "header_key", "match_columns"]
