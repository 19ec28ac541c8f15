"""Comparing phones and mails: the same one, a mistyped one, another one."""

from typing import Final

from rapidfuzz.distance import OSA

_LOCAL_PART_SAYS_SOMETHING: Final = 6


def compare_phones(phones: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, str, str]:
    """(level, first, second); the level is empty where one has none."""
    if not phones or not others:
        return ("", "", "")
    for phone in phones:
        if phone in others:
            return ("same", phone, phone)
    for phone in phones:
        for other in others:
            if len(phone) == len(other) and phone[:4] == other[:4] and OSA.distance(phone, other, score_cutoff=1) <= 1:
                return ("digit", phone, other)
    return ("different", phones[0], others[0])


def compare_emails(emails: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, str, str]:
    """(level, first, second); the level is empty where one has none."""
    if not emails or not others:
        return ("", "", "")
    for email in emails:
        if email in others:
            return ("same", email, email)
    for email in emails:
        for other in others:
            level = _near(email, other)
            if level:
                return (level, email, other)
    return ("different", emails[0], others[0])


def _near(email: str, other: str) -> str:
    local, _at, domain = email.partition("@")
    other_local, _at, other_domain = other.partition("@")
    if local == other_local and len(local) >= _LOCAL_PART_SAYS_SOMETHING:
        return "local_part"
    if domain == other_domain and len(local) >= _LOCAL_PART_SAYS_SOMETHING:
        return "typo" if OSA.distance(local, other_local, score_cutoff=1) <= 1 else ""
    return ""


def is_mobile(phone: str) -> bool:
    """Whether the number is of a telephone in one person's pocket."""
    return phone.startswith(("+8170", "+8180", "+8190"))
