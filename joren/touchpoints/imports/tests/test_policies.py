"""What an import does to people who are known: policies by field, clearing, provenance, and that it can be undone."""

import datetime as dt

import pytest

from joren.foundation.importing.policies import OptionsNotValid, UnknownPolicy, UnknownPolicyField
from joren.record.consents.models import Consent
from joren.record.customers import actions as record
from joren.record.customers.models import ContactPoint, Customer, CustomerTag, CustomValue
from joren.record.customers.queries import find, provenance_of, whole
from joren.touchpoints.imports import actions
from joren.touchpoints.imports.models import Import
from joren.touchpoints.imports.tests.bringing import bring, counts, take_in

pytestmark = pytest.mark.django_db

HEADER = "顧客番号,姓,名,会社名,メールアドレス,電話番号,郵便番号,住所,タグ,備考,メルマガ,更新日時,ランク\n"
COLUMNS = {"custom.rank": "ランク"}


def row(**given):
    known = {
        "number": "C1",
        "family": "山田",
        "given": "太郎",
        "company": "山田商事",
        "email": "taro@example.com",
        "phone": "090-1111-2222",
        "code": "150-0001",
        "address": "東京都渋谷区神宮前1-2-3",
        "tags": "常連",
        "note": "旧",
        "consent": "",
        "updated": "",
        "rank": "金",
    }
    return ",".join((known | given).values()) + "\n"


def take(*rows, policies=None, clears=(), **options):
    given = {"policies": policies or {}, "clears": list(clears)}
    return take_in("customers", HEADER + "".join(rows), source="till", options=given, mapping=COLUMNS, **options)


def the():
    return find("till:C1")


OTHER = row(
    given="次郎",
    company="",
    email="jiro@example.com",
    phone="",
    address="神奈川県横浜市西区2-2",
    tags="新規",
    note="新",
    rank="銀",
)
BLANK = row(company="", email="", phone="", code="", address="", tags="", note="", rank="")


def facts():
    taro = whole(the().pk)
    return {
        "given": taro.given_name,
        "company": taro.company,
        "note": taro.note,
        "emails": [point.value for point in taro.contact_points.all() if point.kind == "email"],
        "phones": [point.value for point in taro.contact_points.all() if point.kind == "phone"],
        "address": [str(address) for address in taro.addresses.all()],
        "tags": sorted(link.tag.name for link in taro.tag_links.all()),
        "rank": [value.value for value in taro.custom_values.all()],
    }


FIRST = {
    "given": "太郎",
    "company": "山田商事",
    "note": "旧",
    "emails": ["taro@example.com"],
    "phones": ["+819011112222"],
    "address": ["東京都渋谷区神宮前1-2-3"],
    "tags": ["常連"],
    "rank": ["金"],
}


def test_overwriting_takes_what_the_file_has_and_leaves_what_it_has_not():
    take(row())
    assert counts(take(OTHER)) == (0, 1, 0, 0)
    assert facts() == FIRST | {
        "given": "次郎",
        "note": "新",
        "emails": ["jiro@example.com", "taro@example.com"],
        "address": ["神奈川県横浜市西区2-2"],
        "tags": ["常連", "新規"],
        "rank": ["銀"],
    }


def test_keeping_changes_nothing_of_known_people_even_where_nothing_is_known():
    take(row(note="", tags=""))
    before = facts()
    changed = take(OTHER, policies={"*": "keep"})
    assert (counts(changed), facts()) == ((0, 0, 1, 0), before)
    assert facts()["note"] == ""


def test_keeping_lets_new_people_in_whole():
    take(row(number="C9", family="佐藤"), policies={"*": "keep"})
    assert find("till:C9").family_name == "佐藤"


def test_filling_writes_only_where_nothing_is_known():
    take(row(note="", phone="", tags="", rank=""))
    take(
        row(given="次郎", note="新", phone="03-1234-5678", email="x@example.com", tags="新規", rank="銀"),
        policies={"*": "fill"},
    )
    assert facts() == FIRST | {"note": "新", "phones": ["+81312345678"], "tags": ["新規"], "rank": ["銀"]}


def test_a_policy_is_one_fields_own_and_a_star_is_for_all_others():
    take(row())
    take(OTHER, policies={"note": "keep", "email": "keep", "address": "keep", "custom.rank": "keep", "tags": "keep"})
    assert facts() == FIRST | {"given": "次郎"}
    take(row(given="三郎", note="さらに新"), policies={"*": "keep", "note": "overwrite"})
    assert facts() == FIRST | {"given": "次郎", "note": "さらに新"}


