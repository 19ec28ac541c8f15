"""What is exported comes back: into the same Joren nothing changes, into an empty one an equal record grows."""

import io
import json
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from joren.foundation.business.models import Business
from joren.foundation.jobs.running import run_due
from joren.foundation.time.clock import TOKYO
from joren.record.consents import actions as consents
from joren.record.consents.models import Consent
from joren.record.customers import actions as customers
from joren.record.customers.models import ContactPoint, Customer, CustomField, ExternalId, PostalAddress, Tag
from joren.record.products.models import Category, Product
from joren.record.shops import actions as shops
from joren.record.shops.models import Shop
from joren.record.timeline.models import Event
from joren.touchpoints.exports import actions as exports
from joren.touchpoints.exports import files
from joren.touchpoints.exports.kinds import columns_of
from joren.touchpoints.exports.kinds import exports as all_exports
from joren.touchpoints.imports import actions as imports
from joren.touchpoints.imports import queries as queries_of_imports
from joren.touchpoints.imports.actions.drops import place_of
from joren.touchpoints.imports.commands import imports as import_command
from joren.touchpoints.imports.errors import NotAWhole
from joren.touchpoints.imports.kinds_known import fields_of
from joren.touchpoints.imports.matching import match_columns
from joren.touchpoints.imports.models import Import
from joren.touchpoints.imports.whole import take_in
from joren.touchpoints.purchases import actions as purchases
from joren.touchpoints.purchases.models import Purchase, PurchaseLine

pytestmark = pytest.mark.django_db

NASTY = st.sampled_from(
    [
        "=1+1",
        "+81",
        "-",
        "@cmd",
        "'=1",
        "髙﨑",
        "𠮷野家",
        "😀👩‍👩‍👧",
        "9時〜18時",
        "ｶﾀｶﾅ",
        "Ｆｕｌｌ",
        'quo"ted',
        "a,b",
        "一行\n二行",
        "一行\r\n二行",
        "00123",
        "1E5",
        "NULL",
        "か\u3099",
        "A/B;C|D",
    ]
)
TEXT = NASTY | st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp", "Cn", "Co")), min_size=1, max_size=12
)


@pytest.fixture(autouse=True)
def a_business(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    Business.objects.update_or_create(pk=1, defaults={"name": "常"})


@st.composite
def people(draw):
    """What a customer is made of, as nasty as the record takes it."""
    fields = {key: draw(TEXT) for key in ("family_name", "given_name", "family_kana", "given_kana", "company")}
    fields |= {"honorific": draw(st.sampled_from(["様", "", "御中"]))}
    fields |= {"gender": draw(st.sampled_from(["", "female", "male", "other"]))}
    born = draw(
        st.sampled_from([(None, None, None), (1980, 2, 29), (None, 4, 1), (1975, None, None), (1990, 12, None)])
    )
    fields |= dict(zip(("birth_year", "birth_month", "birth_day"), born, strict=True))
    fields |= {"note": draw(TEXT | st.just(""))}
    fields |= {"registered_on": draw(st.none() | st.dates(date(1990, 1, 1), date(2026, 1, 1)))}
    return {
        **fields,
        "emails": draw(st.lists(st.sampled_from(["a@example.jp", "b.c@example.jp", "d@example.com"]), unique=True)),
        "phones": draw(st.lists(st.sampled_from(["03-1234-5678", "090-1111-2222", "+1 650-253-0000"]), unique=True)),
        "line_ids": draw(st.lists(st.sampled_from(["U0123456789abcdef"]), max_size=1)),
        "address": draw(
            st.none()
            | st.fixed_dictionaries(
                {
                    "postal_code": st.sampled_from(["", "060-0001"]),
                    "prefecture": st.sampled_from(["", "北海道"]),
                    "city": TEXT,
                    "line": st.sampled_from(["東京都千代田区1-1", "1-2-3", "=2"]),
                    "building": st.sampled_from(["", "髙ビル 405"]),
                }
            )
        ),
        "tags": draw(st.lists(TEXT, max_size=2)),
    }


def make(person, number):
    """Record the person; the member number has a leading zero."""
    person = person | {"member_number": f"0{number:04}" if number % 3 else "", "external_ids": {"pos": f"00{number}"}}
    return customers.create(by=None, custom={"seat": "=窓", "points": "0012.5", "vip": "はい"}, **person)


def define_fields():
    for key, kind in (("seat", "text"), ("points", "number"), ("vip", "boolean")):
        if not CustomField.objects.filter(key=key).exists():
            customers.define_field(
                key=key, label={"seat": "席", "points": "点", "vip": "特別"}[key], type=kind, by=None
            )


def exported(what, **wishes):
    run = exports.write(run=exports.ask(what=what, reason="試し", by=None, surface="command", **wishes))
    suffix = Path(run.file_name).suffix
    return run, (files.folder_of(run.stored) / files.DATA).read_bytes(), f"{what}{suffix}"


def brought(kind, content, name):
    record = imports.bring(io.BytesIO(content), file_name=name, by=None, kind=kind)
    return imports.run(record=record, by=None)


def outcome(record):
    return {key: record.counts.get(key, 0) for key in ("new", "changed", "rejected")}


NOTHING = {"new": 0, "changed": 0, "rejected": 0}


def lines(text):
    return text.replace("\r\n", "\n")


def the_record():
    """Every customer as plain values, without what names this installation."""
    found = []
    for one in Customer.objects.all():
        fields = ("family_name", "given_name", "family_kana", "given_kana", "company", "honorific", "gender")
        more = ("birth_year", "birth_month", "birth_day", "member_number", "registered_on")
        found.append(
            (
                *(getattr(one, name) for name in (*fields, *more)),
                lines(one.note),
                one.shop.code if one.shop else None,
                sorted(ContactPoint.objects.filter(customer=one).values_list("kind", "value", "is_primary")),
                sorted(
                    PostalAddress.objects.filter(customer=one).values_list(
                        "postal_code", "prefecture", "city", "line", "building"
                    )
                ),
                sorted(one.tag_links.values_list("tag__name", flat=True)),
                sorted((value.field.key, str(value.value)) for value in one.custom_values.all()),
                sorted(ExternalId.objects.filter(customer=one).exclude(source="joren").values_list("source", "value")),
            )
        )
    return sorted(found, key=repr)


def empty_it():
    """Make this another Joren, that knows nobody."""
    for model in (PurchaseLine, Purchase, Event, Consent, Customer, Product):
        model.objects.all().delete()
    for category in Category.objects.order_by("-path"):
        category.delete()
    for rest in (Tag, Shop, Import):
        rest.objects.all().delete()
    Business.objects.update(created_at=datetime(2020, 1, 1, tzinfo=TOKYO))


QUIET = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture], "phases": [Phase.generate]}


