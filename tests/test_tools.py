"""The tools of the checkout: lock files that name no host, and a check of the Japanese that cannot be talked round."""

import json
import re
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

import frontend  # noqa: E402
import translations  # noqa: E402

LOCKS = ["requirements.lock", "requirements-dev.lock", "tools/uv.lock", "tools/node.lock"]
PINNED = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^]]*\])?==(\S+)", re.MULTILINE)


def pins(lock: str) -> dict[str, str]:
    return {name.lower().replace("_", "-"): version for name, version in PINNED.findall((ROOT / lock).read_text())}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_pins_everything_by_hash_and_names_no_registry(lock):
    text = (ROOT / lock).read_text()

    assert "://" not in text
    assert "index-url" not in text
    blocks = re.split(r"\n(?=[A-Za-z])", text)[1:]
    assert len(blocks) == len(PINNED.findall(text))
    assert all("--hash=sha256:" in block for block in blocks)


@pytest.mark.parametrize(("lock", "extras"), [("requirements.lock", []), ("requirements-dev.lock", ["dev", "bench"])])
def test_the_lock_files_fit_what_the_project_asks_for(lock, extras):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = project["dependencies"] + [line for extra in extras for line in project["optional-dependencies"][extra]]
    locked = pins(lock)

    for requirement in map(Requirement, asked):
        name = requirement.name.lower().replace("_", "-")
        assert name in locked, f"make lock: {name} is missing"
        assert requirement.specifier.contains(locked[name]), f"make lock: {name} {locked[name]}"


def test_the_front_end_lock_names_no_registry_and_checks_every_package():
    packages = json.loads((frontend.SOURCES / "package-lock.json").read_text())["packages"]
    others = {name: package for name, package in packages.items() if name}

    assert others
    assert all("resolved" not in package and package["integrity"] for package in others.values())


@pytest.fixture
def unit(tmp_path, monkeypatch):
    """An app with two Python strings and a template, translated whole."""
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    monkeypatch.setattr(translations, "HOUSE", tmp_path / "joren")
    app = tmp_path / "joren" / "record" / "guests"
    (app / "templates").mkdir(parents=True)
    (app / "__init__.py").touch()
    (app / "rules.py").write_text(
        '_("%(count)s guests")\nngettext_lazy("one", "%d many", 2)\npgettext("verb", "open")\n'
    )
    (app / "templates" / "list.html").write_text(
        "{% load i18n %}\n  <p title=\"{% translate 'Guests' %}\">\n{% blocktranslate with n=name trimmed %}\n"
        "  Dear {{ n }},\n{% endblocktranslate %}{% include 'x' with t=_(\"Title\") %}"
    )
    (app / "tests").mkdir()
    (app / "tests" / "test_x.py").write_text('_("only a test")')
    write_po(
        app,
        {
            "%(count)s guests": "%(count)s 名",
            "Guests": "お客様",
            "Dear %(n)s,": "%(n)s 様",
            "Title": "題",
        },
        'msgid "one"\nmsgid_plural "%d many"\nmsgstr[0] "%d 件"\n\nmsgctxt "verb"\nmsgid "open"\nmsgstr "開く"\n',
    )
    return app


def write_po(app: Path, said: dict[str, str], more: str = "") -> None:
    po = app / "locale/ja/LC_MESSAGES/django.po"
    po.parent.mkdir(parents=True, exist_ok=True)
    lines = [f'msgid "{key}"\nmsgstr "{value}"\n' for key, value in said.items()]
    head = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n'
    )
    po.write_text("\n".join([head, *lines, more]))


def change_po(app: Path, before: str, after: str) -> None:
    po = app / "locale/ja/LC_MESSAGES/django.po"
    assert before in po.read_text()
    po.write_text(po.read_text().replace(before, after))


def test_a_whole_catalogue_passes(unit):
    assert list(translations.problems(unit)) == []


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ('msgid "Guests"\nmsgstr "お客様"\n', "", "templates/list.html:2: no Japanese for 'Guests'"),
        ('msgid "Title"\nmsgstr "題"\n', "", "no Japanese for 'Title'"),
        ('msgctxt "verb"\n', "", "no Japanese for 'open'"),
        ('msgstr "お客様"', 'msgstr ""', "empty: 'Guests'"),
        ('msgid "Guests"', '#, fuzzy\nmsgid "Guests"', "fuzzy: 'Guests'"),
        ('msgid "Title"', 'msgid "Old"\nmsgstr "古"\n\nmsgid "Title"', "unused: 'Old'"),
        ("%(count)s 名", "%(number)s 名", "other placeholders than the id: '%(count)s guests'"),
        ("%(n)s 様", "お客様", "other placeholders than the id: 'Dear %(n)s,'"),
        ('msgstr[0] "%d 件"', 'msgstr[0] "多数"', "other placeholders than the id: 'one'"),
        ('msgid "Title"', 'nonsense "Title"', "cannot be read"),
    ],
)
def test_whatever_is_wrong_is_named(unit, before, after, complaint):
    change_po(unit, before, after)

    assert any(complaint in line for line in translations.problems(unit)), list(translations.problems(unit))


def test_one_string_in_two_ways_is_a_contradiction(unit):
    other = unit.parent / "visits"
    other.mkdir()
    (other / "__init__.py").touch()
    write_po(other, {"Guests": "顧客"})

    (found,) = translations.contradictions()

    assert "'お客様' in record/guests; '顧客' in record/visits" in found


def test_update_adds_what_is_missing_and_drops_what_nobody_asks_for(unit):
    write_po(unit, {"Guests": "お客様", "Old": "古"})

    translations.update(unit)

    said = {
        key[1]: message.string for key, message in translations.messages(translations.read(unit / translations._PO))
    }
    assert said["Guests"] == "お客様"
    assert said["Title"] == ""
    assert "Old" not in said


def test_compile_builds_what_changed_and_nothing_else(unit):
    assert translations.compile_all() == 1
    assert translations.compile_all() == 0
    import gettext

    with (unit / "locale/ja/LC_MESSAGES/django.mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Guests") == "お客様"
