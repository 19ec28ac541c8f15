"""The preview says what a file would change of consents, beside the other changes; and when a file was written."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from joren.foundation.time.clock import now
from joren.record.customers.models import Customer
from joren.touchpoints.imports import actions, inbox, pickup
from joren.touchpoints.imports.changes import in_fields
from joren.touchpoints.imports.commands import imports
from joren.touchpoints.imports.models import Import
from joren.touchpoints.imports.tests.bringing import bring, take_in

pytestmark = pytest.mark.django_db

HEADER = "顧客番号,氏名,会社名,メルマガ\n"
FIRST = HEADER + "C1,山田 太郎,,希望する\nC2,佐藤 花子,,希望しない\nC3,鈴木 次郎,,\n"
LATER = (
    HEADER + "C1,山田 太郎,常木商店,希望しない\nC2,佐藤 花子,,希望する\nC3,鈴木 次郎,,希望する\nC4,田中 一,,希望する\n"
)


def test_a_consent_that_would_change_is_told_in_words_beside_the_other_changes_of_its_row(owner):
    take_in("customers", FIRST)
    record = bring("customers", LATER)
    found = actions.try_out(record=record)["changes"]
    told = {
        one["label"]: {field["label"]: (field["was"], field["became"]) for field in one["fields"]}
        for one in in_fields(found, record, owner)
    }
    assert told == {
        "山田 太郎": {"会社名": ("", "常木商店"), "配信許諾：メール": ("同意あり", "拒否")},
        "佐藤 花子": {"配信許諾：メール": ("拒否", "同意あり")},
        "鈴木 次郎": {"配信許諾：メール": ("", "同意あり")},
    }
    assert Customer.objects.count() == 3


def test_the_same_file_again_changes_no_consent():
    take_in("customers", FIRST)
    assert actions.try_out(record=bring("customers", FIRST))["changes"] == []


def written(path, text, at):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def test_a_file_on_the_command_line_is_as_old_as_it_says(tmp_path):
    at = datetime(2024, 4, 1, 3, tzinfo=UTC)
    take_in("customers", HEADER + "C1,山田 太郎,,\n", source="file")
    path = written(tmp_path / "old.csv", HEADER + "C1,山田 太郎,常木商店,\n", at)
    done = CliRunner().invoke(imports, ["customers", str(path), "--policy", "company=newest"])
    assert done.exit_code == 0, done.output
    assert Customer.objects.get().company == "常木商店"  # nothing was known
    assert Customer.objects.get().provenance["company"]["at"] == at.isoformat()

    newer = written(tmp_path / "newer.csv", HEADER + "C1,山田 太郎,常木物産,\n", at + timedelta(days=1))
    older = written(tmp_path / "older.csv", HEADER + "C1,山田 太郎,常木,\n", at - timedelta(days=1))
    for file in (newer, older):
        CliRunner().invoke(imports, ["customers", str(file), "--policy", "company=newest"])
    assert Customer.objects.get().company == "常木物産"


def test_a_file_of_the_folder_is_as_old_as_it_says(tmp_path):
    take_in("customers", HEADER + "C1,山田 太郎,,\n", source="file")
    at = datetime(2024, 4, 1, 3, tzinfo=UTC)
    written(tmp_path / "customers.csv", HEADER + "C1,山田 太郎,常木商店,\n", at)
    pickup.look(tmp_path, take=lambda record: actions.run(record=record, by=None))
    assert Customer.objects.get().provenance["company"]["at"] == at.isoformat()
    assert (tmp_path / inbox.DONE).exists()


def test_a_file_from_the_future_is_as_old_as_its_arrival(tmp_path):
    take_in("customers", HEADER + "C1,山田 太郎,,\n", source="file")
    path = written(tmp_path / "a.csv", HEADER + "C1,山田 太郎,常木商店,\n", now() + timedelta(days=400))
    CliRunner().invoke(imports, ["customers", str(path)])
    record = Import.objects.latest("pk")
    assert Customer.objects.get().provenance["company"]["at"] == record.created_at.isoformat()
