"""What can be wrong in a record: the checks, and the faults of one person."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Any, Final

from joren.foundation.japanese.addresses import suggest, warnings_for
from joren.foundation.japanese.addresses.checking import place_for
from joren.foundation.japanese.addresses.postal import look_up

from .domains import meant_by
from .person import Person, Readings
from .reach import is_dummy, works_over

Suggestion = dict[str, Any]
"""``{"kind": "fields" | "address" | "contact" | "deliverable", "values": {…}}``."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is looked for. `hint`: worth a look, counts for nothing. `deletes`: the value can go."""

    key: str
    group: str
    hint: bool = False
    deletes: bool = False


CHECKS: Final = {
    check.key: check
    for check in (
        Check("missing_kana", "kana"),
        Check("unreachable", "reach"),
        Check("undeliverable", "undeliverable", deletes=True),
        Check("stale", "stale"),
        Check("postal_disagrees", "contradictory", deletes=True),
        Check("postal_withdrawn", "contradictory", deletes=True),
        Check("postal_unknown", "contradictory", deletes=True),
        Check("address_gap", "contradictory"),
        Check("birthday_impossible", "contradictory", deletes=True),
        Check("registration_impossible", "contradictory", deletes=True),
        Check("bought_before", "contradictory", hint=True),
        Check("company_honorific", "contradictory", deletes=True),
        Check("dummy_phone", "dummy", deletes=True),
        Check("dummy_email", "dummy", deletes=True),
        Check("dummy_name", "dummy", deletes=True),
        Check("mail_typo", "typo", deletes=True),
        Check("duplicate", "duplicate"),
    )
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one person. `about`: the very value; `detail`: what the sentence needs."""

    check: str
    about: str = ""
    detail: dict[str, Any] = field(default_factory=dict)
    suggestions: list[Suggestion] = field(default_factory=list)

    @property
    def mark(self) -> str:
        """The value in 32 characters, to know it again without keeping it."""
        return blake2b(self.about.encode(), digest_size=16).hexdigest()


_KANJI: Final = re.compile("[々㐀-鿿豈-﫿]")
_DUMMY_NAME: Final = re.compile(
    r"(?:テスト|ﾃｽﾄ|てすと|ダミー|ﾀﾞﾐｰ|だみー|サンプル|test|dummy|sample|ああ+|あいう(?:えお)?|アア+|aa+|xx+|名無し?|ななし"
    r"|不明|未入力|未登録|なし)(?:太郎|花子|たろう|はなこ|タロウ|ハナコ|ユーザー?|user|様|さん|[0-9０-９]*)",
    re.IGNORECASE,
)
_ONCHU: Final = "御中"
_PERSONAL: Final = "様"
_OLDEST: Final = 115
_EARLY_DAYS: Final = 30


def faults_of(person: Person, *, today: date, stale_years: int, readings: Readings | None = None) -> list[Fault]:
    """Everything wrong with a person, in the order of `CHECKS` by what it costs to leave it."""
    return [
        *_kana(person, readings or Readings()),
        *_reach(person),
        *_contacts(person),
        *_stale(person, today, stale_years),
        *_address(person),
        *_days(person, today),
        *_names(person),
        *(Fault("duplicate", str(key), {"pair": key, "other": name}) for key, name in sorted(person.doubles.items())),
    ]


def _kana(person: Person, readings: Readings) -> Iterator[Fault]:
    lacking = {
        part: name
        for part, name, kana in (
            ("family", person.family_name, person.family_kana),
            ("given", person.given_name, person.given_kana),
        )
        if not kana and _KANJI.search(name)
    }
    if not lacking:
        return
    known = {"family": readings.family, "given": readings.given}
    values = {f"{part}_kana": known[part][name] for part, name in lacking.items() if name in known[part]}
    name = f"{person.family_name} {person.given_name}".strip()
    yield Fault("missing_kana", name, {"name": name}, [{"kind": "fields", "values": values}] if values else [])


def _reach(person: Person) -> Iterator[Fault]:
    if not works_over(person):
        yield Fault("unreachable")


def _contacts(person: Person) -> Iterator[Fault]:
    for point in person.points:
        detail = {"point": point.id, "kind": point.kind, "value": point.value}
        if is_dummy(point):
            yield Fault(f"dummy_{point.kind}", point.value, detail)
            continue
        meant = meant_by(point.value) if point.kind == "email" else ""
        corrected: list[Suggestion] = [{"kind": "contact", "values": {"value": meant}}] if meant else []
        if point.dead:
            works: Suggestion = {"kind": "deliverable", "values": {}}
            yield Fault("undeliverable", point.value, detail | {"reason": point.reason}, [*corrected, works])
        elif meant:
            yield Fault("mail_typo", point.value, detail, corrected)


def _stale(person: Person, today: date, years: int) -> Iterator[Fault]:
    last = person.last_seen
    if last is not None and (last.year + years, last.month, last.day) <= (today.year, today.month, today.day):
        yield Fault("stale", last.isoformat(), {"last": last.isoformat()})


def _address(person: Person) -> Iterator[Fault]:
    if not any(person.address):
        return
    code, prefecture, city, line = person.address
    about = "\t".join(person.address)
    doubt = warnings_for(code, prefecture, city, line)
    if doubt is not None:
        check = {"disagrees": "postal_disagrees", "withdrawn": "postal_withdrawn", "unknown_code": "postal_unknown"}
        detail = {"code": code, "place": doubt.place, "address": prefecture + city + line}
        yield Fault(check[doubt.code], about, detail, [*_code_of(doubt.codes), *_place_of(code, prefecture, city)])
        return
    missing = suggest(code, prefecture, city, line)
    values = {part: getattr(missing, part) for part in ("postal_code", "prefecture", "city") if getattr(missing, part)}
    only_a_prefecture = not (code or city or line)  # somebody asked where people are from, not where they live
    if not (code and prefecture and city) and not only_a_prefecture:
        shown = {"code": code, "address": prefecture + city + line}
        yield Fault("address_gap", about, shown, [{"kind": "address", "values": values}] if values else [])


def _code_of(codes: tuple[str, ...]) -> list[Suggestion]:
    """The code of the address, where it has exactly one."""
    return [{"kind": "address", "values": {"postal_code": codes[0]}}] if len(codes) == 1 else []


def _place_of(code: str, prefecture: str, city: str) -> list[Suggestion]:
    """Prefecture and city of the code, where they are others than those written."""
    place = place_for(look_up(code))
    if not (place.prefecture and place.city) or (place.prefecture, place.city) == (prefecture, city):
        return []
    return [{"kind": "address", "values": {"prefecture": place.prefecture, "city": place.city}}]


def _days(person: Person, today: date) -> Iterator[Fault]:
    born = person.birth_year
    if born is not None:
        parts = [part for part in (born, person.birth_month, person.birth_day) if part]
        written = "-".join(str(part).zfill(2) for part in parts)
        earliest = (born, person.birth_month or 1, person.birth_day or 1)
        if earliest > (today.year, today.month, today.day) or today.year - born > _OLDEST:
            yield Fault("birthday_impossible", written, {"born": written})
        elif person.registered_on and earliest > _parts(person.registered_on):
            about = f"{written}/{person.registered_on}"
            yield Fault("registration_impossible", about, {"day": person.registered_on.isoformat(), "born": written})
            return
    if person.registered_on and person.registered_on > today:
        day = person.registered_on.isoformat()
        yield Fault("registration_impossible", day, {"day": day})
    elif _days_before(person) > _EARLY_DAYS:
        first, day = str(person.first_bought), str(person.registered_on)
        yield Fault("bought_before", f"{first}/{day}", {"first": first, "day": day})


def _days_before(person: Person) -> int:
    """Days from the first purchase to the registration; 0 where one of them is not known."""
    if person.registered_on is None or person.first_bought is None:
        return 0
    return (person.registered_on - person.first_bought).days


def _parts(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day


def _names(person: Person) -> Iterator[Fault]:
    if person.honorific == _ONCHU and not person.company and (person.family_name or person.given_name):
        personal: Suggestion = {"kind": "fields", "values": {"honorific": _PERSONAL}}
        yield Fault("company_honorific", person.honorific, {"honorific": person.honorific}, [personal])
    name = f"{person.family_name} {person.given_name}".strip()
    if name and (_is_dummy(name) or (person.given_name and _is_dummy(person.family_name))):
        yield Fault("dummy_name", name, {"name": name})


def _is_dummy(name: str) -> bool:
    return bool(_DUMMY_NAME.fullmatch("".join(name.split())))
