"""What names a person for good, so that a decision about them is found again after they came back under other keys."""

from collections.abc import Iterable

from .features import PersonFeatures
from .hashing import CONTACT, hashed


def marks_of(customer_id: int, former_ids: Iterable[int], person: PersonFeatures) -> list[int]:
    """Hashes of the record's number, the numbers of records merged into it, its numbers elsewhere, and its content."""
    marks = {hashed(CONTACT, "id", number) for number in (customer_id, *former_ids)}
    if person.member_number:
        marks.add(hashed(CONTACT, "external", "member:" + person.member_number))
    marks.update(hashed(CONTACT, "external", number) for number in person.external_ids)
    content = _content(person)
    if content:
        marks.add(content)
    return sorted(marks)


def _content(person: PersonFeatures) -> int | None:
    """A mark of somebody without any number: name, birthday, phones and mails together; None with too few."""
    name = person.family + person.given or person.family_romaji + person.given_romaji
    if not name or not (person.birthday or person.phones or person.emails):
        return None
    return hashed(CONTACT, "content", name, person.birthday, *person.phones, "|", *person.emails)
