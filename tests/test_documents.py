"""The documents: links lead somewhere, nothing of one machine is in them, and the manual agrees with the program.

``JOREN_WRITE_DOCS=1 pytest tests/test_documents.py`` writes the tables of roles anew.
"""

import os
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from babel.messages.pofile import read_po
from django.utils import translation

from joren.foundation.accounts.models import Role
from joren.foundation.accounts.permissions import Permission
from joren.foundation.registry import entries

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "joren/**/*.md", "tests/**/*.md", "tools/**/*.md", "benchmarks/**/*.md")
    for path in ROOT.glob(pattern)
    if "node_modules" not in path.parts and "vendor" not in path.parts
)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
PLACES = re.compile(r"(?<![\w.~:/-])/(?:work|tmp(?!/joren-<)|home|root|Users|var/folders)/[\w.<]")
MANUALS = {"ja": ROOT / "docs/manual/ja.md", "en": ROOT / "docs/manual/en.md"}
RECIPES = [
    "add-a-channel", "add-a-fact-table", "add-a-screen", "add-an-attribute", "api", "backup", "command-line",
    "install", "translate",
]  # fmt: skip


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_to_something(page):
    missing = [link for link in LINK.findall(CODE.sub("", page.read_text(encoding="utf-8"))) if not _leads(page, link)]
    assert missing == []


def _leads(page: Path, link: str) -> bool:
    if re.match(r"[a-z]+:", link):
        return True
    path, _, anchor = unquote(link).partition("#")
    target = (page.parent / path) if path else page
    if not target.exists():
        return False
    return not anchor or target.is_dir() or anchor in _anchors(target)


def _anchors(page: Path) -> set[str]:
    """The anchors a code forge gives the headings of a page."""
    found = HEADING.findall(page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_nothing_of_one_machine_is_in_a_page(page):
    assert PLACES.findall(page.read_text(encoding="utf-8")) == []


def test_every_kind_of_change_has_its_recipe():
    assert [name for name in RECIPES if not (ROOT / f"docs/how-to/{name}.md").exists()] == []


def test_every_recipe_can_be_found_from_the_index():
    index = (ROOT / "docs/how-to/README.md").read_text(encoding="utf-8")
    recipes = {path.name for path in (ROOT / "docs/how-to").glob("*.md")} - {"README.md"}
    assert [name for name in sorted(recipes) if f"]({name})" not in index] == []


@pytest.mark.parametrize("language", MANUALS)
def test_the_manual_says_what_each_role_may_do(language):
    page = MANUALS[language]
    text = page.read_text(encoding="utf-8")
    before, rest = text.split("<!-- roles -->\n")
    written, after = rest.split("<!-- /roles -->")
    if os.environ.get("JOREN_WRITE_DOCS"):
        page.write_text(f"{before}<!-- roles -->\n{_roles(language)}<!-- /roles -->{after}", encoding="utf-8")
    else:
        assert written == _roles(language)


def _roles(language: str) -> str:
    with translation.override(language):
        rights = [(str(right.label), {str(role) for role in right.roles}) for right in entries(Permission)]
        heads = ["", *(str(role.label) for role in Role)]
        rows = [[label, *("○" if role.value in roles else "" for role in Role)] for label, roles in rights]
    lines = [heads, ["---", *([":-:"] * len(Role))], *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


@pytest.mark.parametrize("language", MANUALS)
def test_the_manual_uses_the_words_of_the_screens(language):
    """Words in bold that a page shows are in the catalogue of that language."""
    known = _screen_words(language)
    bold = re.findall(r"\*\*([^*\n]+)\*\*", MANUALS[language].read_text(encoding="utf-8"))
    said = {part.strip(" .…:：") for words in bold for part in _parts(words, known) if not _is_prose(words)}
    assert sorted(word for word in said if word.lower() not in known) == []


def _parts(words: str, known: set[str]) -> list[str]:
    """The steps of a way through the screens; what a screen says as a whole stays whole."""
    return [words] if words.lower() in known else re.split(r"[・]| → ", words)


def _is_prose(words: str) -> bool:
    return words.endswith((".", "。")) or words in PROSE


PROSE = {
    "Collect → One record → Know → Reach → Prove → Plan again", "集める → まとめる → 知る → 届ける → 測る → 見直す",
    "Imports can be taken back", "なる前に", "what may be sent", "timeline", "segment", "report", "Why", "How many",
    "Who is next",
    "sender's name, postal address and contact for complaints", "送信者の名称・送信者の住所・苦情・問い合わせ先",
    "held back at random", "merge fields", "Segment", "Segments",
}  # fmt: skip


def _screen_words(language: str) -> set[str]:
    """Everything the screens say in that language, as they say it: the sources in English, their Japanese.

    What ends in a name filled in is known without it too: “Narrow by %(names)s” as “Narrow by”.
    """
    found: set[str] = set()
    for path in ROOT.glob("joren/**/locale/ja/LC_MESSAGES/django.po"):
        with path.open("rb") as file:
            for message in read_po(file):
                words = message.string if language == "ja" else message.id
                found.update(words if isinstance(words, tuple) else [words])
    whole = {re.sub(r"^\d\. ", "", str(word)).strip(" .…:：").lower() for word in found}
    return whole | {re.sub(r"[:：]?\s*%\(\w+\)s$", "", word) for word in whole}
