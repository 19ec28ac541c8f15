"""Known layouts as data: what they name exists; a header is recognised in any order and with columns left out."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joren.touchpoints.imports import presets
from joren.touchpoints.imports.kinds_known import fields_of, kinds
from joren.touchpoints.imports.tests.fixture_files import encoding_of, path_of

ALL = presets.all_presets()
SEEN = {
    "eccube/customers.csv": "eccube4_customers",
    "eccube/orders.csv": "eccube4_orders",
    "eccube/orders_chosen.csv": "eccube4_orders",
    "base/orders.csv": "base_orders",
    "shopify/customers.csv": "shopify_customers",
    "shopify/orders.csv": "shopify_orders",
    "smaregi/members.csv": "smaregi_members",
    "smaregi/lines.csv": "smaregi_lines",
    "square/items.csv": "square_items",
    "square/transactions.csv": "square_transactions",
    "rakuten/orders.csv": "rakuten_orders",
    "rakuuru/customers.csv": "rakuuru_customers",
    "creema/orders.csv": "creema_orders",
    "minne/orders.csv": "minne_orders",
    "mailchimp/subscribed.csv": "mailchimp_contacts",
    "mailchimp/unsubscribed.csv": "mailchimp_unsubscribed",
    "hubspot/contacts.csv": "hubspot_contacts",
}


def table(name):
    text = path_of(name).read_bytes().decode(encoding_of(name))
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    return [" ".join(cell.split()) for cell in header], rows


def surest(header, rows=(), kind=""):
    found = presets.match(header, rows, kind)
    return found[0].preset.key if found else None


@pytest.mark.parametrize("preset", ALL, ids=lambda preset: preset.key)
def test_what_a_preset_names_exists(preset):
    assert preset.kind in {kind.key for kind in kinds()}
    fields = {field.key for field in fields_of(preset.kind)}
    assert set(preset.columns.values()) | set(preset.values) | set(preset.defaults) <= fields
    assert str(preset.label)
    assert preset.confirmed_by
    assert preset.source
    assert 0 < preset.at_least <= len(preset.signs)
    if preset.also:
        other = presets.find(preset.also)
        assert (other.also, other.source, other.signs) == (preset.key, preset.source, preset.signs)


def test_keys_are_unique_and_every_preset_has_a_file_that_proves_it():
    assert len({preset.key for preset in ALL}) == len(ALL)
    main = {preset.key for preset in ALL if not preset.secondary}
    assert main == set(SEEN.values())


@pytest.mark.parametrize(("name", "key"), SEEN.items())
def test_each_file_is_recognised_as_its_own_and_no_other(name, key):
    header, rows = table(name)
    assert surest(header, rows) == key
    assert surest(header[::-1], [row[::-1] for row in rows]) == key


@given(st.data())
def test_the_order_of_columns_and_columns_of_ones_own_do_not_matter(data):
    name, key = data.draw(st.sampled_from(list(SEEN.items())))
    header, _rows = table(name)
    own = data.draw(st.lists(st.sampled_from(["独自項目A", "社内メモ", "ranking", "x1"]), unique=True))
    assert surest(data.draw(st.permutations([*header, *own]))) == key


@given(st.lists(st.text(min_size=1, max_size=20), max_size=30, unique=True))
def test_other_files_are_nobodys(header):
    assert presets.match(header, []) == []


@pytest.mark.parametrize(
    "header",
    [
        "顧客番号,氏名,フリガナ,性別,生年月日,郵便番号,住所,電話番号,メールアドレス",
        "伝票番号,顧客番号,購入日時,商品コード,商品名,数量,単価,店舗",
        "注文ID,注文日時,商品名,数量,価格,合計金額,送料",
        "Name,Email,Phone",
        "First Name,Last Name,Email,Phone,Company",
        "会員ID,会員コード,氏名,電話番号",
        "取引ID,取引日時,取引区分,合計",
    ],
)
def test_a_plain_file_that_shares_some_names_is_left_to_the_general_matcher(header):
    assert presets.match(header.split(","), []) == []


def test_the_kind_somebody_named_decides_which_preset_of_a_file_counts():
    header, rows = table("base/orders.csv")
    assert (surest(header, rows), surest(header, rows, "customers")) == ("base_orders", "base_buyers")
    assert surest(header, rows, "products") is None


def test_of_two_columns_for_one_field_the_one_with_values_is_taken():
    preset = presets.find("eccube4_customers")
    header = ["会員ID", "都道府県(名称)", "都道府県(ID)"]
    assert presets.columns_of(preset, header, [["1", "", "13"]])["prefecture"] == "都道府県(ID)"
    assert presets.columns_of(preset, header, [["1", "東京都", "13"]])["prefecture"] == "都道府県(名称)"


def test_what_the_user_says_counts_more_than_the_preset():
    options = presets.options_of({"preset": "smaregi_lines", "values": {"kind": {"1": "no purchase"}}, "net": True})
    assert options["values"]["kind"] == {"1": "no purchase"}
    assert options["values"]["void"]["2"] == "void"
    assert options["net"] is True
    assert presets.options_of({"preset": presets.NONE}) == {"preset": presets.NONE}
    given_ = presets.defaults_of({"preset": "mailchimp_unsubscribed"}, {"consent_mail": "yes"})
    assert given_ == {"consent_mail": "yes"}
