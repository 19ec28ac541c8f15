"""Icons as inline SVG: Tabler's outline set, read once per process."""

import re
from functools import cache
from pathlib import Path
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

FOLDER: Final = Path(__file__).parent / "static" / "vendor" / "icons" / "outline"
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


class MissingIcon(Exception):
    """No icon has that name: a programming error, found by the test that draws every icon of the house."""


def icon(name: str, *, size: int = 20, css: str = "") -> SafeString:
    """The icon as an SVG of `size` pixels in the colour of the text around it, hidden from screen readers.

    Raises MissingIcon when the set has no such name; where the set itself is not installed, the icon is empty.
    """
    return format_html(
        '<svg class="icon {}" width="{}" height="{}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{}</svg>',
        css,
        size,
        size,
        _drawing(name),
    )


@cache
def _drawing(name: str) -> SafeString:
    """The inside of the SVG file; safe, as the files are part of the release."""
    if not FOLDER.is_dir():  # a checkout whose front end was not fetched yet
        return SafeString("")
    file = FOLDER / f"{name}.svg"
    if not _NAME.fullmatch(name) or not file.is_file():
        raise MissingIcon(name)
    found = _DRAWING.search(file.read_text(encoding="utf-8"))
    if found is None:
        raise MissingIcon(name)
    return mark_safe(" ".join(found[1].split()))  # noqa: S308 - a file of the release, not anybody's input
