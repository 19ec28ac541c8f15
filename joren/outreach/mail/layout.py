"""The frame around every mail: one column that fits a phone and turns dark where the phone is, and who sends.

Blocks become MJML, which mrml turns into the tables that Outlook, Gmail and the carriers' programs understand. mrml
gets only the frame: every text, address and template part stands in it as a word of ASCII and is put back afterwards,
because it rewrites what it does not know (quotes, ``{{``, characters outside the plane it prints).
"""

import html as entities
from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _

from joren.outreach.content.rules import markup, pages
from joren.outreach.content.rules.blocks import Block

WIDTH: Final = 600
FONTS: Final = "'Hiragino Sans','Hiragino Kaku Gothic ProN','Yu Gothic',Meiryo,'Noto Sans CJK JP',sans-serif"
_INK, _SOFT, _LINK, _PAPER, _SHEET, _RULE = "#1f2933", "#5b6673", "#1c5fb8", "#f4f5f7", "#ffffff", "#e4e7eb"

TEXT_STYLE: Final = f"""
p {{ margin: 0 0 14px; }} p:last-child {{ margin-bottom: 0; }}
ul, ol {{ margin: 0 0 14px; padding-left: 24px; }} li {{ margin: 0 0 4px; }}
h1 {{ font-size: 24px; line-height: 1.4; margin: 0 0 16px; }}
h2 {{ font-size: 20px; line-height: 1.4; margin: 0 0 12px; }}
h3 {{ font-size: 17px; margin: 0 0 8px; }}
a {{ color: {_LINK}; }} img {{ max-width: 100%; height: auto; border: 0; }}
a.button {{ display: inline-block; padding: 12px 28px; background: {_LINK}; color: #ffffff; text-decoration: none;
  border-radius: 6px; }}
.center {{ text-align: center; }}
"""
"""Written into the elements of a text block: many programs drop style sheets."""

_DARK: Final = """
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  body, .paper { background: #14171a !important; }
  .sheet, .sheet > table { background: #1e2226 !important; }
  .ink div, .ink h1, .ink h2, .ink h3, .ink p, .ink li { color: #e8eaed !important; }
  .soft div { color: #a7b0ba !important; }
  .ink a, .soft a { color: #8ab4f8 !important; }
  .rule p { border-top-color: #3a4149 !important; }
}
"""

_HEAD: Final = f"""<mj-head><mj-title>%(title)s</mj-title><mj-preview>%(preheader)s</mj-preview>
<mj-attributes><mj-all font-family="{FONTS}" /><mj-text font-size="16px" line-height="1.8" color="{_INK}"
 padding="10px 24px" css-class="ink" /><mj-section padding="0" background-color="{_SHEET}" css-class="sheet" />
<mj-button font-size="16px" background-color="{_LINK}" color="#ffffff" border-radius="6px" inner-padding="13px 28px"
 padding="12px 24px" line-height="1.4" /><mj-image padding="10px 24px" border-radius="6px" />
<mj-divider border-color="{_RULE}" border-width="1px" padding="14px 24px" css-class="rule" /></mj-attributes>
<mj-style>%(style)s</mj-style></mj-head>"""


class _Words:
    """What mrml must not see: each piece is a word of ASCII in its input."""

    def __init__(self) -> None:
        self._kept: list[str] = []

    def keep(self, piece: str) -> str:
        self._kept.append(piece)
        return f"zq{len(self._kept) - 1}qz"

    def restore(self, made: str) -> str:
        for number in range(len(self._kept) - 1, -1, -1):
            made = made.replace(f"zq{number}qz", self._kept[number])
        return made