@settings(max_examples=12, **QUIET)
@given(st.lists(people(), min_size=1, max_size=4), st.sampled_from(["csv", "xlsx"]))
def test_an_exported_file_changes_nothing_here_and_makes_an_equal_record_elsewhere(found, format):
    empty_it()
    Business.objects.update(created_at=datetime(2026, 1, 1, tzinfo=TOKYO))
    define_fields()
    for number, person in enumerate(found):
        make(person, number)
    before = the_record()
    _run, content, name = exported("customers", format=format)
    assert outcome(brought("customers", content, name)) == NOTHING
    assert the_record() == before
    empty_it()
    assert outcome(brought("customers", content, name)) == {**NOTHING, "new": len(found)}
    # A second and third address of a kind stand in the table of contact points.
    assert _without_third_contacts(the_record()) == _without_third_contacts(before)
    assert outcome(brought("customers", content, name)) == NOTHING


def _without_third_contacts(record):
    return [(*one[:14], [point for point in one[14] if point[2]], *one[15:]) for one in record]


@settings(max_examples=10, **QUIET)
@given(people())
def test_cp932_comes_back_equal_but_for_what_the_report_told(person):
    empty_it()
    define_fields()
    one = make(person, 1)
    run, content, name = exported("customers", encoding="cp932")
    told = {place["column"] for place in run.losses.get("places", [])}
    record = brought("customers", content, name)
    assert outcome(record)["new"] == 0
    if not told:
        assert outcome(record) == NOTHING
    labels = {str(column.label): column.key for column in columns_of("customers")}
    untouched = {"family_name", "given_name", "company", "note"} - {labels[column] for column in told}
    after = Customer.objects.get(pk=one.pk)
    assert {key: lines(getattr(after, key)) for key in untouched} == {
        key: lines(getattr(one, key)) for key in untouched
    }


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_import_knows_every_heading_without_a_question(language):
    with translation.override(language):
        for export in all_exports():
            if not export.kind:
                continue
            columns = columns_of(export.key)
            for heading in ([str(column.label) for column in columns], [column.key for column in columns]):
                found = match_columns(heading, fields_of(export.kind), [])
                doubtful = [heading[match.column] for match in found if match.confidence < 0.99]
                missing = set(range(len(heading))) - {match.column for match in found}
                assert doubtful == [], (export.key, doubtful)
                assert [heading[place] for place in sorted(missing)] == [], export.key


