"""Fields of one's own: add, change and delete them without a programmer."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from joren.foundation.accounts.permissions import requires
from joren.foundation.errors import JorenError
from joren.foundation.ui.form_problems import tell_problem
from joren.record.customers import actions, queries
from joren.record.customers.forms import CustomFieldForm
from joren.record.customers.models import CustomField

from .record import staff_of


@require_GET
@requires("customers.fields")
def field_list(request: HttpRequest) -> HttpResponse:
    """All fields of one's own with how many customers have a value."""
    return render(request, "customers/fields.html", {"fields": queries.fields_with_counts()})


@require_http_methods(["GET", "POST"])
@requires("customers.fields")
def new_field(request: HttpRequest) -> HttpResponse:
    """Add a field."""
    form = CustomFieldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.define_field(by=staff_of(request), **form.cleaned_data)
        except JorenError as problem:
            tell_problem(form, problem, field="key" if problem.code == "field_taken" else "")
        else:
            return _saved(request)
    return _page(request, form)


@require_http_methods(["GET", "POST"])
@requires("customers.fields")
def edit_field(request: HttpRequest, key: str) -> HttpResponse:
    """Change a field."""
    field = get_object_or_404(CustomField, key=key)
    form = CustomFieldForm(request.POST or None, field=field)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_field(field=field, by=staff_of(request), **form.cleaned_data)
        except JorenError as problem:
            tell_problem(form, problem, field="type" if problem.code == "field_type_fixed" else "")
        else:
            return _saved(request)
    return _page(request, form, field=field)


@require_http_methods(["GET", "POST"])
@requires("customers.fields")
def delete_field(request: HttpRequest, key: str) -> HttpResponse:
    """Ask on a page of its own, then delete the field with its values."""
    field = get_object_or_404(CustomField, key=key)
    if request.method == "POST":
        actions.remove_field(field=field, by=staff_of(request))
        messages.success(request, _("The field is deleted."))
        return redirect("customers:fields")
    return render(request, "customers/field_delete.html", {"field": field, "count": field.values.count()})


def _saved(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("customers:fields")


def _page(request: HttpRequest, form: CustomFieldForm, **shown: Any) -> HttpResponse:
    return render(request, "customers/field_form.html", {"form": form, **shown}, status=422 if form.is_bound else 200)
