"""The tables of docs/rules/imports.md, row by row."""

import datetime as dt

import pytest

from joren.foundation.importing import Plan
from joren.foundation.importing.answers import yes_or_no
from joren.foundation.importing.legends import legend_of, without_legend
from joren.record.customers.bulk_policies import address_to_write, wins
from joren.touchpoints.imports.kinds.customers import CustomerImporter
from tests.worked_numbers import names, worked, worked_cells

DOCUMENT = "imports"
pytestmark = pytest.mark.django_db


def read(**cells):
    """The facts of one row with these cells by field, and the codes of what was warned of."""
    warned = []
    plan = Plan(
        import_id=1,
        source="till",
        file_name="a.csv",
        at=dt.datetime(2026, 4, 1, tzinfo=dt.UTC),
        header=list(cells),
        columns={key: position for position, key in enumerate(cells)},
        sample=[list(cells.values())],
        warn=lambda row, code, sentence, *, column="", value="": warned.append(code),
        remember=lambda table, ids, *, deleted=False: None,
    )
    return CustomerImporter(plan).parse(2, list(cells.values())), warned


def cell(text):
    return "" if text == "–" else text


def moment(text):
    return dt.datetime.fromisoformat(f"{text}T00:00:00+09:00")


def test_every_table_is_tested():
    assert names(DOCUMENT) == {"policies", "addresses", "names", "birthdays", "damaged", "answers", "legends"}


@pytest.mark.parametrize(("policy", "known", "since", "file", "at", "afterwards"), worked_cells(DOCUMENT, "policies"))
def test_policies(policy, known, since, file, at, afterwards):
    was, value = cell(known), cell(file)
    won = wins(policy, was, value, was_at=moment(since), was_told=False, at=moment(at))
    assert (value if won else was) == cell(afterwards)


@pytest.mark.parametrize(("policy", "known", "file", "afterwards"), worked_cells(DOCUMENT, "addresses"))
def test_addresses(policy, known, file, afterwards):
    had, new = (tuple(parts.split("/")) for parts in (known, file))
    assert "/".join(address_to_write(policy, had, new)) == afterwards


@pytest.mark.parametrize("row", worked(DOCUMENT, "names"), ids=lambda row: f"{row['written']}/{row['kana']}")
def test_names(row):
    given = {"external_id": "1", "name": row["written"], "kana": cell(row["kana"])}
    fields = read(**given)[0].fields
    parts = [fields.get(key, "") for key in ("family_name", "given_name", "family_kana", "given_kana")]
    assert parts == [cell(row[key]) for key in ("family", "given", "family kana", "given kana")]


@pytest.mark.parametrize(("written", "year", "month", "day", "problem"), worked_cells(DOCUMENT, "birthdays"))
def test_birthdays(written, year, month, day, problem):
    facts, warned = read(external_id="1", birthday=written)
    found = [str(facts.fields.get(part, "")) for part in ("birth_year", "birth_month", "birth_day")]
    assert found == [cell(year), cell(month), cell(day)]
    assert warned == ([f"birthday_{problem}"] if cell(problem) else [])


@pytest.mark.parametrize(("field", "written", "becomes", "warning"), worked_cells(DOCUMENT, "damaged"))
def test_what_spreadsheets_damage(field, written, becomes, warning):
    facts, warned = read(**{"external_id": "7", field: written})
    found = {
        "postal_code": (facts.address or ("", ""))[0],
        "prefecture": (facts.address or ("", ""))[1],
        "phone": next((value for _kind, value, _written in facts.contacts), ""),
        "external_id": facts.external_id,
    }
    assert found[field] == cell(becomes)
    assert warned == ([warning] if cell(warning) else [])


@pytest.mark.parametrize(("written", "means"), worked_cells(DOCUMENT, "answers"))
def test_answers(written, means):
    assert yes_or_no(written) == {"yes": True, "no": False, "neither": None}[means]


@pytest.mark.parametrize(("name", "field", "codes"), worked_cells(DOCUMENT, "legends"))
def test_legends(name, field, codes):
    assert without_legend(name) == field
    assert legend_of(name) == dict(pair.split("=") for pair in cell(codes).split())
