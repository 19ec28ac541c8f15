"""Made-up Japanese customers with realistic damage, and the truth of who is who. Deterministic, any number.

    python benchmarks/japanese_people.py 1000 > people.csv

People live in households (family name, address, often a phone or a mail in common; some twins). Some were recorded
more than once, and each further record is damaged as such records are: read in kana only, typed wrongly, converted
into other letters of the same sound, in old forms, in Latin letters, after a move or a marriage, with another phone,
with day and month of birth swapped, with the address written another way, or with half of it missing.

Names with their readings: japanese_names/ (MIT, see the licence beside it).
"""

import csv
import itertools
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

NAMES = Path(__file__).parent / "japanese_names" / "names.csv"
_CITIES = """
北海道 札幌市中央区,北海道 函館市,宮城県 仙台市青葉区,福島県 郡山市,茨城県 水戸市,栃木県 宇都宮市,群馬県 高崎市,埼玉県 さいたま市大宮区,
埼玉県 川口市,埼玉県 所沢市,千葉県 船橋市,千葉県 柏市,千葉県 市川市,東京都 世田谷区,東京都 練馬区,東京都 大田区,東京都 江戸川区,東京都 足立区,
東京都 杉並区,東京都 板橋区,東京都 江東区,東京都 新宿区,東京都 八王子市,東京都 町田市,神奈川県 横浜市港北区,神奈川県 横浜市青葉区,
神奈川県 川崎市中原区,神奈川県 藤沢市,神奈川県 相模原市南区,新潟県 新潟市中央区,石川県 金沢市,長野県 長野市,静岡県 浜松市中央区,
愛知県 名古屋市千種区,愛知県 豊田市,愛知県 岡崎市,三重県 津市,京都府 京都市左京区,京都府 宇治市,大阪府 大阪市平野区,大阪府 堺市北区,大阪府 豊中市,
大阪府 吹田市,大阪府 枚方市,兵庫県 神戸市西区,兵庫県 姫路市,兵庫県 西宮市,奈良県 奈良市,岡山県 岡山市北区,岡山県 倉敷市,広島県 広島市安佐南区,
広島県 福山市,香川県 高松市,愛媛県 松山市,福岡県 福岡市東区,福岡県 北九州市小倉南区,福岡県 久留米市,長崎県 長崎市,熊本県 熊本市東区,
大分県 大分市,宮崎県 宮崎市,鹿児島県 鹿児島市,沖縄県 那覇市
"""
_TOWNS = """
本町 栄町 緑町 旭町 末広町 若葉町 幸町 桜ケ丘 美しが丘 富士見台 大手町 中央 東町 西町 南町 北町 新町 元町 上野 下野 松原 杉の木 桜木町 梅田 竹の塚 柳町 泉 清水
和田 高田 山田 川端 池上 浜町 港町 橋本 石川 藤が丘 光が丘 希望が丘 青葉台 日の出町 千代田 永田 今泉 宮前 神明町 八幡 稲荷町 天神 駅前 鶴見 亀山 小松 大谷 平野
三沢 五反田 六角橋 七里 八木 九条 十条 春日 夏見 秋津 冬木 月岡 星川 花園 鳥居 風間 雪谷 雲雀丘 岩崎 砂山 森下 林 原町 野中 谷口 坂本 堤 池田 沢 瀬戸 島田 岸 浦 磯部
"""
_BUILDINGS = "メゾン コーポ ハイツ グランド プラザ サンシャイン パークサイド シャトー ヴィラ レジデンス".split()
_NAMED = "桜 旭 緑 駅前 青葉 若葉 富士 本町 朝日 大和".split()
_OLD = {"高": "髙", "崎": "﨑", "斎": "齋", "辺": "邊", "浜": "濱", "沢": "澤", "島": "嶋", "広": "廣", "国": "國", "桜": "櫻", "真": "眞", "恵": "惠"}  # fmt: skip
_KANJI_DIGITS = "〇一二三四五六七八九"
_DOMAINS = ["gmail.com"] * 8 + ["yahoo.co.jp"] * 5 + ["docomo.ne.jp"] * 3 + ["ezweb.ne.jp", "icloud.com", "icloud.com", "softbank.ne.jp", "example.ne.jp"]  # fmt: skip
_SHOPS = ("till", "web", "paper", "phone")
TODAY = date(2026, 11, 1)