def a_business_day():
    """A shop, products, people, consents and purchases of two systems."""
    station = shops.create(code="S01", name="=駅前店", kind="restaurant", day_ends_at=time(5), by=None)
    define_fields()
    hanako = make(
        {
            "family_name": "山田",
            "family_kana": "やまだ",
            "emails": ["h@example.jp"],
            "phones": ["090-1111-2222", "03-1234-5678", "06-6345-6789"],
            "shop_id": station.pk,
            "tags": ["VIP", "A/B"],
        },
        1,
    )
    ichiro = make({"family_name": "髙橋", "address": {"line": "1-2"}}, 3)
    customers.mark_undeliverable(customer_id=hanako.pk, kind="email", value="h@example.jp", reason="550")
    consents.grant(customer_id=hanako.pk, channel="mail", how="店頭", text="受け取る", by=None)
    consents.withdraw(customer_id=hanako.pk, channel="mail", how="電話", by=None)
    consents.grant(customer_id=ichiro.pk, channel="post", how="はがき", text="希望する", by=None)
    brought(
        "products",
        "商品コード,商品名,価格,大分類,中分類コード,中分類\nP01,=珈琲,500,飲料,B1,ホット\nP02,菓子,,食品/菓子,,\n".encode(),
        "商品.csv",
    )
    sales = (
        "注文番号,会員番号,購入日時,商品コード,数量,金額,合計,値引,店舗コード,返品フラグ\n"
        f"1,{hanako.member_number},2026-04-01 02:30,P01,2,1000,1300,50,S01,\n"
        f"1,{hanako.member_number},2026-04-01 02:30,P02,1,300,1300,,S01,\n"
        "2,,2026-04-02,P01,1,500,,,S01,\n"
        "3,9999,2026-04-03 10:00,P02,1,300,,,,1\n"
    )
    brought("purchases", sales.encode(), "売上.csv")
    line = purchases.NewLine(amount=Decimal(800), description='特注, "品"')
    made = purchases.record(
        by=None, customer_id=ichiro.pk, lines=[line], purchased_at=datetime(2026, 4, 5, 9, tzinfo=TOKYO), note="=x"
    )
    purchases.cancel(purchase=made, by=None)
    return hanako


def the_purchases():
    fields = ("kind", "source", "external_id", "purchased_at", "business_date", "minute_of_day", "transactions")
    more = ("amount", "discount", "channel", "cancelled_at", "note", "customer_reference", "shop__code")
    lines_ = ("purchase__external_id", "number", "product__code", "description", "quantity", "amount", "counts")
    return (
        sorted(Purchase.objects.values_list(*fields, *more, "customer__family_name"), key=repr),
        sorted(PurchaseLine.objects.values_list(*lines_), key=repr),
    )


def the_rest():
    return (
        sorted(Shop.objects.values_list("code", "name", "kind", "day_ends_at", "postal_code", "address", "phone")),
        sorted(Category.objects.values_list("code", "name", "path")),
        sorted(Product.objects.values_list("code", "name", "unit_price", "unit_cost", "category__code"), key=repr),
        sorted(Tag.objects.values_list("name", "color")),
        sorted(CustomField.objects.values_list("key", "label", "type", "choices", "order")),
        sorted(
            Consent.objects.values_list(
                "customer__family_name",
                "channel",
                "purpose",
                "granted_at",
                "granted_how",
                "granted_text",
                "withdrawn_at",
                "withdrawn_how",
            ),
            key=repr,
        ),
        sorted(
            ContactPoint.objects.values_list(
                "kind", "value", "written", "is_primary", "undeliverable_at", "undeliverable_reason"
            ),
            key=repr,
        ),
        sorted(Event.objects.filter(kind="purchase").values_list("key", "occurred_at", "occurred_on")),
    )


def test_everything_changes_nothing_here_and_brings_an_empty_joren_all_of_it(tmp_path):
    a_business_day()
    before = the_record(), the_purchases(), the_rest()
    _run, content, _name = exported("everything")
    target = tmp_path / "joren.zip"
    target.write_bytes(content)
    for table, record in take_in(target, by=None):
        if record is not None:
            assert outcome(record) == NOTHING, (table.name, record.report)
    assert (the_record(), the_purchases(), the_rest()) == before
    CustomField.objects.all().delete()
    empty_it()
    done = CliRunner().invoke(import_command, ["everything", str(target), "--json"])
    assert done.exit_code == 0, done.output
    told = {table["table"]: table for table in json.loads(done.output)["tables"]}
    assert all(table["counts"]["rejected"] == 0 for table in told.values() if table["import"])
    assert told["timeline"]["import"] is None
    assert the_record() == before[0]
    assert the_purchases() == before[1]
    assert the_rest() == before[2]
    for _table, record in take_in(target, by=None):
        if record is not None:
            assert outcome(record) == NOTHING


