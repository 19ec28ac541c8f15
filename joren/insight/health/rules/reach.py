"""Over which channels a person can be reached."""

import re
from typing import Final

from joren.foundation.japanese.emails import is_dummy_email
from joren.foundation.japanese.phones import is_dummy_phone

from .person import Person, Point

MAIL, LINE, SMS, PHONE, POST = "mail", "line", "sms", "phone", "post"
CHANNELS: Final = (MAIL, LINE, SMS, PHONE, POST)
COMPLETE: Final = 4
"""Parts of a complete postal address: postal code, prefecture, city, street and number."""

_MOBILE: Final = re.compile(r"\+81[789]0\d{8}")


def works_over(person: Person) -> frozenset[str]:
    """The channels over which something would arrive: a contact that is neither dead nor a dummy, a whole address."""
    found = {channel for point in person.points if usable(point) for channel in _channels(point)}
    if len([part for part in person.address if part]) == COMPLETE:
        found.add(POST)
    return frozenset(found)


def reachable_over(person: Person) -> frozenset[str]:
    """The channels that work and that the person agreed to have news over."""
    return works_over(person) & person.agreed


def usable(point: Point) -> bool:
    """Whether something sent there would arrive, as far as is known."""
    return not point.dead and not is_dummy(point)


def is_dummy(point: Point) -> bool:
    """Whether it was typed to get past a form."""
    if point.kind == "email":
        return is_dummy_email(point.value)
    return point.kind == "phone" and is_dummy_phone(point.value)


def _channels(point: Point) -> tuple[str, ...]:
    if point.kind == "email":
        return (MAIL,)
    if point.kind == "line":
        return (LINE,)
    return (PHONE, SMS) if _MOBILE.fullmatch(point.value) else (PHONE,)