@dataclass(slots=True)
class Person:
    """One record. `person` and `household` are the truth; records of one person have the same `person`."""

    person: int
    household: int
    family_name: str
    given_name: str
    family_kana: str
    given_kana: str
    gender: str
    year: int | None
    month: int | None
    day: int | None
    mobile: str
    landline: str
    email: str
    line_id: str
    postal_code: str
    prefecture: str
    city: str
    line: str
    building: str
    damage: list[str] = field(default_factory=list)


class Names:
    """Family and given names with readings, drawn as often as they occur."""

    def __init__(self) -> None:
        kinds: dict[str, list[tuple[int, str, list[str]]]] = {"family": [], "male": [], "female": []}
        with NAMES.open(encoding="utf-8") as opened:
            for row in csv.DictReader(opened):
                kinds[row["kind"]].append((int(row["weight"]), row["reading"], row["spellings"].split("|")))
        self._names = {
            kind: [(reading, spellings) for _weight, reading, spellings in found] for kind, found in kinds.items()
        }
        self._weights = {
            kind: list(itertools.accumulate(weight for weight, _reading, _spellings in found))
            for kind, found in kinds.items()
        }
        self.mailboxes: dict[str, int] = {}
        self._homophones: dict[str, list[str]] = {}
        for reading, spellings in self._names["family"]:
            self._homophones.setdefault(reading, []).extend(spellings)

    def draw(self, chance: random.Random, kind: str) -> tuple[str, str]:
        """(spelling, reading) of a name of that kind: family, male, female."""
        reading, spellings = chance.choices(self._names[kind], cum_weights=self._weights[kind])[0]
        return spellings[min(int(chance.expovariate(0.6)), len(spellings) - 1)], reading

    def same_sound(self, chance: random.Random, kind: str, reading: str, but: str) -> str:
        """Another spelling of the same reading, or the same one where there is no other."""
        if kind == "family":
            others = self._homophones.get(reading, [])
        else:
            others = next((spellings for found, spellings in self._names[kind] if found == reading), [])
        return chance.choice([other for other in others if other != but] or [but])


def people(count: int, seed: int = 1, again: float = 0.12) -> list[Person]:
    """That many records, shuffled; about `again` of the people have a second one, some of those a third."""
    chance = random.Random(seed)
    names = Names()
    records: list[Person] = []
    numbers = itertools.count(1)
    for household in itertools.count(1):
        for person in _household(chance, names, household, numbers):
            records.append(person)
            while chance.random() < again:
                records.append(damaged(chance, names, person))
        if len(records) >= count:
            break
    chance.shuffle(records)
    return records[:count]


