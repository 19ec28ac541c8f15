"""Tags for the pieces a page is made of: empty states, figures, badges, progress, confirm buttons, tabs, steps."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.middleware.csrf import get_token
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

COLOURS = frozenset({"primary", "green", "red", "orange", "yellow", "blue", "azure", "purple", "teal", "secondary"})


@register.inclusion_tag("ui/components/empty_state.html")
def empty_state(
    title: str,
    text: str = "",
    *,
    icon: str = "inbox",
    url: str = "",
    label: str = "",
    second_url: str = "",
    second_label: str = "",
) -> dict[str, Any]:
    """What a page says where nothing is yet: what would be here and the one step that brings it."""
    return dict(locals())


@register.inclusion_tag("ui/components/stat.html")
def stat(
    label: str,
    value: Any,
    hint: str = "",
    *,
    icon: str = "",
    url: str = "",
    change: str = "",
    rises: bool | None = None,
    help: str = "",
) -> dict[str, Any]:
    """A figure with its name, a count as 2,270. `change` is a short text beside it; `rises` colours it green or red."""
    value = f"{value:,}" if type(value) is int else value
    return dict(locals())


@register.simple_tag
def badge(text: Any, colour: str = "secondary", icon: str = "") -> SafeString:
    """A short state: ``{% badge job.get_state_display "green" %}``. The colour is one of Tabler's names."""
    from joren.foundation.ui.icons import icon as drawn

    chosen = colour if colour in COLOURS else "secondary"
    drawing = drawn(icon, size=14, css="me-1") if icon else ""
    return format_html('<span class="badge bg-{}-lt text-{}-lt-fg">{}{}</span>', chosen, chosen, drawing, text)


@register.inclusion_tag("ui/components/progress.html")
def progress(done: float, total: float | None, label: str = "") -> dict[str, Any]:
    """A bar of `done` out of `total`; a total of None or 0 shows a bar without an end."""
    share = min(max(done / total, 0), 1) if total else None
    return {"done": done, "total": total, "share": share, "width": round((share or 0) * 100), "label": label}


@register.inclusion_tag("ui/components/confirm_button.html", takes_context=True)
def confirm_button(
    context: dict[str, Any],
    url: str,
    label: str,
    question: str = "",
    *,
    style: str = "danger",
    icon: str = "",
    small: bool = False,
    name: str = "",
    value: str = "",
) -> dict[str, Any]:
    """A button that POSTs to `url`, after a question when there is one; without JavaScript it posts at once.

    Deeds that cannot be taken back therefore need a page of their own that asks.
    """
    shown = {"url": url, "label": label, "question": question, "style": style, "icon": icon, "small": small}
    return shown | {"name": name, "value": value, "csrf_token": _token(context)}


def _token(context: Any) -> str:
    request = context.get("request")
    return get_token(request) if request is not None else ""


@register.inclusion_tag("ui/components/tabs.html")
def tabs(items: Iterable[Sequence[Any]], current: str) -> dict[str, Any]:
    """Tabs as plain links: items are (key, label, url) or (key, label, url, count)."""
    shown = [{"key": i[0], "label": i[1], "url": i[2], "count": i[3] if len(i) > 3 else None} for i in items]  # noqa: PLR2004
    return {"items": shown, "current": current}


@register.inclusion_tag("ui/components/steps.html")
def steps(labels: Sequence[Any], current: int) -> dict[str, Any]:
    """The header of a wizard: all steps by name, `current` counted from 1."""
    shown = [
        {"number": n, "label": label, "is_done": n < current, "is_current": n == current}
        for n, label in enumerate(labels, start=1)
    ]
    return {"steps": shown, "current": current, "total": len(shown)}


@register.inclusion_tag("ui/components/help.html")
def help(text: str, title: str = "") -> dict[str, Any]:
    """A question mark that opens an explanation, by the browser's own popover."""
    return {"text": text, "title": title, "id": f"help-{abs(hash((str(text), str(title)))):x}"}


@register.inclusion_tag("ui/components/copy.html")
def copyable(text: str, label: str = "") -> dict[str, Any]:
    """A text to take along (a key, an address) with a button that copies it."""
    return {"text": text, "label": label}


@register.inclusion_tag("ui/components/code.html")
def code_block(value: Any, language: str = "") -> dict[str, Any]:
    """A block of code; anything but a text is shown as indented JSON."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder)
    return {"text": text, "language": language}


@register.inclusion_tag("ui/components/facts.html")
def facts(items: Iterable[Sequence[Any]]) -> dict[str, Any]:
    """A definition list: items are (name, value); empty values show a dash."""
    return {"items": [(name, value) for name, value in items]}


@register.inclusion_tag("ui/components/drop_zone.html")
def drop_zone(field: Any, text: str = "", accept: str = "") -> dict[str, Any]:
    """A form's file field as a place to drop a file on; without JavaScript a plain file input."""
    from .forms import widget_of

    attributes = {"class": "joren-drop-input"} | ({"accept": accept} if accept else {})
    return {"field": field, "text": text, "widget": widget_of(field, attributes)}
