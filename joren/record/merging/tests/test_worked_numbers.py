"""The tables of docs/rules/merging.md, run."""

from datetime import UTC, datetime, timedelta

import pytest

from joren.record.consents import actions as consents
from joren.record.consents.queries import may_receive
from joren.record.customers import actions as customers
from joren.record.customers.models import Customer
from joren.record.merging import actions
from tests.worked_numbers import names, worked

START = datetime(2025, 1, 1, tzinfo=UTC)


def test_every_table_is_run():
    assert names("merging") == {"fields", "consents"}


@pytest.mark.django_db
def test_fields():
    rows = worked("merging", "fields")
    first, second = (make(column, rows) for column in ("first", "second"))
    actions.merge(survivor=first, gone=second, by=None)
    one = Customer.objects.get(pk=first)
    for row in rows:
        field, wanted = row["field"], row["one person"]
        told = one.birthday.isoformat() if field == "birthday" else getattr(one, field)
        assert told.replace("-0", "-") == wanted, field


def make(column, rows):
    known = {row["field"]: row[column].replace("·", "") for row in rows}
    parts = [None if part == "?" else int(part) for part in known.pop("birthday").split("-")]
    born = dict(zip(("birth_year", "birth_month", "birth_day"), parts, strict=True))
    return customers.create(by=None, **known, **born).pk


@pytest.mark.django_db
@pytest.mark.parametrize("row", worked("merging", "consents"), ids=lambda row: f"{row['first']} / {row['second']}")
def test_consents(row):
    people = [customers.create(by=None, family_name=name).pk for name in ("一", "二")]
    for customer, said in zip(people, (row["first"], row["second"]), strict=True):
        later = "later" in said
        words = [
            word for word in said.replace("then", "").replace("later", "").replace(",", " ").split() if word != "·"
        ]
        for nth, word in enumerate(words):
            say(customer, word, START + timedelta(days=nth + 100 * later))
    agreed = may_receive(people, "mail")
    actions.merge(survivor=people[0], gone=people[1], by=None)
    assert bool(may_receive([people[0]], "mail")) == (row["may be sent"] == "yes")
    assert not may_receive([people[0]], "mail") or agreed


def say(customer, word, at):
    if word == "yes":
        consents.grant(customer_id=customer, channel="mail", how="店頭", text="送る", by=None, at=at)
    else:
        consents.withdraw(customer_id=customer, channel="mail", how="電話", by=None, at=at)