def _household(chance: random.Random, names: Names, household: int, numbers: Iterator[int]) -> Iterator[Person]:
    """Those of a household who are customers."""
    family = names.draw(chance, "family")
    home = _address(chance)
    landline = f"+81{chance.choice('34567')}{chance.randrange(10**7, 10**8)}" if chance.random() < 0.45 else ""
    size = chance.choices((1, 2, 3, 4, 5), weights=(38, 27, 17, 14, 4))[0]
    parents: list[Person] = []
    readings: set[str] = set()
    born_before: Person | None = None
    for place in range(size):
        gender = chance.choice(("male", "female")) if place != 1 or not parents else _other(parents[0].gender)
        born = _born(chance, parents, place)
        twin = bool(place > 2 and born_before and chance.random() < 0.08)
        if twin and born_before and born_before.year:
            born = date(born_before.year, born_before.month or 1, born_before.day or 1)
        given = names.draw(chance, gender)
        while given[1] in readings:  # nobody gives two children one name
            given = names.draw(chance, gender)
        readings.add(given[1])
        adult = TODAY.year - born.year >= 16
        person = Person(
            next(numbers), household, family[0], given[0], family[1], given[1], gender,
            born.year, born.month, born.day,
            mobile=_mobile(chance) if adult and chance.random() < 0.85 else "",
            landline=landline,
            email=_email(chance, names, family[1], given[1], born) if adult and chance.random() < 0.7 else "",
            line_id=f"U{chance.getrandbits(128):032x}" if chance.random() < 0.12 else "",
            postal_code=home[0], prefecture=home[1], city=home[2], line=home[3], building=home[4],
        )  # fmt: skip
        if parents and (not adult or chance.random() < 0.1):
            # A child, or whoever leaves the phone and the mail to another of the house.
            person.mobile, person.email = parents[0].mobile, parents[-1].email
        if place < 2:
            parents.append(person)
        born_before = person
        if place == 0 or chance.random() < 0.6:
            yield _as_recorded(chance, person)


def _as_recorded(chance: random.Random, person: Person) -> Person:
    """The person as the shop first wrote them down: hardly any record has everything."""
    kept = replace(person)
    if chance.random() < 0.2:
        kept.year = kept.month = kept.day = None
    elif chance.random() < 0.04:
        kept.year = None
    if chance.random() < 0.15:
        kept.family_kana = kept.given_kana = ""
    if chance.random() < 0.25:
        kept.gender = ""
    if chance.random() < 0.15:
        kept.postal_code = kept.prefecture = kept.city = kept.line = kept.building = ""
    if chance.random() < 0.5 and (kept.mobile or kept.email):
        kept.landline = ""
    return kept


def damaged(chance: random.Random, names: Names, person: Person) -> Person:
    """Another record of the same person, as another clerk or the person wrote it later."""
    copy = replace(person, damage=[])
    _lose(chance, copy)
    for share, harm in _HARMS:
        if chance.random() < share:
            harm(chance, names, copy)
    if not (copy.mobile or copy.landline or copy.email or copy.line or copy.year or copy.line_id):
        copy.mobile, copy.email = person.mobile, person.email
    return copy


def _lose(chance: random.Random, copy: Person) -> None:
    """What was not asked this time."""
    if chance.random() < 0.2:
        copy.year = copy.month = copy.day = None
    if chance.random() < 0.25:
        copy.postal_code = copy.prefecture = copy.city = copy.line = copy.building = ""
    if chance.random() < 0.25:
        copy.mobile = ""
    if chance.random() < 0.4:
        copy.landline = ""
    if chance.random() < 0.35:
        copy.email = ""
    if chance.random() < 0.6:
        copy.line_id = ""
    if chance.random() < 0.2:
        copy.family_kana = copy.given_kana = ""


def _kana_only(chance: random.Random, names: Names, copy: Person) -> None:
    if not copy.family_kana:
        return
    copy.family_name, copy.given_name = _katakana(copy.family_kana), _katakana(copy.given_kana)
    copy.family_kana = copy.given_kana = ""
    copy.damage.append("kana for kanji")


def _latin(chance: random.Random, names: Names, copy: Person) -> None:
    if not copy.family_kana:
        return
    from joren.foundation.japanese.romaji import to_romaji

    style = chance.choice((str.title, str.upper, str.lower))
    copy.family_name, copy.given_name = style(to_romaji(copy.family_kana)), style(to_romaji(copy.given_kana))
    copy.family_kana = copy.given_kana = ""
    copy.damage.append("Latin letters")


def _converted(chance: random.Random, names: Names, copy: Person) -> None:
    if copy.gender and copy.given_kana:
        copy.given_name = names.same_sound(chance, copy.gender, copy.given_kana, copy.given_name)
        copy.damage.append("same sound, other letters")


def _old_forms(chance: random.Random, names: Names, copy: Person) -> None:
    old = "".join(_OLD.get(letter, letter) for letter in copy.family_name)
    if old != copy.family_name:
        copy.family_name = old
        copy.damage.append("old form")


