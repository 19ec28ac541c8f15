"""Lengths as LINE counts them: UTF-16 code units, so that most emoji are two."""

from typing import Final

TEXT: Final = 5000
ALT_TEXT: Final = 400
MESSAGES: Final = 5
BUTTON_LABEL: Final = 20
URL: Final = 1000


def units(text: str) -> int:
    """How many UTF-16 code units the text has."""
    return len(text) + sum(character > "\uffff" for character in text)


def cut(text: str, most: int) -> str:
    """The text, shortened to `most` units with an ellipsis where it is longer; never half a character."""
    if units(text) <= most:
        return text
    kept = text[: most - 1]
    while units(kept) > most - 1:
        kept = kept[:-1]
    return kept + "…"
