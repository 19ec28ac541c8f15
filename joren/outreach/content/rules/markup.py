"""What staff write becomes HTML and text: cleaned, with links found. Template parts pass through untouched.

`html_of` and `text_of` are what a channel makes of the texts of a basic block.

Liquid's ``{{ … }}`` and ``{% … %}`` are first replaced by marks that no HTML tool alters (`Marks`), and put back at
the end, so that quotes and comparison signs inside them survive.
"""

import html as entities
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlsplit

from . import markdown, pages
from .blocks import TEXTS, Block

_LIQUID = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_DEFAULT = re.compile(r"""default:\s*["']([^"']*)["']""")
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(_OPEN + r"(\d+)" + _CLOSE)
_MARKS = re.compile(f"[{_OPEN}{_CLOSE}]")
_ADDRESS = re.compile(rf"https?://[!#-;=?-\[\]_a-z~{_OPEN}{_CLOSE}]+", re.IGNORECASE)
_TRAILING: Final = ".,;:!?)]}'"
_OWN_VALUE = re.compile(r"\{\{-?\s*blocks\.[\w.]+\s*-?\}\}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")
OTHER_LINKS: Final = ("mailto:", "tel:")
"""Links that write a mail or call: not counted, not checked for a host."""
_HREF = re.compile(r'(<a\b[^>]*?\bhref=")([^"]*)(")')


def readable(source: str) -> str:
    """A line with each merge field as its default, or as "…": for lists, where nobody is addressed."""
    return _LIQUID.sub(lambda found: _DEFAULT.search(found[0])[1] if _DEFAULT.search(found[0]) else "…", source)  # type: ignore[index]


class Marks:
    """Template parts on their way through the HTML tools, each as a mark."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def protect(self, source: str) -> str:
        """Return the source with every template part replaced by its mark."""
        return _LIQUID.sub(lambda found: self.add(entities.unescape(found[0])), _MARKS.sub("", source))

    def add(self, part: str) -> str:
        """Return a mark for a template part of our own."""
        self._parts.append(part)
        return f"{_OPEN}{len(self._parts) - 1}{_CLOSE}"

    def restore(self, marked: str) -> str:
        """Put the template parts back."""
        return _MARK.sub(lambda found: self._parts[int(found[1])], marked)


def html_of(block: Block, marks: Marks) -> str:
    """A basic block with a text of its own as HTML, with its marks still in; "" for the others."""
    kind = block.get("type")
    marked = marks.protect(str(block.get(TEXTS.get(str(kind), ("",))[0]) or ""))
    if kind == "html":
        return pages.clean_parts(marked)
    if kind == "heading":
        return entities.escape(marked.strip()).replace("\n", "<br>\n")
    if kind == "text":
        return html_from_text(marked) if block.get("plain") else markdown.to_html(marked)
    return ""


def text_of(block: Block, marks: Marks, link: Callable[[str], str] = str) -> str:
    """The same block as plain text; links keep their address beside their words. `link` says what stands for an
    address; it is given the marked one."""
    kind = block.get("type")
    marked = marks.protect(str(block.get(TEXTS.get(str(kind), ("",))[0]) or ""))
    if kind == "html":
        return text_from_html(
            pages.clean_page(marked).body if pages.is_page(marked) else pages.clean_parts(marked), link
        )
    if kind == "text" and not block.get("plain"):
        return text_from_html(markdown.to_html(marked), link)
    return _relinked(marked.strip("\n"), link) if kind in ("text", "heading") else ""


def _relinked(text: str, link: Callable[[str], str]) -> str:
    """Plain text with another address for each of its addresses."""

    def replaced(found: re.Match[str]) -> str:
        address = found[0].rstrip(_TRAILING)
        return link(address) + found[0][len(address) :]

    return _ADDRESS.sub(replaced, text)


def addresses_of(block: Block) -> list[str]:
    """Where the links of one basic block lead, as written, in order; also those a cleaned page would lose."""
    kind = block.get("type")
    if kind == "button":
        return [str(block.get("url") or "").strip()]
    if kind == "image":
        return [str(block["link"]).strip()] if block.get("link") else []
    marks, found = Marks(), list[str]()
    if kind == "html":
        found = hrefs(marks.protect(str(block.get("html") or "")))
    elif kind == "text":
        rewrite_links(html_of(block, marks), lambda address: found.append(address) or address)  # type: ignore[func-returns-value]
    return [marks.restore(address) for address in found]


def html_from_text(marked: str) -> str:
    """Return plain text as HTML: paragraphs at empty lines, addresses as links."""
    paragraphs = re.split(r"\n[ \t\u3000]*\n+", marked.replace("\r\n", "\n").strip("\n"))
    return "\n".join(f"<p>{_linked(paragraph)}</p>" for paragraph in paragraphs if paragraph.strip())


def _linked(text: str) -> str:
    pieces: list[str] = []
    at = 0
    for found in _ADDRESS.finditer(text):
        address = found[0].rstrip(_TRAILING)
        pieces.append(entities.escape(text[at : found.start()]))
        shown = entities.escape(address)
        pieces.append(f'<a href="{shown}">{shown}</a>')
        at = found.start() + len(address)
    pieces.append(entities.escape(text[at:]))
    return "".join(pieces).replace("\n", "<br>\n")


def rewrite_links(html: str, rewrite: Callable[[str], str]) -> str:
    """Return `html` with the address of every web link replaced by what `rewrite` makes of it."""

    def replaced(found: re.Match[str]) -> str:
        address = entities.unescape(found[2])
        if address.lower().startswith(("mailto:", "tel:")):
            return found[0]
        return found[1] + entities.escape(rewrite(address)) + found[3]

    return _HREF.sub(replaced, html)


def has_fixed_host(address: str) -> bool:
    """Whether the address is http(s) with a host in which no template part stands: nobody's data decides where it
    leads."""
    address = Marks().protect(address)
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        return False
    before_path = address.split("://", 1)[1]
    fixed = re.split(r"[/?#]", before_path, maxsplit=1)[0]
    return not (_MARKS.search(fixed) or "{" in fixed or "\\" in address)


def is_own_value(address: str) -> bool:
    """Whether the whole address is a value of a block (``{{ blocks.b2.url }}``): ours, not a customer's."""
    return bool(_OWN_VALUE.fullmatch(address.strip()))