def test_everything_describes_itself(tmp_path):
    a_business_day()
    _run, content, _name = exported("everything")
    archive = zipfile.ZipFile(io.BytesIO(content))
    described = json.loads(archive.read("datapackage.json"))
    assert described["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    tables = {one["name"]: one for one in described["resources"]}
    assert {"shops", "products", "customers", "consents", "purchases", "timeline"} <= set(tables)
    for one in described["resources"]:
        data = archive.read(one["path"])
        heading = data.decode("utf-8-sig").split("\r\n")[0].split(",")
        assert heading == [field["name"] for field in one["schema"]["fields"]]
        assert one["bytes"] == len(data)
        for key in one["schema"].get("foreignKeys", []):
            other = tables[key["reference"]["resource"]]["schema"]
            assert key["reference"]["fields"] == other["primaryKey"]
    assert "# 常" in archive.read("README.ja.md").decode()
    assert "joren import everything" in archive.read("README.en.md").decode()


@pytest.mark.parametrize("content", [b"", b"no zip", "half"])
def test_what_is_no_whole_export_is_a_sentence_and_nothing_comes_in(tmp_path, content):
    target = tmp_path / "x.zip"
    if content == "half":
        a_business_day()
        content = exported("everything")[1]
        content = content[: len(content) // 2]
    imports_before = Import.objects.count()
    target.write_bytes(content)
    with pytest.raises(NotAWhole):
        list(take_in(target, by=None))
    assert Import.objects.count() == imports_before


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_a_long_note_comes_back_whole(format):
    define_fields()
    one = make({"family_name": "山田", "note": f"長{'あ' * 21}\n=1" * 400}, 1)
    _run, content, name = exported("customers", format=format)
    assert outcome(brought("customers", content, name)) == NOTHING
    empty_it()
    brought("customers", content, name)
    assert lines(Customer.objects.get().note) == one.note


def test_an_edited_export_changes_what_was_edited_and_nothing_else():
    define_fields()
    one, other = make({"family_name": "山田", "honorific": ""}, 1), make({"family_name": "佐藤"}, 2)
    _run, content, name = exported("customers", columns=["record_id", "family_name", "custom.seat"])
    edited = content.decode("utf-8-sig").replace("山田", "山本").encode()
    assert outcome(brought("customers", edited, name)) == {**NOTHING, "changed": 1}
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.family_name, one.honorific, other.family_name) == ("山本", "", "佐藤")


def test_a_dry_run_of_everything_tells_each_table_and_leaves_nothing(tmp_path):
    a_business_day()
    _run, content, _name = exported("everything")
    target = tmp_path / "joren.zip"
    target.write_bytes(content)
    CustomField.objects.all().delete()
    empty_it()
    before = (the_record(), the_purchases(), the_rest(), Import.objects.count(), len(list(files_of_imports())))
    tried = CliRunner().invoke(import_command, ["everything", str(target), "--dry-run", "--json"])
    assert tried.exit_code == 0, tried.output
    told = json.loads(tried.output)
    assert told["dry_run"]
    done = CliRunner().invoke(import_command, ["everything", str(target), "--dry-run"])
    assert done.exit_code == 0
    assert (the_record(), the_purchases(), the_rest(), Import.objects.count(), len(list(files_of_imports()))) == before
    real = json.loads(CliRunner().invoke(import_command, ["everything", str(target), "--json"]).output)
    assert [one | {"import": None} for one in real["tables"]] == told["tables"]
    assert the_record() != before[0]


def files_of_imports():
    """The folders of all imports on disk."""
    return (Path(django_settings.MEDIA_ROOT) / "imports").glob("*")


def test_an_export_of_everything_that_is_dropped_is_taken_in_as_such_and_in_order(client, owner):
    a_business_day()
    before = the_record(), the_purchases(), the_rest()
    _run, content, _name = exported("everything")
    CustomField.objects.all().delete()
    empty_it()
    client.force_login(owner)
    answer = client.post("/imports/new/", {"file": SimpleUploadedFile("joren.zip", content)}, follow=True)
    page = answer.content.decode()
    records = queries_of_imports.of_drop(Import.objects.first().drop)
    kinds = [record.kind for record in records]
    assert {record.source for record in records} == {"joren"}
    assert kinds == sorted(kinds, key=place_of)
    assert kinds.index("custom_fields") < kinds.index("customers") < kinds.index("consents") < kinds.index("purchases")
    assert "すべてを書き出す" in page
    assert "この表" in page  # the timeline is told to be left out
    assert not Customer.objects.exists()
    client.post(f"/imports/together/{records[0].drop}/start/")
    while run_due(kinds=["imports.run"]):
        pass
    assert {record.state for record in queries_of_imports.of_drop(records[0].drop)} == {"done"}
    assert (the_record(), the_purchases(), the_rest()) == before
