"""The frame around every mail: one column that fits a phone, styles written into the elements, and who sends."""

from typing import Final

from django.utils.translation import gettext as _

STYLE: Final = """
body { margin: 0; padding: 0; background: #f4f5f7; }
.page { width: 100%; background: #f4f5f7; }
.sheet { width: 100%; max-width: 600px; background: #ffffff; }
.content { padding: 28px 24px; font-family: "Hiragino Sans", "Hiragino Kaku Gothic ProN", "Yu Gothic", Meiryo,
  "Noto Sans CJK JP", sans-serif; font-size: 16px; line-height: 1.8; color: #1f2933; word-break: break-word; }
.content h1 { font-size: 24px; line-height: 1.4; margin: 0 0 16px; }
.content h2 { font-size: 20px; line-height: 1.4; margin: 24px 0 12px; }
.content h3 { font-size: 17px; margin: 20px 0 8px; }
.content p { margin: 0 0 16px; }
.content img { max-width: 100%; height: auto; border: 0; }
.content a { color: #1c5fb8; }
.content a.button { display: inline-block; padding: 12px 28px; background: #1c5fb8; color: #ffffff;
  text-decoration: none; border-radius: 6px; }
.content .center { text-align: center; }
.footer { padding: 20px 24px 28px; font-family: "Hiragino Sans", "Yu Gothic", Meiryo, "Noto Sans CJK JP", sans-serif;
  font-size: 12px; line-height: 1.7; color: #5b6673; border-top: 1px solid #e4e7eb; }
.footer a { color: #5b6673; }
.preheader { display: none; max-height: 0; overflow: hidden; color: #f4f5f7; font-size: 1px; line-height: 1px; }
"""

_PAGE: Final = """<!doctype html>
<html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>{style}</style></head>
<body><div class="preheader">{preheader}</div>
<table role="presentation" class="page" cellpadding="0" cellspacing="0" border="0"><tr><td align="center">
<table role="presentation" class="sheet" cellpadding="0" cellspacing="0" border="0">
<tr><td class="content">
{body}
</td></tr>
<tr><td class="footer">{footer}</td></tr>
</table></td></tr></table>{pixel}</body></html>
"""


def page(*, title: str, preheader: str, body: str, footer: str, pixel: str) -> str:
    """Return the whole HTML with its styles written into the elements. All parts are HTML already."""
    import css_inline

    whole = _PAGE.format(title=title, style=STYLE, preheader=preheader, body=body, footer=footer, pixel=pixel)
    return css_inline.inline(whole)


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
