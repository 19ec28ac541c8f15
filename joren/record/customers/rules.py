"""Rules of the customer's record: the search document, age and birthdays with unknown parts. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from joren.foundation.japanese.folding import fold, grams_of_keys, query_grams

BETWEEN: Final = "\n"
"""Stands between (and around) the keys of a search document; no key holds it, so no hit runs over two facts."""

_END_OF_YEAR, _END_OF_MONTH = 12, 31
_JAPAN = "+81"


def search_document(
    *,
    family_name: str = "",
    given_name: str = "",
    family_kana: str = "",
    given_kana: str = "",
    company: str = "",
    member_number: str | None = "",
    external_ids: Iterable[str] = (),
    emails: Iterable[str] = (),
    phones: Iterable[str] = (),
    line_ids: Iterable[str] = (),
    addresses: Iterable[str] = (),
) -> tuple[str, list[str]]:
    """What a customer is found by, as (text, grams): keys between `BETWEEN`, and the grams an index keeps of them.

    Names are kept as family and given name together; phones come in E.164 and are kept as people type them
    too (0312345678). Addresses: one text each, postal code and all parts in order.
    """
    written = [family_name + given_name, family_kana + given_kana, company, member_number or ""]
    written += [*external_ids, *emails, *line_ids, *addresses]
    for phone in phones:
        written += (phone, as_dialled(phone))
    keys = dict.fromkeys(filter(None, map(fold, written)))
    return BETWEEN + BETWEEN.join(keys) + BETWEEN if keys else "", grams_of_keys(keys)


def as_dialled(phone: str) -> str:
    """An E.164 number as it is dialled in Japan: +81312345678 is 0312345678; a foreign one as it is."""
    return "0" + phone.removeprefix(_JAPAN) if phone.startswith(_JAPAN) else phone


def search_words(text: str) -> list[tuple[str, list[str]]]:
    """The words of a query as (key, grams): a customer is found who has all of them. Empty: nothing to look for."""
    words = ((fold(word), query_grams(word)) for word in text.split())
    return [(key, grams) for key, grams in words if key]


def age(year: int | None, month: int | None, day: int | None, on: date) -> int | None:
    """Full years on that day, None without a year of birth or before birth.

    Unknown parts count as the latest they can be, so that nobody is taken for older than they are.
    """
    if year is None:
        return None
    not_yet = (on.month, on.day) < (month or _END_OF_YEAR, day or _END_OF_MONTH)
    years = on.year - year - not_yet
    return years if years >= 0 else None
