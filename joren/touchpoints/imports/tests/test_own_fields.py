"""Columns nothing knows become fields of the business's own, in place and in the type they look like."""

import json

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from joren.record.customers.actions import define_field
from joren.record.customers.models import Customer, CustomField, CustomValue
from joren.touchpoints.imports import actions
from joren.touchpoints.imports.commands import imports
from joren.touchpoints.imports.models import Import
from joren.touchpoints.imports.tests.bringing import bring, take_in
from tests.html_forms import form_fields

pytestmark = pytest.mark.django_db

NAMES = ("金", "銀", "銅")
ROWS = "".join(
    f"C{number},山田 {number}郎,{NAMES[number % 3]},{number * 10},2024-04-{number:02}\n" for number in range(1, 13)
)
TEXT = "顧客番号,氏名,会員グレード,足の大きさ,最終診断日\n" + ROWS
RANK = ("会員グレード", "custom.rank")


@pytest.fixture
def browser(client, marketer):
    client.force_login(marketer)
    return client


def dropped(browser, text=TEXT):
    browser.post(reverse("imports:new"), {"file": SimpleUploadedFile("顧客.csv", text.encode())})
    return Import.objects.get()


def test_the_preview_offers_each_unknown_column_with_its_type_and_looking_makes_no_field(browser):
    record = dropped(browser)
    page = browser.get(reverse("imports:detail", args=[record.pk]))
    text = page.content.decode()
    assert "独自項目にする（種類: 選択）" in text
    assert "独自項目にする（種類: 数値）" in text
    assert "独自項目にする（種類: 日付）" in text
    columns = reverse("imports:columns", args=[record.pk])
    browser.post(columns, form_fields(text) | {"own": ["2"]})
    text = browser.get(reverse("imports:detail", args=[record.pk])).content.decode()
    assert "独自項目にする（種類: 選択）" not in text
    assert "項目の種類" in text
    assert not CustomField.objects.exists()


def test_a_field_is_made_in_the_type_it_looks_like_or_the_one_that_was_chosen(browser):
    record = dropped(browser)
    address, columns = reverse("imports:detail", args=[record.pk]), reverse("imports:columns", args=[record.pk])
    for position in ("2", "3"):
        browser.post(columns, form_fields(browser.get(address).content.decode()) | {"own": [position]})
    fields = form_fields(browser.get(address).content.decode())
    assert (fields["type-2"], fields["type-3"]) == (["choice"], ["number"])
    browser.post(columns, fields | {"type-3": ["text"], "then": ["look"]})
    record.refresh_from_db()
    actions.run(record=record, by=None)
    assert {field.label: (field.type, sorted(field.choices)) for field in CustomField.objects.all()} == {
        "会員グレード": ("choice", sorted(NAMES)),
        "足の大きさ": ("text", []),
    }
    assert CustomValue.objects.filter(text="10").count() == 1


def test_a_field_that_is_there_is_offered_by_its_name_and_stays_that_field(browser):
    define_field(key="rank", label="会員グレード", type="choice", choices=NAMES, by=None)
    record = dropped(browser)
    assert record.columns["custom.rank"] == "会員グレード"
    fields = form_fields(browser.get(reverse("imports:detail", args=[record.pk])).content.decode())
    assert fields["column-2"] == ["custom.rank"]
    browser.post(reverse("imports:columns", args=[record.pk]), fields | {"then": ["look"]})
    record.refresh_from_db()
    actions.run(record=record, by=None)
    assert list(CustomField.objects.values_list("key", flat=True)) == ["rank"]
    assert CustomValue.objects.filter(field__key="rank").count() == 12


def test_a_new_word_of_a_choice_is_told_and_added_when_told_to_and_goes_with_the_undo(browser):
    field = define_field(key="rank", label="会員グレード", type="choice", choices=["金", "銀"], by=None)
    record = dropped(browser)
    address, columns = reverse("imports:detail", args=[record.pk]), reverse("imports:columns", args=[record.pk])
    text = browser.get(address).content.decode()
    assert "選択肢にない語：銅" in text
    browser.post(columns, form_fields(text) | {"grows-2": ["on"]})
    field.refresh_from_db()
    assert field.choices == ["金", "銀"]

    record.refresh_from_db()
    assert record.options["new_choices"] == ["custom.rank"]
    actions.run(record=record, by=None)
    field.refresh_from_db()
    assert field.choices == ["金", "銀", "銅"]
    assert CustomValue.objects.filter(text="銅").count() == 4
    assert not any(code.startswith("custom_") for code in Import.objects.get().report["warnings"])

    actions.undo(record=Import.objects.get(), by=None)
    field.refresh_from_db()
    assert (field.choices, Customer.objects.count()) == (["金", "銀"], 0)


def test_a_word_somebody_else_uses_since_stays_when_the_import_is_undone():
    field = define_field(key="rank", label="会員グレード", type="choice", choices=["金", "銀"], by=None)
    first = take_in("customers", TEXT, source="a", options={"new_choices": ["custom.rank"]})
    take_in("customers", TEXT, source="b")
    actions.undo(record=first, by=None)
    field.refresh_from_db()
    assert field.choices == ["金", "銀", "銅"]


def test_without_leave_the_word_is_left_out_with_a_warning():
    field = define_field(key="rank", label="会員グレード", type="choice", choices=["金", "銀"], by=None)
    record = take_in("customers", TEXT)
    field.refresh_from_db()
    assert (field.choices, record.report["warnings"]["custom_rank"]["count"]) == (["金", "銀"], 4)


def test_the_command_line_names_key_type_and_growing(tmp_path):
    file = tmp_path / "customers.csv"
    file.write_text(TEXT)
    given = ["--map", "custom.foot=足の大きさ", "--custom-type", "custom.foot=text", "--json"]
    told = CliRunner().invoke(imports, ["customers", str(file), *given])
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout)["counts"]["new"] == 12
    assert CustomField.objects.get().type == "text"
    wrong = CliRunner().invoke(imports, ["customers", str(file), "--custom-type", "custom.foot=colour"])
    assert wrong.exit_code != 0
    assert Import.objects.count() == 1


def test_a_choice_of_too_many_words_is_kept_as_text_and_told():
    rows = "".join(f"D{number},山田 {number}郎,語{number}\n" for number in range(20))
    options = {"custom_types": {"custom.word": "choice"}}
    record = take_in(
        "customers", "顧客番号,氏名,ひとこと\n" + rows, mapping={"custom.word": "ひとこと"}, options=options
    )
    assert (CustomField.objects.get().type, record.report["warnings"]["too_many_choices"]["count"]) == ("text", 1)


def test_two_columns_never_become_one_field():
    record = bring("customers", "顧客番号,氏名,Size,size \nC1,山田 太郎,1,2\n")
    assert len(set(record.columns.values())) == len(record.columns)
