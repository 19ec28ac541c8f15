"""``joren import …`` as a script meets it."""

import json

import pytest
from click.testing import CliRunner

from joren.foundation.cli.tree import leaves, prepare
from joren.foundation.errors import JorenError
from joren.record.customers.models import Customer
from joren.touchpoints.imports.commands import imports
from joren.touchpoints.imports.errors import BadPair, FileMissing, InTheWay, UnknownColumn
from joren.touchpoints.imports.models import Import
from joren.touchpoints.purchases.models import Purchase

pytestmark = pytest.mark.django_db

TEXT = "顧客番号,氏名,生年月日\nC1,山田 太郎,1980-04-01\nC2,佐藤 花子,1990-02-28,余り\n"

for _command in leaves(imports):
    prepare(_command, before=lambda: None)


def joren(*arguments):
    """The JSON a command prints; a refusal is raised as the root of the command line gets it."""
    result = CliRunner().invoke(imports, [*map(str, arguments), "--json"], standalone_mode=False)
    if isinstance(result.exception, JorenError):
        raise result.exception
    assert result.exception is None, result.exception
    return json.loads(result.stdout)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "顧客.csv"
    path.write_text(TEXT, encoding="cp932")
    return path


def test_a_customer_file_comes_in(file):
    told = joren("customers", file, "--source", "till")
    assert (told["state"], told["source"], told["encoding"]) == ("done", "till", "cp932")
    assert told["counts"] == {"rows": 2, "new": 1, "changed": 0, "unchanged": 0, "rejected": 1}
    assert told["rejects"][0]["row"] == 3
    assert joren("show", told["id"]) == joren("show", told["id"])
    assert [one["id"] for one in joren("list")["imports"]] == [told["id"]]
    assert joren("rejects", told["id"])["count"] == 1
    assert joren("undo", told["id"])["state"] == "undone"
    assert not Customer.objects.exists()


def test_the_rejects_file_is_printed_byte_for_byte(file):
    told = joren("customers", file)
    result = CliRunner().invoke(imports, ["rejects", str(told["id"])], standalone_mode=False)
    row = result.stdout_bytes.decode("cp932").splitlines()[1]
    assert row.startswith("C2,佐藤 花子,1990-02-")
    assert "3 行目：" in row


def test_a_dry_run_says_everything_and_leaves_nothing(file):
    told = joren("customers", file, "--dry-run")
    assert (told["id"], told["dry_run"], told["counts"]["new"], told["counts"]["rejected"]) == (None, True, 1, 1)
    assert (Customer.objects.count(), Import.objects.count()) == (0, 0)


def test_columns_and_defaults_are_given_by_hand(file):
    told = joren("customers", file, "--map", "note=生年月日", "--map", "birthday=", "--default", "shop=S1")
    assert told["columns"] == {"external_id": "顧客番号", "name": "氏名", "note": "生年月日"}
    assert set(Customer.objects.values_list("shop__code", flat=True)) == {"S1"}


def test_purchases_create_their_customers_when_told_to(tmp_path):
    path = tmp_path / "sales.csv"
    path.write_text("order_id,customer_id,date,amount\nR1,7,2024-04-01,100\n", encoding="utf-8")
    told = joren("purchases", path, "--create-customers")
    assert told["counts"]["customers_new"] == 1
    assert Purchase.objects.get().customer.member_number == "7"
    customers = tmp_path / "customers.csv"
    customers.write_text("顧客番号,氏名\n7,山田\n", encoding="utf-8")
    assert joren("customers", customers)["counts"]["changed"] == 1
    with pytest.raises(InTheWay):
        joren("undo", told["id"])


def test_what_is_wrong_on_the_command_line_is_named(file, tmp_path):
    with pytest.raises(FileMissing):
        joren("customers", tmp_path / "none.csv")
    with pytest.raises(BadPair):
        joren("customers", file, "--map", "name")
    with pytest.raises(UnknownColumn):
        joren("customers", file, "--map", "name=名前")
    assert not Import.objects.exists()


def test_every_command_shows_an_example():
    for command in leaves(imports):
        result = CliRunner().invoke(command, ["--help"])
        assert "$ joren import" in result.output, command.name
