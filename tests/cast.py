"""The named people every test uses. Plain functions over the actions, so that a test can ask for just one person.

The business is the small chain 常: a shop at the station, a café whose day ends at five in the morning, an online
shop. 常田 owns it. Customers differ in exactly the ways the record must cope with.
"""

from datetime import date, time

from joren.foundation.accounts.models import Role, Staff
from joren.record.customers import actions as customers
from joren.record.customers.models import Customer
from joren.record.shops import actions as shops
from joren.record.shops.models import Shop

PASSWORD = "tsunedano-himitsu-42"

# --- the people who work there ------------------------------------------------------------------------------------


def owner() -> Staff:
    """常田, who owns the business and may do everything."""
    return _staff("owner@example.jp", "常田 栄", Role.OWNER)


def manager() -> Staff:
    """Runs the shops day by day."""
    return _staff("manager@example.jp", "真鍋 千里", Role.MANAGER)


def marketer() -> Staff:
    """Writes the mails."""
    return _staff("marketer@example.jp", "町田 薫", Role.MARKETER)


def station_staff() -> Staff:
    """Shop staff of 駅前店: sees only that shop's customers."""
    person = _staff("ekimae@example.jp", "駅田 守", Role.SHOP_STAFF)
    station_shop().staff.add(person)
    return person


def reader() -> Staff:
    """Looks, and changes nothing."""
    return _staff("reader@example.jp", "三好 読", Role.READ_ONLY)


def privacy_officer() -> Staff:
    """Answers requests for disclosure and deletion."""
    return _staff("privacy@example.jp", "法月 守", Role.PRIVACY_OFFICER)


def _staff(email: str, name: str, role: Role) -> Staff:
    existing = Staff.objects.filter(email=email).first()
    return existing or Staff.objects.create_user(email, PASSWORD, name=name, role=role)


# --- the shops ----------------------------------------------------------------------------------------------------


def station_shop() -> Shop:
    """駅前店, retail, its day ends at midnight."""
    return _shop("ekimae", "駅前店", Shop.Kind.RETAIL, time(0))


def cafe() -> Shop:
    """カフェ 常, whose day ends at 05:00."""
    return _shop("cafe", "カフェ 常", Shop.Kind.RESTAURANT, time(5))


def online_shop() -> Shop:
    """オンライン店."""
    return _shop("online", "オンライン店", Shop.Kind.ONLINE, time(0))


def _shop(code: str, name: str, kind: str, day_ends_at: time) -> Shop:
    existing = Shop.objects.filter(code=code).first()
    return existing or shops.create(code=code, name=name, kind=kind, day_ends_at=day_ends_at, by=None)


# --- the customers ------------------------------------------------------------------------------------------------


def hanako() -> Customer:
    """山田 花子: everything known, home shop 駅前店, two addresses to reach her, in Shibuya."""
    return _customer(
        "M0001",
        family_name="山田",
        given_name="花子",
        family_kana="やまだ",
        given_kana="はなこ",
        birth_year=1988,
        birth_month=4,
        birth_day=12,
        gender="female",
        shop_id=station_shop().pk,
        registered_on=date(2023, 4, 1),
        emails=["hanako@example.jp"],
        phones=["03-1234-5678", "090-1111-2222"],
        address={
            "postal_code": "150-0001",
            "prefecture": "東京都",
            "city": "渋谷区",
            "line": "神宮前1-2-3",
            "building": "常マンション405",
        },
        external_ids={"pos": "10001"},
    )


def ichiro() -> Customer:
    """髙橋 一郎: the old form of his name, a birthday without its year, home shop カフェ 常."""
    return _customer(
        "M0002",
        family_name="髙橋",
        given_name="一郎",
        family_kana="タカハシ",
        given_kana="イチロウ",
        birth_month=12,
        birth_day=3,
        gender="male",
        shop_id=cafe().pk,
        registered_on=date(2024, 1, 15),
        emails=["ichiro@example.jp"],
        external_ids={"pos": "10002"},
    )


def misaki() -> Customer:
    """佐藤 美咲: only a year of birth, buys online, known on LINE."""
    return _customer(
        "M0003",
        family_name="佐藤",
        given_name="美咲",
        family_kana="さとう",
        given_kana="みさき",
        birth_year=1995,
        gender="female",
        shop_id=online_shop().pk,
        registered_on=date(2024, 6, 30),
        emails=["misaki@example.jp"],
        line_ids=["U0123456789abcdef0123456789abcdef"],
        external_ids={"ec": "20003"},
    )


def kenta() -> Customer:
    """鈴木 健太: no e-mail, no birthday, no gender, only a phone."""
    return _customer(
        "M0004",
        family_name="鈴木",
        given_name="健太",
        shop_id=station_shop().pk,
        registered_on=date(2025, 2, 1),
        phones=["080-3333-4444"],
    )


def yumi() -> Customer:
    """渡邊 由美: no home shop, no day of registration, shares hanako's e-mail address as families do."""
    return _customer(
        "M0005",
        family_name="渡邊",
        given_name="由美",
        family_kana="わたなべ",
        given_kana="ゆみ",
        emails=["hanako@example.jp"],
    )


def everybody() -> list[Customer]:
    """All five customers."""
    return [hanako(), ichiro(), misaki(), kenta(), yumi()]


def crowd(count: int) -> list[Customer]:
    """So many further customers with a name, an e-mail address and a shop, for tests of lists."""
    shop_id = station_shop().pk
    return [
        _customer(
            f"C{number:05}",
            family_name="田中",
            given_name=f"{number}号",
            shop_id=shop_id,
            emails=[f"c{number}@example.jp"],
            phones=[f"090{10_000_000 + number}"],
            tags=["群衆"],
        )
        for number in range(1, count + 1)
    ]


def _customer(member_number: str, **known: object) -> Customer:
    existing = Customer.objects.filter(member_number=member_number).first()
    return existing or customers.create(by=None, member_number=member_number, **known)