def test_the_newer_row_wins_whichever_comes_first():
    old, new = row(note="旧", updated="2024-01-01"), row(note="新", given="次郎", updated="2024-06-01")
    for order in ([old, new], [new, old]):
        Customer.objects.all().delete()
        for one in order:
            take(one, policies={"*": "newest"})
        assert facts() == FIRST | {"note": "新", "given": "次郎"}


def test_a_hand_edit_is_newer_than_a_file_that_was_changed_before_it(owner):
    take(row(updated="2020-01-01"))
    record.change(customer_id=the().pk, by=owner, note="店で聞いた")
    take(row(note="ファイル", company="新社名", updated="2021-01-01"), policies={"*": "newest"})
    assert (facts()["note"], facts()["company"]) == ("店で聞いた", "新社名")


def test_empty_cells_take_nothing_away_unless_told_to():
    take(row())
    assert counts(take(BLANK)) == (0, 0, 1, 0)
    assert facts() == FIRST
    assert counts(take(BLANK, clears=["note", "email", "custom.rank"])) == (0, 1, 0, 0)
    assert facts() == FIRST | {"note": "", "emails": [], "rank": []}


def test_clearing_everything_takes_away_what_files_gave_and_leaves_what_people_gave(owner):
    take(row())
    record.add_contact_point(customer_id=the().pk, kind="phone", value="03-9999-1111", by=owner)
    vip = record.create_tag(name="VIP", by=owner)
    record.tag(customer_id=the().pk, tag=vip, by=owner)
    take(BLANK, clears=["*"])
    assert facts() == FIRST | {
        "company": "",
        "note": "",
        "emails": [],
        "phones": ["+81399991111"],
        "address": [],
        "tags": ["VIP"],
        "rank": [],
    }
    assert ContactPoint.objects.get().is_primary


def test_what_a_policy_keeps_or_fills_is_not_cleared():
    take(row())
    take(BLANK, clears=["*"], policies={"*": "keep"})
    take(BLANK, clears=["*"], policies={"*": "fill"})
    assert facts() == FIRST


def test_an_empty_cell_is_a_no_to_news_only_where_that_was_said():
    take(row(consent="○"))
    take(row())
    assert Consent.objects.filter(withdrawn_at=None).count() == 1
    take(row(), clears=["consent_mail"])
    assert Consent.objects.filter(withdrawn_at=None).count() == 0


def test_consents_follow_their_policy():
    take(row(consent="○", updated="2024-01-01"), policies={"consent_mail": "newest"})
    for policy in ("keep", "fill"):
        take(row(consent="×"), policies={"consent_mail": policy})
        assert Consent.objects.filter(withdrawn_at=None).count() == 1
    take(row(consent="×", updated="2023-01-01"), policies={"consent_mail": "newest"})
    assert Consent.objects.filter(withdrawn_at=None).count() == 1
    take(row(consent="×", updated="2025-01-01"), policies={"consent_mail": "newest"})
    assert Consent.objects.filter(withdrawn_at=None).count() == 0


@pytest.mark.parametrize(
    ("options", "refusal", "said"),
    [
        ({"policies": {"note": "sometimes"}}, UnknownPolicy, "sometimes"),
        ({"policies": {"shoe_size": "keep"}}, UnknownPolicyField, "shoe_size"),
        ({"clears": ["shoe_size"]}, UnknownPolicyField, "shoe_size"),
        ({"policies": ["keep"]}, OptionsNotValid, "policies"),
        ({"clears": "note"}, OptionsNotValid, "clears"),
    ],
)
def test_a_policy_nobody_could_follow_is_refused_with_a_sentence(options, refusal, said):
    with pytest.raises(refusal) as caught:
        record_ = bring("customers", HEADER + row(), options=options)
        actions.start(record=record_, by=None)
    assert said in str(caught.value)
    assert caught.value.remedy_sentence
    assert (Customer.objects.count(), Import.objects.filter(state="queued").count()) == (0, 0)


def test_a_first_import_needs_no_provenance_and_still_tells_where_everything_is_from():
    first = take(row())
    taro = whole(the().pk)
    assert taro.provenance == {}
    origins = provenance_of(taro)
    assert set(origins) >= {"family_name", "given_name", "company", "note", "email", "phone", "address", "custom.rank"}
    assert {(origin.import_id, origin.source) for origin in origins.values()} == {(first.pk, "till")}


