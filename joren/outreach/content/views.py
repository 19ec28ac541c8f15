"""Pages of content: the gallery, the editor, the preview as ten people."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.errors import JorenError
from joren.foundation.registry import resolve
from joren.foundation.ui.form_problems import tell_problem
from joren.record.products.models import Category

from . import actions, editing, foreign, framing, previewing, queries
from .blocks import block_types
from .errors import NoSuchMessage
from .fields import merge_fields
from .forms import PageForm, TestForm
from .images import keep
from .media import media, medium
from .models import Message
from .ready import ready, ready_one
from .remarks import remarks_on
from .rules.blocks import walk
from .words import Words, words_of


@require_GET
@requires("content.view")
def gallery(request: HttpRequest) -> HttpResponse:
    """What can be begun from, and what was written."""
    context = {
        "ready": ready(),
        "own": queries.templates(),
        "written": queries.written()[:60],
        "media": media(),
        "may_write": _staff(request).may("content.write"),
    }
    return render(request, "content/gallery.html", context)


@require_POST
@requires("content.write")
def new(request: HttpRequest) -> HttpResponse:
    """Begin a message: ``ready`` a key of the gallery, ``from`` the number of a message, neither for an empty one."""
    ready = request.POST.get("ready", "")
    one = ready_one(ready)
    if ready and one is None:
        raise NoSuchMessage(id=ready[:40])
    channel = request.POST.get("channel") or media()[0].channel
    if request.POST.get("from", "").isdigit():
        made = actions.copy(queries.message(int(request.POST["from"])), by=_staff(request))
    elif one:
        known = {medium.channel for medium in media()}
        wordings = [words for words in one.wordings if words.channel in known]
        made = actions.create(name=one.name, by=_staff(request), wordings=wordings, template_key=one.key)
    else:
        medium(channel)
        name = request.POST.get("name", "").strip() or _("New message")
        made = actions.create(name=name, by=_staff(request), wordings=[Words(channel=channel)])
    return redirect("content:detail", made.pk)


@require_GET
@requires("content.view")
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A message: straight to its first channel."""
    message = queries.message(pk)
    channels = queries.channels_of(message)
    order = [one.channel for one in media()]
    first = next((channel for channel in order if channel in channels), None)
    if first is None:
        raise NoSuchMessage(id=pk)
    page = "content:edit" if _staff(request).may("content.write") else "content:preview"
    return redirect(_and_back(request, reverse(page, args=[pk, first])))


@require_http_methods(["GET", "POST"])
@requires("content.write")
def edit(request: HttpRequest, pk: int, channel: str) -> HttpResponse:
    """The editor of one wording. Each button of it is a post with ``do``; ``do=save`` keeps what is written."""
    message = queries.message(pk)
    wording = queries.wording_of(message, channel)
    if request.method != "POST":
        back = _own_address(request, request.GET.get("back", ""))
        return _shown(request, message, editing.Editor.of(wording, back=back))
    editor = editing.read(request.POST, request.FILES, channel=channel, message_id=pk)
    editor.back = _own_address(request, editor.back)
    deed = request.POST.get("do", "save")
    try:
        _take_pictures(request, editor)
        if deed == "save":
            actions.change(message, editor.words, by=_staff(request), revision=editor.revision)
            messages.success(request, _("Kept."))
            return redirect(editor.back or request.path)
        editing.do(editor, deed)
    except JorenError as problem:
        messages.error(request, f"{problem} {problem.remedy_sentence}".strip())
        return _shown(request, message, editor, status=422)
    return _shown(request, message, editor)


def _take_pictures(request: HttpRequest, editor: editing.Editor) -> None:
    """Keep the pictures that came with the form, and put each into its block."""
    for block in walk(editor.words.blocks):
        file = request.FILES.get(f"{block['id']}-file")
        if file is not None:
            image = keep(data=file.read(), name=file.name or "", by=_staff(request), alt=str(block.get("alt") or ""))
            block["image"] = image.token
            block.pop("url", None)


