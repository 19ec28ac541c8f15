"""Names of people: splitting one column into family and given name, and telling readings from spellings."""

from joren.foundation.japanese.kana import is_kana, to_hiragana, to_katakana

__all__ = ["is_kana", "split_name", "to_hiragana", "to_katakana"]


def split_name(text: str) -> tuple[str, str]:
    """Family and given name, parted at the first run of half- or full-width spaces.

    Without a space the whole is the family name and the given name is empty: where a name written together
    splits cannot be known. Further spaces stay inside the given name, as one half-width space each.
    """
    family, *given = text.split() or [""]
    return family, " ".join(given)