def has_line_break(text: str) -> bool:
    """Whether the text holds what breaks a line in a header or a short field."""
    return bool(_CONTROL.search(text.strip()))


def same_host(target: str, rendered: str) -> bool:
    """Whether a link, once filled in, still leads to the host it was written with."""
    try:
        written, made = urlsplit(target), urlsplit(rendered)
        return (written.scheme, written.netloc) == (made.scheme, made.netloc) and not re.search(
            r"[\x00-\x20\\]", rendered
        )
    except ValueError:
        return False


class _Hrefs(HTMLParser):
    """Collects where links lead, as written."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found += [(value or "").strip() for name, value in attrs if name == "href"]


def hrefs(marked: str) -> list[str]:
    """Where the links of staff's HTML lead, before cleaning drops those it does not like."""
    reader = _Hrefs()
    reader.feed(marked)
    reader.close()
    return reader.found


class _Text(HTMLParser):
    """Reads HTML as text: blocks become lines, links keep their address, list items get a dot."""

    _BLOCKS: Final = {"p", "div", "h1", "h2", "h3", "ul", "ol", "table", "blockquote", "tr", "hr"}

    def __init__(self, link: Callable[[str], str]) -> None:
        super().__init__(convert_charrefs=True)
        self._link = link
        self.pieces: list[str] = []
        self._links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "br":
            self.pieces.append("\n")
        elif tag == "li":
            self.pieces.append("\n・")
        elif tag == "img":
            self.pieces.append(given.get("alt") or "")
        elif tag == "a":
            self._links.append((given.get("href") or "", len(self.pieces)))
        elif tag in self._BLOCKS:
            self.pieces.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._links:
            href, start = self._links.pop()
            shown = "".join(self.pieces[start:]).strip()
            if href and href == shown:
                self.pieces[start:] = [self._link(href)]
            elif href and href != f"mailto:{shown}":
                target = self._link(href)
                self.pieces.append(f" ({target})" if shown else target)
        elif tag == "td":
            self.pieces.append(" ")
        elif tag in self._BLOCKS:
            self.pieces.append("\n\n")

    def handle_data(self, data: str) -> None:
        self.pieces.append(re.sub(r"\s+", " ", data))


def text_from_html(marked: str, link: Callable[[str], str] = str) -> str:
    """Return the text part of cleaned HTML. `link` says what stands for the address of a link."""
    reader = _Text(link)
    reader.feed(marked)
    reader.close()
    lines = [line.strip(" \t") for line in "".join(reader.pieces).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
