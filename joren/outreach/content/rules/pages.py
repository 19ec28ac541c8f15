"""A whole HTML mail somebody made elsewhere: cleaned, but looking as it did."""

import re
from dataclasses import dataclass
from typing import Final

import nh3

_PAGE = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)
_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style\s*>", re.IGNORECASE | re.DOTALL)
_HEAD = re.compile(r"^.*?<body\b([^>]*)>|</body\s*>.*$", re.IGNORECASE | re.DOTALL)
_HEAD_ALONE = re.compile(r"<head\b.*?</head\s*>", re.IGNORECASE | re.DOTALL)
_ATTRIBUTE = re.compile(r"""\b(style|bgcolor)\s*=\s*("[^"<>]*"|'[^'<>]*')""", re.IGNORECASE)
_BAD_CSS = re.compile(r"@import[^;]*;?|expression\s*\(|javascript:|behavior\s*:|-moz-binding|<", re.IGNORECASE)

_TAGS: Final = {
    "a", "abbr", "b", "big", "blockquote", "br", "caption", "center", "code", "col", "colgroup", "div", "em", "font",
    "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "li", "ol", "p", "pre", "s", "small", "span", "strike",
    "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul",
}  # fmt: skip
_EVERYWHERE: Final = {"align", "bgcolor", "class", "dir", "height", "id", "lang", "role", "style", "title", "width"}
_TABLE: Final = {"border", "cellpadding", "cellspacing", "valign", "background"}
_ATTRIBUTES: Final = {
    "*": _EVERYWHERE,
    "a": {"href", "name", "target"},
    "font": {"color", "face", "size"},
    "img": {"src", "alt", "border", "hspace", "vspace"},
    "table": _TABLE,
    "tr": _TABLE,
    "td": _TABLE | {"colspan", "rowspan", "nowrap"},
    "th": _TABLE | {"colspan", "rowspan", "nowrap"},
}


@dataclass(frozen=True)
class Page:
    """A cleaned page: its styles, the attributes of its body as ``' style="…"'``, and what stands in it."""

    css: str
    body_attributes: str
    body: str


def is_page(html: str) -> bool:
    """Whether the text is a whole page and not a piece of one."""
    return bool(_PAGE.search(html))


def clean_page(marked: str) -> Page:
    """Take a page apart and drop scripts, forms, frames, imports and whatever else no mail program shows."""
    css = "\n".join(_BAD_CSS.sub("", style) for style in _STYLE.findall(marked))
    found = re.search(r"<body\b([^>]*)>", marked, re.IGNORECASE)
    attributes = "".join(
        f" {name.lower()}={value}"
        for name, value in _ATTRIBUTE.findall(found[1] if found else "")
        if not _BAD_CSS.search(value)
    )
    return Page(css, attributes, clean_parts(_HEAD_ALONE.sub("", _HEAD.sub("", _STYLE.sub("", marked)))))


def clean_parts(marked: str) -> str:
    """The same for what stands in a body: tables, fonts, widths and styles stay."""
    return nh3.clean(
        marked,
        tags=set(_TAGS),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
        strip_comments=True,
    )