def _typed(chance: random.Random, names: Names, copy: Person) -> None:
    part = chance.choice(("family_kana", "given_kana", "family_name", "given_name"))
    text = getattr(copy, part)
    if len(text) < 2:
        return
    at = chance.randrange(len(text) - 1)
    way = chance.randrange(3)
    if way == 0:
        text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    elif way == 1:
        text = text[:at] + text[at + 1 :]
    else:
        text = text[:at] + chance.choice("あいうえおかきくけこさしすせそたなはまやらわん") + text[at + 1 :]
    setattr(copy, part, text)
    copy.damage.append("typed")


def _moved(chance: random.Random, names: Names, copy: Person) -> None:
    copy.postal_code, copy.prefecture, copy.city, copy.line, copy.building = _address(chance)
    copy.landline = ""
    copy.damage.append("moved house")


def _married(chance: random.Random, names: Names, copy: Person) -> None:
    if copy.gender == "female" and copy.year and 22 <= TODAY.year - copy.year <= 60:
        copy.family_name, copy.family_kana = names.draw(chance, "family")
        copy.damage.append("married")


def _other_phone(chance: random.Random, names: Names, copy: Person) -> None:
    if copy.mobile:
        copy.mobile = _mobile(chance)
        copy.damage.append("other phone")


def _phone_typed(chance: random.Random, names: Names, copy: Person) -> None:
    if copy.mobile:
        at = chance.randrange(5, len(copy.mobile))
        copy.mobile = copy.mobile[:at] + str(chance.randrange(10)) + copy.mobile[at + 1 :]
        copy.damage.append("phone typed")


def _other_mail(chance: random.Random, names: Names, copy: Person) -> None:
    if copy.email:
        local = copy.email.partition("@")[0]
        copy.email = f"{local}@{chance.choice(_DOMAINS)}" if chance.random() < 0.4 else f"{local[::-1]}7@gmail.com"
        copy.damage.append("other mail")


def _swapped(chance: random.Random, names: Names, copy: Person) -> None:
    if copy.day and copy.day <= 12:
        copy.month, copy.day = copy.day, copy.month
        copy.damage.append("day and month swapped")


def _birthday_typed(chance: random.Random, names: Names, copy: Person) -> None:
    if copy.year and copy.day:
        if chance.random() < 0.5:
            copy.year += chance.choice((-10, -1, 1, 10))
        else:
            copy.day = copy.day % 10 + 10 if copy.day < 20 else max(1, copy.day - 10)
        copy.damage.append("birthday typed")


def _changed_places(chance: random.Random, names: Names, copy: Person) -> None:
    copy.family_name, copy.given_name = copy.given_name, copy.family_name
    copy.family_kana, copy.given_kana = copy.given_kana, copy.family_kana
    copy.damage.append("names changed places")


def _in_one_field(chance: random.Random, names: Names, copy: Person) -> None:
    copy.family_name, copy.given_name = copy.family_name + copy.given_name, ""
    copy.family_kana, copy.given_kana = copy.family_kana + copy.given_kana, ""
    copy.damage.append("names in one field")


def _family_only(chance: random.Random, names: Names, copy: Person) -> None:
    copy.given_name = copy.given_kana = ""
    copy.damage.append("family name only")


def _address_rewritten(chance: random.Random, names: Names, copy: Person) -> None:
    if not copy.line:
        return
    chome, _, rest = copy.line.partition("丁目")
    block, _, number = rest.partition("番")
    number = number.removesuffix("号")
    way = chance.randrange(4)
    if way == 0:
        copy.line = f"{chome}-{block}-{number}"
    elif way == 1:
        copy.line = f"{chome[:-1]}{_KANJI_DIGITS[int(chome[-1])]}丁目{block}-{number}"
    elif way == 2:
        copy.line = f"{chome}－{block}－{number} {copy.building}".translate(_FULL_WIDTH)
        copy.building = ""
    else:
        copy.city, copy.line, copy.prefecture = "", f"{copy.city}{chome}-{block}-{number}", ""
    if chance.random() < 0.3:
        copy.building = ""
    copy.damage.append("address written otherwise")


