"""The Japanese words of the house: build, check and extend the catalogues. Needs no gettext program.

    python tools/translations.py compile         # every .po to its .mo, those that changed
    python tools/translations.py check [APP …]   # lists what is missing, stale, fuzzy, or does not fit; exit code 1
    python tools/translations.py update APP …    # adds the missing ids, empty, and drops the unused ones

A unit is an app, ``joren/<stage>/<app>``, or ``joren/site``. APP is such a folder or the end of its path.
"""

import io
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
HOUSE = ROOT / "joren"
LANGUAGE = "ja"
_PO = Path("locale") / LANGUAGE / "LC_MESSAGES" / "django.po"
_SKIPPED = {"tests", "migrations", "frontend", "static", "locale"}
_CALLS = {
    name + lazy: spec
    for name, spec in {
        "gettext": None,
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
    }.items()
    for lazy in ("", "_lazy")
} | {"_": None}
_PLACEHOLDER = re.compile(r"%\([a-zA-Z_]\w*\)[#0 +-]*\d*(?:\.\d+)?[a-z]|(?<!%)%[sdr]|\{[a-zA-Z_][\w.]*(?::[^{}]*)?\}")

_HEADER = """msgid ""
msgstr ""
"Language: ja\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""

Key = tuple[str, ...]  # context or "", then the id and, if there is one, the plural


def units() -> list[Path]:
    """Return the folders that have words of their own: apps, other folders of the stages, and the site."""
    site = HOUSE / "site"
    folders = [path for path in HOUSE.glob("*/*/") if (path / "__init__.py").is_file()]
    inner = [path for path in folders if path.parent != site or (path / "apps.py").is_file()]
    return sorted([site, *(path for path in inner if path.name not in _SKIPPED)])


def sources(unit: Path) -> Iterator[Path]:
    """Yield the files of a unit that may hold words: Python, and templates of pages and mails."""
    inner = [other for other in units() if other != unit and unit in other.parents]
    for path in sorted(unit.rglob("*")):
        if path.suffix not in (".py", ".html", ".txt") or not path.is_file():
            continue
        if _SKIPPED & set(path.relative_to(unit).parts) or any(other in path.parents for other in inner):
            continue
        if path.suffix == ".py" or "templates" in path.parts:
            yield path


def ids_in(unit: Path) -> dict[Key, str]:
    """Return what the unit's sources ask to be translated, and where each is first asked for."""
    found: dict[Key, str] = {}
    for path in sources(unit):
        for line, key in _ids_in_file(path):
            found.setdefault(key, f"{path.relative_to(ROOT)}:{line}")
    return found


def _ids_in_file(path: Path) -> Iterator[tuple[int, Key]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        text = "\n".join(line.strip() for line in _templatize(text, str(path)).splitlines())
    for line, message, _comments, context in extract("python", io.BytesIO(text.encode()), keywords=_CALLS):
        ids = (message,) if isinstance(message, str) else tuple(part for part in message if part)
        if all(ids) and ids:
            yield line, (context or "", *ids)


def _templatize(text: str, origin: str) -> str:
    _set_up_django()
    from django.utils.translation.template import templatize

    return templatize(text, origin=origin)


@cache
def _set_up_django() -> None:
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)


def read(po: Path) -> Catalog:
    """Return the catalogue of a .po file; an empty one when there is no file."""
    if not po.is_file():
        return Catalog(locale=LANGUAGE)
    with po.open("rb") as file:
        return read_po(file, locale=LANGUAGE, abort_invalid=True)


def messages(catalog: Catalog) -> Iterator[tuple[Key, Message]]:
    """Yield the catalogue's entries but its header."""
    for message in catalog:
        if message.id:
            ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
            yield (message.context or "", *ids), message


def problems(unit: Path) -> Iterator[str]:
    """Yield a sentence for everything wrong with a unit's Japanese."""
    asked, po = ids_in(unit), unit / _PO
    try:
        there = dict(messages(read(po)))
    except Exception as problem:  # whatever is wrong with the file, it is this file
        yield f"{po.relative_to(ROOT)}: cannot be read: {problem}"
        return
    for key in asked.keys() - there.keys():
        yield f"{asked[key]}: no Japanese for {key[1]!r}"
    for key, message in there.items():
        for wrong in _wrong_with(message, used=key in asked):
            yield f"{po.relative_to(ROOT)}:{message.lineno}: {wrong}: {key[1]!r}"


def _wrong_with(message: Message, *, used: bool) -> Iterator[str]:
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    said = [message.string] if isinstance(message.string, str) else list(message.string or ("",))
    if message.fuzzy:
        yield "fuzzy"
    if not used:
        yield "unused"
    if not all(said):
        yield "empty"
    elif any(_placeholders(text) != _placeholders(ids[-1]) for text in said):
        yield "other placeholders than the id"


def _placeholders(text: str) -> list[str]:
    return sorted(_PLACEHOLDER.findall(text))


def contradictions() -> Iterator[str]:
    """Yield ids that two units translate differently: Django merges the catalogues, so one of them would lose."""
    said: dict[Key, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for unit in units():
        for key, message in messages(read(unit / _PO)):
            said[key][str(message.string)].append(str(unit.relative_to(HOUSE)))
    for key, versions in said.items():
        if len(versions) > 1:
            told = "; ".join(f"{text!r} in {', '.join(where)}" for text, where in versions.items())
            yield f"{key[1]!r} is translated in more than one way: {told}"


def compile_all() -> int:
    """Build every .mo that is missing or older than its .po; return how many were built."""
    built = 0
    for po in HOUSE.rglob(f"locale/{LANGUAGE}/LC_MESSAGES/*.po"):
        mo = po.with_suffix(".mo")
        if not mo.is_file() or mo.stat().st_mtime < po.stat().st_mtime:
            draft = mo.with_suffix(".mo.new")
            with draft.open("wb") as file:
                write_mo(file, read(po))
            draft.replace(mo)
            built += 1
    return built


def update(unit: Path) -> None:
    """Add what is missing to a unit's catalogue, to be filled in, and drop what nobody asks for."""
    asked, po = ids_in(unit), unit / _PO
    catalog = read(po)
    there = dict(messages(catalog))
    for key in there.keys() - asked.keys():
        catalog.delete(there[key].id, context=there[key].context)
    for key in asked:
        if key not in there:
            context, *ids = key
            catalog.add(ids[0] if len(ids) == 1 else tuple(ids), context=context or None)
    po.parent.mkdir(parents=True, exist_ok=True)
    written = io.BytesIO()
    write_po(written, catalog, width=0, omit_header=True)
    po.write_text(_HEADER + written.getvalue().decode().lstrip("\n"), encoding="utf-8")


def chosen(names: list[str]) -> list[Path]:
    """Return the units whose path ends with one of the names; all when there are none."""
    found = [unit for unit in units() if any(str(unit).endswith(name.rstrip("/")) for name in names)]
    if names and not found:
        sys.exit(f"No unit is called {', '.join(names)}.")
    return found if names else units()


def main(arguments: list[str]) -> None:
    """Do what the first argument says."""
    match arguments:
        case ["compile"]:
            print(f"{compile_all()} catalogues built")
        case ["check", *names]:
            found = [line for unit in chosen(names) for line in problems(unit)]
            found += [] if names else contradictions()
            print("\n".join(found) if found else "Every string has its Japanese.")
            sys.exit(bool(found))
        case ["update", *names] if names:
            for unit in chosen(names):
                update(unit)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