def _shown(request: HttpRequest, message: Message, editor: editing.Editor, status: int = 200) -> HttpResponse:
    context = _about(message, editor.words.channel) | {
        "editor": editor,
        "remarks": remarks_on(editor.words),
        "fields": merge_fields(),
        "categories": Category.objects.order_by("path")[:500],
        "people": previewing.people(_staff(request)),
        "test_form": TestForm(initial={"to": _staff(request).email}),
    }
    template = "content/_editor.html" if request.headers.get("HX-Request") else "content/edit.html"
    return render(request, template, context, status=status)


def _about(message: Message, channel: str) -> dict[str, Any]:
    said = set(queries.channels_of(message))
    return {
        "message": message,
        "channel": channel,
        "medium": medium(channel),
        "worded": [one for one in media() if one.channel in said],
        "unworded": [one for one in media() if one.channel not in said],
    }


@require_POST
@requires("content.write")
@framing.framed
def live(request: HttpRequest, pk: int, channel: str) -> HttpResponse:
    """What is written at this moment as one person would see it, for the frame beside the editor. Keeps nothing."""
    editor = editing.read(request.POST, request.FILES, channel=channel, message_id=pk)
    return _page(request, editor.words, request.POST)


@require_GET
@requires("content.view")
@framing.framed
def frame(request: HttpRequest, pk: int, channel: str) -> HttpResponse:
    """A kept wording as one person would see it, for a frame of the preview page."""
    return _page(request, words_of(queries.wording_of(queries.message(pk), channel)), request.GET)


def _page(request: HttpRequest, words: Words, asked: Any) -> HttpResponse:
    person = asked.get("person", "")
    customer_id = framing.seen(int(person), _staff(request)) if person.isdigit() else None
    try:
        preview = previewing.as_person(words, customer_id, base_url=_here(request))
    except JorenError as problem:
        return framing.page(request, None, problem=problem)
    return framing.page(request, preview, dark=asked.get("light") == "dark")


def _here(request: HttpRequest) -> str:
    """This installation as the person who looks at it reaches it: so that their browser finds our pictures."""
    return request.build_absolute_uri("/").rstrip("/")


@require_GET
@requires("content.view")
def preview(request: HttpRequest, pk: int, channel: str) -> HttpResponse:
    """As ten real people: of a segment or of everybody, the next ten, light or dark, as wide as a phone."""
    message = queries.message(pk)
    words = words_of(queries.wording_of(message, channel))
    page = int(request.GET["page"]) if request.GET.get("page", "").isdigit() else 0
    segment = request.GET.get("segment", "")
    try:
        shown, problem = previewing.people(_staff(request), segment=segment, page=page), None
    except (JorenError, LookupError) as refused:
        shown, problem = [], refused
    context = _about(message, channel) | {
        "people": shown,
        "problem": problem,
        "page": page,
        "segment": segment,
        "segments": framing.segments(),
        "light": "dark" if request.GET.get("light") == "dark" else "light",
        "width": "wide" if request.GET.get("width") == "wide" else "phone",
        "remarks": remarks_on(words, [customer.pk for customer in shown]),
        "facts": framing.facts_of(words, _here(request)),
        "may_write": _staff(request).may("content.write"),
        "back": _own_address(request, request.GET.get("back", "")),
        "test_form": TestForm(initial={"to": _staff(request).email}),
    }
    return render(request, "content/preview.html", context)


@require_POST
@requires("content.write")
def test(request: HttpRequest, pk: int, channel: str) -> HttpResponse:
    """Send the kept wording to a member of staff, as one of the people."""
    words = words_of(queries.wording_of(queries.message(pk), channel))
    form = TestForm(request.POST)
    person = request.POST.get("person", "")
    customer_id = framing.seen(int(person), _staff(request)) if person.isdigit() else None
    if not form.is_valid():
        messages.error(request, _("Say to whom the test is to go."))
    elif medium(channel).test:
        try:
            resolve(medium(channel).test)(words, form.cleaned_data["to"], customer_id, _staff(request))
            messages.success(request, _("The test was sent to %(to)s.") % {"to": form.cleaned_data["to"]})
        except JorenError as problem:
            messages.error(request, f"{problem} {problem.remedy_sentence}".strip())
    back = _own_address(request, request.POST.get("back", ""))
    return redirect(back or reverse("content:preview", args=[pk, channel]))


