"""The little Markdown staff write texts in: paragraphs, line breaks, bold, italic, lists, links.

Written here because CommonMark asks for spaces or punctuation around ``**``, which Japanese does not have:
``**本日**です`` and ``**「特別価格」**で`` must be bold. A line break is a line break. Everything else is text.
"""

import html as entities
import re
from collections.abc import Iterator
from typing import Final

_LINK = re.compile(r"\[([^\[\]\n]+)\]\(\s*([^()\s]+(?:\([^()\s]*\)[^()\s]*)*)\s*\)")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_ITALIC = re.compile(r"(?<!\*)\*(?=[^\s*])([^*\n]+?)(?<=\S)\*(?!\*)")
_ITEM = re.compile(r"^[ \t]{0,3}(?:([-*])|(\d{1,3})[.)])[ \t]+(.*)$")
_EMPTY = re.compile(r"\n[ \t\u3000]*\n+")
_ESCAPED = re.compile(r"\\([\\*\[\]()_#+.\-])")
_ADDRESS = re.compile(r"https?://[!#-;=?-\[\]_a-z~\ue000\ue001]+", re.IGNORECASE)
_TRAILING: Final = ".,;:!?)]}'"
_KEEP, _KEPT = "\ue002", "\ue003"
_STASH = re.compile(f"{_KEEP}(\\d+){_KEPT}")


def to_html(source: str) -> str:
    """Return the text as HTML. Characters of the private range U+E000 to U+E001 pass through untouched."""
    source = re.sub(f"[{_KEEP}{_KEPT}]", "", source).replace("\r\n", "\n").strip("\n")
    return "\n".join(_block(part) for part in _EMPTY.split(source) if part.strip())


def _block(part: str) -> str:
    """One paragraph, or lists with the lines around them."""
    made: list[str] = []
    for kind, lines in _runs(part.split("\n")):
        if kind == "p":
            made.append("<p>" + "<br>\n".join(inline(line) for line in lines) + "</p>")
        else:
            made.append(f"<{kind}>" + "".join(f"<li>{inline(line)}</li>" for line in lines) + f"</{kind}>")
    return "\n".join(made)


def _runs(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Neighbouring lines of one kind together: ``p``, ``ul`` or ``ol``."""
    kind, run = "", list[str]()
    for line in lines:
        found = _ITEM.match(line)
        own = "p" if found is None else "ul" if found[1] else "ol"
        if own != kind and run:
            yield kind, run
            run = []
        kind = own
        run.append(line if found is None else found[3])
    if run:
        yield kind, run


def inline(text: str) -> str:
    """Return one line as HTML."""
    stash: list[str] = []

    def keep(made: str) -> str:
        stash.append(made)
        return f"{_KEEP}{len(stash) - 1}{_KEPT}"

    text = _ESCAPED.sub(lambda found: keep(entities.escape(found[1])), text)
    text = _LINK.sub(
        lambda found: keep(_anchor(_given_back(found[2], stash), _marked(entities.escape(found[1])))), text
    )
    text = _ADDRESS.sub(lambda found: _bare(found[0], keep), text)
    text = _marked(entities.escape(text, quote=False))
    while _STASH.search(text):
        text = _STASH.sub(lambda found: stash[int(found[1])], text)
    return text


def _given_back(address: str, stash: list[str]) -> str:
    """An address in which a character was written with a backslash."""
    return _STASH.sub(lambda found: entities.unescape(stash[int(found[1])]), address)


def _bare(address: str, keep: object) -> str:
    kept = address.rstrip(_TRAILING)
    return keep(_anchor(kept, entities.escape(kept))) + address[len(kept) :]  # type: ignore[operator,no-any-return]


def _anchor(address: str, label: str) -> str:
    return f'<a href="{entities.escape(address)}">{label}</a>'


def _marked(escaped: str) -> str:
    return _ITALIC.sub(r"<em>\1</em>", _BOLD.sub(r"<strong>\1</strong>", escaped))
