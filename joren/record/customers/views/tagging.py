"""Tags: the page of all tags, and tagging picked customers with a way back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.errors import JorenError
from joren.foundation.ui.form_problems import tell_problem
from joren.foundation.ui.toasts import undoable
from joren.record.customers import actions, queries
from joren.record.customers.forms import TagChoiceForm, TagForm
from joren.record.customers.listing import customer_table
from joren.record.customers.models import BulkTagging, Tag

from .record import staff_of


@require_POST
@requires("customers.tag_many")
def tag_many(request: HttpRequest) -> HttpResponse:
    """Ask which tag, then put it on the picked customers."""
    return _tag_picked(request, adds=True)


@require_POST
@requires("customers.tag_many")
def untag_many(request: HttpRequest) -> HttpResponse:
    """Ask which tag, then take it off the picked customers."""
    return _tag_picked(request, adds=False)


def _tag_picked(request: HttpRequest, *, adds: bool) -> HttpResponse:
    chosen = customer_table(request).selection()
    form = TagChoiceForm(request.POST if "tag" in request.POST else None)
    if form.is_valid():
        return _apply(request, list(queries.ids_of(chosen.rows)), form, adds=adds)
    shown = {"chosen": chosen, "form": form, "adds": adds}
    return render(request, "customers/tag_many.html", shown, status=422 if form.is_bound else 200)


def _apply(request: HttpRequest, customer_ids: list[int], form: TagChoiceForm, *, adds: bool) -> HttpResponse:
    staff = staff_of(request)
    tag = form.cleaned_data["tag"] or actions.tag_named(form.cleaned_data["name"], by=staff)
    step = (actions.tag_many if adds else actions.untag_many)(customer_ids=customer_ids, tag=tag, by=staff)
    count = len(step.customer_ids)
    said = (
        ngettext("“%(tag)s” is put on %(n)d customer.", "“%(tag)s” is put on %(n)d customers.", count)
        if adds
        else ngettext("“%(tag)s” is taken off %(n)d customer.", "“%(tag)s” is taken off %(n)d customers.", count)
    )
    undoable(request, said % {"tag": tag.name, "n": count}, undo_url=reverse("customers:undo_tagging", args=[step.pk]))
    return redirect(f"{reverse('customers:list')}?tag={tag.pk}" if adds else "customers:list")


@require_POST
@requires("customers.change")
def undo_tagging(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a tagging step back: one's own, or anybody's for those who may tag many."""
    step = get_object_or_404(BulkTagging, pk=pk)
    if step.staff_id != request.user.pk and not staff_of(request).may("customers.tag_many"):
        raise PermissionDenied
    count = actions.undo_tagging(tagging=step, by=staff_of(request))
    messages.success(
        request, ngettext("Undone for %(n)d customer.", "Undone for %(n)d customers.", count) % {"n": count}
    )
    if len(step.customer_ids) == 1:
        return redirect("customers:detail", step.customer_ids[0])
    return redirect("customers:list")


@require_GET
@requires("customers.fields")
def tag_list(request: HttpRequest) -> HttpResponse:
    """All tags with how many customers have them."""
    return render(request, "customers/tags.html", {"tags": queries.tags_with_counts(), "form": TagForm()})


@require_POST
@requires("customers.fields")
def new_tag(request: HttpRequest) -> HttpResponse:
    """Make a tag."""
    form = TagForm(request.POST)
    if form.is_valid():
        try:
            actions.create_tag(by=staff_of(request), **form.cleaned_data)
        except JorenError as problem:
            tell_problem(form, problem, field="name")
        else:
            messages.success(request, _("Saved."))
            return redirect("customers:tags")
    shown = {"tags": queries.tags_with_counts(), "form": form}
    return render(request, "customers/tags.html", shown, status=422)


@require_http_methods(["GET", "POST"])
@requires("customers.fields")
def edit_tag(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename or recolour a tag."""
    tag = get_object_or_404(Tag, pk=pk)
    form = TagForm(request.POST or None, initial={"name": tag.name, "color": tag.color})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_tag(tag=tag, by=staff_of(request), **form.cleaned_data)
        except JorenError as problem:
            tell_problem(form, problem, field="name")
        else:
            messages.success(request, _("Saved."))
            return redirect("customers:tags")
    return render(request, "customers/tag_form.html", {"form": form, "tag": tag}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires("customers.fields")
def delete_tag(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask on a page of its own, then delete the tag from everybody."""
    tag = get_object_or_404(Tag, pk=pk)
    if request.method == "POST":
        actions.remove_tag(tag=tag, by=staff_of(request))
        messages.success(request, _("The tag is deleted."))
        return redirect("customers:tags")
    return render(request, "customers/tag_delete.html", {"tag": tag, "count": tag.links.count()})