_FULL_WIDTH = {ord(str(digit)): "０１２３４５６７８９"[digit] for digit in range(10)}
_HARMS = (
    (0.15, _old_forms),
    (0.05, _converted),
    (0.05, _typed),
    (0.12, _moved),
    (0.08, _married),
    (0.12, _other_phone),
    (0.02, _phone_typed),
    (0.12, _other_mail),
    (0.03, _swapped),
    (0.04, _birthday_typed),
    (0.5, _address_rewritten),
    (0.01, _changed_places),
    (0.02, _in_one_field),
    (0.02, _family_only),
    (0.10, _kana_only),
    (0.02, _latin),
)
"""How often each harm befalls a further record, in the order in which they do."""


def _katakana(reading: str) -> str:
    return "".join(chr(ord(letter) + 0x60) if "ぁ" <= letter <= "ゖ" else letter for letter in reading)


def _other(gender: str) -> str:
    return "male" if gender == "female" else "female"


def _born(chance: random.Random, parents: list[Person], place: int) -> date:
    if place == 0:
        age = min(max(int(chance.gauss(48, 17)), 19), 95)
    elif place == 1:
        age = max(19, TODAY.year - (parents[0].year or 1970) + int(chance.gauss(0, 4)))
    else:
        age = max(0, TODAY.year - (parents[0].year or 1970) - int(chance.gauss(30, 4)))
    return TODAY - timedelta(days=age * 365 + chance.randrange(365))


def _mobile(chance: random.Random) -> str:
    return f"+81{chance.choice('789')}0{chance.randrange(10**7, 10**8)}"


def _email(chance: random.Random, names: Names, family: str, given: str, born: date) -> str:
    """An address nobody else was given."""
    from joren.foundation.japanese.romaji import to_romaji

    family, given = to_romaji(family), to_romaji(given)
    local = chance.choice(
        (f"{given}.{family}", f"{family}_{given}", f"{given}{born.year % 100:02}{born.month:02}",
         f"{given[:1]}{family}{chance.randrange(999)}", f"{given}-{chance.choice(_NAMED_LATIN)}{chance.randrange(9999)}")
    )  # fmt: skip
    domain = chance.choice(_DOMAINS)
    taken = names.mailboxes.get(f"{local}@{domain}", 0)
    names.mailboxes[f"{local}@{domain}"] = taken + 1
    return f"{local}{taken or ''}@{domain}"


_NAMED_LATIN = "love neko inu sakura happy smile music sky blue star".split()
_PLACES = [tuple(place.split()) for place in _CITIES.replace("\n", "").split(",")]
_ALL_TOWNS = _TOWNS.split()


def _address(chance: random.Random) -> tuple[str, str, str, str, str]:
    """(postal code, prefecture, city, line, building)."""
    at = min(int(chance.expovariate(1 / 22)), len(_PLACES) - 1)
    prefecture, city = _PLACES[at]
    town = chance.randrange(len(_ALL_TOWNS))
    postal = f"{100 + at * 13:03}-{town * 97 % 10_000:04}"
    line = f"{_ALL_TOWNS[town]}{chance.randrange(1, 9)}丁目{chance.randrange(1, 41)}番{chance.randrange(1, 31)}号"
    building = ""
    if chance.random() < 0.45:
        building = (
            f"{chance.choice(_BUILDINGS)}{chance.choice(_NAMED)}{chance.randrange(1, 13)}{chance.randrange(1, 13):02}"
        )
    return postal, prefecture, city, line, building


def main() -> None:
    """Print so many records as CSV."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    writer = csv.writer(sys.stdout)
    writer.writerow([*Person.__dataclass_fields__])
    for person in people(count):
        writer.writerow([getattr(person, name) for name in Person.__dataclass_fields__])


if __name__ == "__main__":
    main()