def test_a_changed_value_tells_which_file_and_a_hand_edit_who(owner):
    first = take(row())
    second = take(row(note="新", email="new@example.com", rank="銀"))
    record.change(customer_id=the().pk, by=owner, company="手入力")
    record.set_address(customer_id=the().pk, by=owner, prefecture="東京都", line="港区1-1")
    origins = provenance_of(whole(the().pk))
    assert {name: origins[name].import_id for name in ("note", "email", "custom.rank", "given_name", "phone")} == {
        "note": second.pk,
        "email": second.pk,
        "custom.rank": second.pk,
        "given_name": first.pk,
        "phone": first.pk,
    }
    for name in ("company", "address"):
        assert (origins[name].staff_id, origins[name].import_id, origins[name].source) == (owner.pk, None, "manual")
        assert dt.datetime.now(dt.UTC) - origins[name].at < dt.timedelta(minutes=5)


def test_undoing_an_import_brings_the_provenance_back_too():
    take(row())
    take(row(note="二度目"))
    before = list(Customer.objects.values("note", "company", "provenance"))
    points = list(ContactPoint.objects.order_by("id").values("value", "is_primary"))
    third = take(OTHER.replace("山田商事", "別会社"), clears=["phone", "custom.rank"])
    assert Customer.objects.get().provenance != before[0]["provenance"]
    actions.undo(record=third, by=None)
    assert list(Customer.objects.values("note", "company", "provenance")) == before
    assert list(ContactPoint.objects.order_by("value").values("value", "is_primary")) == sorted(
        points, key=lambda point: point["value"]
    )
    assert facts() == FIRST | {"note": "二度目"}


def test_what_an_import_changes_is_told_field_by_field_to_the_preview():
    take(row())
    trial = bring("customers", HEADER + OTHER, source="till", mapping=COLUMNS)
    found = actions.try_out(record=trial)["changes"]
    assert [(one["row"], one["subject"], one["label"]) for one in found] == [(2, the().pk, "山田 太郎")]
    assert found[0]["changes"] == {
        "given_name": ["太郎", "次郎"],
        "note": ["旧", "新"],
        "email": ["taro@example.com", "jiro@example.com"],
        "address": ["150-0001東京都渋谷区神宮前1-2-3", "150-0001神奈川県横浜市西区2-2"],
        "custom.rank": ["金", "銀"],
        "tags": ["", "新規"],
    }
    assert facts() == FIRST


def test_a_moved_house_takes_no_half_of_the_old_address_along():
    header = "顧客番号,氏名,郵便番号,都道府県,市区町村,住所,建物名\n"
    old = "1,甲,150-0001,東京都,渋谷区,神宮前1-2-3,ABCビル\n"
    take_in("customers", header + old)
    take_in("customers", header + "1,甲,,大阪府,大阪市北区,梅田1-1,\n")
    address = Customer.objects.get().addresses.get()
    assert (address.postal_code, str(address), address.building) == ("150-0001", "大阪府大阪市北区梅田1-1", "")
    take_in("customers", header + "1,甲,530-0001,大阪府,大阪市北区,,\n")
    address = Customer.objects.get().addresses.get()
    assert (address.postal_code, str(address)) == ("530-0001", "大阪府大阪市北区梅田1-1")


def test_a_name_written_together_says_nothing_new_of_one_in_two_parts():
    take_in("customers", "顧客番号,姓,名\n1,東海林,優\n")
    assert counts(take_in("customers", "顧客番号,氏名\n1,東海林優\n")) == (0, 0, 1, 0)
    assert counts(take_in("customers", "顧客番号,氏名\n1,高見沢\n")) == (0, 1, 0, 0)
    assert Customer.objects.get().full_name == "高見沢"


def test_parts_of_two_birthdays_that_make_no_day_are_not_put_together():
    take_in("customers", "顧客番号,氏名,生年月日\n1,甲,2000-02-29\n")
    again = take_in("customers", "顧客番号,氏名,生年\n1,甲,2001\n")
    assert (counts(again), Customer.objects.get().birthday.isoformat()) == ((0, 0, 1, 0), "2000-02-29")
    assert again.report["warnings"]["birthday_parts"]["count"] == 1


def test_tags_and_values_that_a_policy_leaves_alone_are_not_rewritten():
    take(row())
    before = list(CustomerTag.objects.values()), list(CustomValue.objects.values())
    take(row(), policies={"*": "newest"})
    assert (list(CustomerTag.objects.values()), list(CustomValue.objects.values())) == before