class Page:
    """Builds the HTML of a mail from basic blocks, as a template. `link` gives the address a link is written with,
    `picture` the address of one of our own pictures by its token."""

    def __init__(self, link: Callable[[str], str], picture: Callable[[str], str]) -> None:
        self._link, self._picture = link, picture
        self._words = _Words()

    def html(self, blocks: list[Block], *, title: str, preheader: str, footer: str, pixel: str) -> str:
        """The whole page. All other parts are templates or HTML already."""
        if len(blocks) == 1 and blocks[0].get("type") == "html" and pages.is_page(str(blocks[0].get("html"))):
            return self._as_it_was(str(blocks[0]["html"]), preheader=preheader, footer=footer, pixel=pixel)
        import mrml

        keep = self._words.keep
        head = _HEAD % {"title": keep(title), "preheader": keep(preheader), "style": keep(_DARK)}
        body = "".join(self._section(block) for block in blocks)
        mjml = (
            f'<mjml lang="ja" dir="ltr">{head}<mj-body width="{WIDTH}px" background-color="{_PAPER}" css-class="paper">'
            f'<mj-section padding="10px 0 0"><mj-column><mj-spacer height="8px" /></mj-column></mj-section>'
            f"{body}{self._footer(footer)}<mj-raw>{keep(pixel)}</mj-raw></mj-body></mjml>"
        )
        return self._words.restore(mrml.to_html(mjml).content)

    def _footer(self, footer: str) -> str:
        return (
            f'<mj-section padding="8px 0 20px"><mj-column><mj-divider />'
            f'<mj-text font-size="12px" line-height="1.7" color="{_SOFT}" css-class="soft" padding="4px 24px">'
            f"{self._words.keep(footer)}</mj-text></mj-column></mj-section>"
        )

    def _section(self, block: Block) -> str:
        columns = block.get("columns") if block.get("type") == "columns" else [[block]]
        inner = "".join(
            f"<mj-column>{''.join(self._element(one) for one in column)}</mj-column>" for column in columns or []
        )
        return self._when(block, f"<mj-section>{inner}</mj-section>") if inner else ""

    def _when(self, block: Block, made: str) -> str:
        """The same, there only when the block's condition has a value."""
        if not block.get("when") or block.get("type") != "columns":
            return made
        start, end = self._words.keep(f"{{% if {block['when']} %}}"), self._words.keep("{% endif %}")
        return f"<mj-raw>{start}</mj-raw>{made}<mj-raw>{end}</mj-raw>"

    def _element(self, block: Block) -> str:
        made: str = getattr(self, f"_{block.get('type')}", lambda _block: "")(block)
        if not made or not block.get("when"):
            return made
        start, end = self._words.keep(f"{{% if {block['when']} %}}"), self._words.keep("{% endif %}")
        return f"<mj-raw>{start}</mj-raw>{made}<mj-raw>{end}</mj-raw>"

    def _text(self, block: Block) -> str:
        marks = markup.Marks()
        return self._written(block, marks, self._styled(markup.html_of(block, marks)))

    _html = _text

    def _heading(self, block: Block) -> str:
        marks = markup.Marks()
        level = 2 if str(block.get("level")) == "2" else 1
        size = {1: "24px", 2: "19px"}[level]
        said = (
            f'<h{level} style="margin:0;font-size:{size};line-height:1.45;">{markup.html_of(block, marks)}</h{level}>'
        )
        return self._written(block, marks, said)

    def _written(self, block: Block, marks: markup.Marks, html: str) -> str:
        linked = markup.rewrite_links(html, lambda address: marks.protect(self._link(marks.restore(address))))
        align = _alignment(block)
        small = f' font-size="13px" color="{_SOFT}" css-class="soft"' if block.get("small") else ""
        return f"<mj-text{align}{small}>{self._words.keep(marks.restore(linked))}</mj-text>"

    def _styled(self, html: str) -> str:
        import css_inline

        return css_inline.inline_fragment(f"<div>{html}</div>", TEXT_STYLE).removeprefix("<div>").removesuffix("</div>")

    def _button(self, block: Block) -> str:
        label, url = str(block.get("label") or "").strip(), str(block.get("url") or "").strip()
        if not (label and url):
            return ""
        href = self._words.keep(_attribute(self._link(url)))
        return f'<mj-button href="{href}"{_alignment(block, "center")}>{self._words.keep(_text(label))}</mj-button>'

    def _image(self, block: Block) -> str:
        source = self._picture(str(block["image"])) if block.get("image") else str(block.get("url") or "").strip()
        if not source:
            return ""
        width = _percent(block.get("width")) * (WIDTH - 48) // 100
        alt = self._words.keep(_attribute(str(block.get("alt") or "")))
        link = str(block.get("link") or "").strip()
        href = f' href="{self._words.keep(_attribute(self._link(link)))}"' if link else ""
        return f'<mj-image src="{self._words.keep(_attribute(source))}" alt="{alt}" width="{width}px"{href} />'

    def _divider(self, block: Block) -> str:
        return '<mj-spacer height="24px" />' if block.get("space") else "<mj-divider />"

    def _as_it_was(self, html: str, *, preheader: str, footer: str, pixel: str) -> str:
        """A page made elsewhere, with its own looks; who sends and the way out stand below it."""
        marks = markup.Marks()
        page = pages.clean_page(marks.protect(html))
        body = markup.rewrite_links(page.body, lambda address: marks.protect(self._link(marks.restore(address))))
        return _OWN_PAGE % {
            "css": marks.restore(page.css),
            "body_attributes": page.body_attributes,
            "preheader": preheader,
            "body": marks.restore(body),
            "soft": _SOFT,
            "fonts": FONTS,
            "footer": footer,
            "pixel": pixel,
        }


_OWN_PAGE: Final = """<!doctype html><html lang="ja"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<style>%(css)s</style></head><body%(body_attributes)s>
<div style="display:none;max-height:0;overflow:hidden;font-size:1px;line-height:1px;">%(preheader)s</div>
%(body)s
<div style="padding:16px 24px 24px;font-family:%(fonts)s;font-size:12px;line-height:1.7;text-align:center;
color:%(soft)s;">
%(footer)s</div>%(pixel)s</body></html>
"""


def _alignment(block: Block, usual: str = "left") -> str:
    align = block.get("align") if block.get("align") in ("left", "center", "right") else usual
    return f' align="{align}"'


def _percent(width: object) -> int:
    return min(100, max(10, int(str(width)))) if str(width or "").isdigit() else 100


def _attribute(template: str) -> str:
    """A template for the inside of an attribute: what is text in it is escaped, what is Liquid stays."""
    marks = markup.Marks()
    return marks.restore(entities.escape(marks.protect(template)))


_text = _attribute


def sender_lines(name: str, address: str, contact: str) -> list[str]:
    """Who sends, as the law wants it in each marketing mail: name, postal address, where complaints go.

    What is not known yet (possible in captured mail only) has no line.
    """
    lines = [
        _("Sender: %(name)s") % {"name": name},
        address,
        _("Questions and complaints: %(contact)s") % {"contact": contact} if contact else "",
    ]
    return [line for line in lines if line]


def unsubscribe_words() -> tuple[str, str]:
    """The words of the unsubscribe link, and the sentence before it."""
    return _("Stop these mails or choose what you receive"), _("You receive this mail because you agreed to it.")