@require_POST
@requires("content.write")
def add_wording(request: HttpRequest, pk: int, channel: str) -> HttpResponse:
    """Say it on one more channel, beginning with what another channel says."""
    message = queries.message(pk)
    medium(channel)
    if channel not in queries.channels_of(message):
        first = message.wordings.first()
        known = {one.key for one in block_types()}
        blocks = [block for block in (first.blocks if first else []) if block.get("type") in known]
        allowed = medium(channel).blocks
        kept = [block for block in blocks if not allowed or block.get("type") in allowed]
        subject = first.subject if first and medium(channel).has_subject else ""
        actions.change(message, Words(channel=channel, subject=subject, blocks=kept), by=_staff(request))
    return redirect(_and_back(request, reverse("content:edit", args=[pk, channel])))


@require_POST
@requires("content.write")
def remove_wording(request: HttpRequest, pk: int, channel: str) -> HttpResponse:
    """Say nothing on that channel any more. The last wording stays."""
    message = queries.message(pk)
    if len(queries.channels_of(message)) > 1:
        actions.remove_wording(message, channel, by=_staff(request))
    return redirect("content:detail", pk)


@require_POST
@requires("content.write")
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The same words again: as a message, or for the gallery (``template=1``)."""
    message = queries.message(pk)
    is_template = request.POST.get("template") == "1"
    name = message.name if is_template else _("%(name)s (copy)") % {"name": message.name}
    made = actions.copy(message, by=_staff(request), name=name[:200], is_template=is_template)
    if is_template:
        messages.success(request, _("“%(name)s” stands in the gallery now.") % {"name": made.name})
        return redirect("content:gallery")
    return redirect("content:detail", made.pk)


@require_POST
@requires("content.write")
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it another name."""
    actions.rename(queries.message(pk), name=request.POST.get("name", ""), by=_staff(request))
    back = _own_address(request, request.POST.get("back", ""))
    return redirect(back or reverse("content:detail", args=[pk]))


@require_POST
@requires("content.write")
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a message nothing is sent from."""
    actions.delete(queries.message(pk), by=_staff(request))
    messages.success(request, _("Deleted."))
    return redirect("content:gallery")


@require_http_methods(["GET", "POST"])
@requires("content.write")
def bring(request: HttpRequest) -> HttpResponse:
    """Bring in a mail made elsewhere: first its HTML, then what stands for each of its placeholders."""
    form = PageForm(request.POST or None, request.FILES or None)
    holes: list[str] = []
    if request.method == "POST" and form.is_valid():
        html = form.cleaned_data["html"] or foreign.text_of(form.cleaned_data["file"])
        holes = foreign.placeholders(html)
        given = {hole: request.POST.get(f"hole-{number}", "") for number, hole in enumerate(holes)}
        try:
            if html.strip() and (not holes or "holes" in request.POST):
                made = actions.create(
                    name=form.cleaned_data["name"],
                    by=_staff(request),
                    wordings=[Words(channel="mail", blocks=foreign.as_blocks(foreign.filled(html, given)))],
                )
                return redirect("content:edit", made.pk, "mail")
        except JorenError as problem:
            tell_problem(form, problem)
        if html.strip():
            form = PageForm(initial={"name": form.cleaned_data["name"], "html": html})
        else:
            form.add_error("html", _("Choose a file or put the HTML in."))
    context = {"form": form, "holes": list(enumerate(holes)), "fields": merge_fields()}
    return render(request, "content/bring.html", context)


@require_GET
@requires("content.view")
def field_list(request: HttpRequest) -> HttpResponse:
    """All merge fields: what the editor's picker shows, as a page for those without JavaScript."""
    return render(request, "content/fields.html", {"fields": merge_fields()})


def _and_back(request: HttpRequest, address: str) -> str:
    """The address, with the page it was asked for from."""
    back = _own_address(request, request.GET.get("back", ""))
    return f"{address}?{urlencode({'back': back})}" if back else address


def _own_address(request: HttpRequest, address: str) -> str:
    """The address when it is one of this installation, else ""."""
    hosts = {request.get_host()}
    is_own = url_has_allowed_host_and_scheme(address, allowed_hosts=hosts, require_https=request.is_secure())
    return address if is_own else ""


def _staff(request: HttpRequest) -> Any:
    return request.user
