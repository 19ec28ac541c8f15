"""The list, one person's page, and recording, changing and deleting one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.errors import JorenError
from joren.foundation.ui.form_problems import tell_problem
from joren.record.customers import actions, queries
from joren.record.customers.address_fields import FILL, filled_in, place_sentence
from joren.record.customers.forms import (
    ContactPointForm,
    CustomerForm,
    NewCustomerForm,
    NoteForm,
    ReasonForm,
    TagChoiceForm,
)
from joren.record.customers.listing import customer_table
from joren.record.customers.models import Customer
from joren.record.customers.origins import marks_of
from joren.record.customers.profile import facts_of, numbers_of


@require_GET
@requires("customers.view")
def customer_list(request: HttpRequest) -> HttpResponse:
    """Everybody this person may see, searched and filtered."""
    may_change = staff_of(request).may("customers.change")
    return customer_table(request).response("customers/list.html", {"may_change": may_change})


@require_GET
@requires("customers.view")
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: who it is, how to reach them, what may be sent, what happened."""
    customer = queries.whole(pk, staff_of(request))
    if customer.pk != pk:  # merged since the link was made
        return redirect("customers:detail", customer.pk)
    actions.record_view(customer=customer, by=staff_of(request))
    marks = marks_of(customer)
    return render(
        request,
        "customers/detail.html",
        {
            "customer": customer,
            "may_change": staff_of(request).may("customers.change"),
            "may_delete": staff_of(request).may("customers.delete"),
            "facts": facts_of(customer, marks),
            "numbers": numbers_of(customer, marks),
            "marks": marks,
            "points": queries.points_of(customer),
            "contact_form": ContactPointForm(),
            "note_form": NoteForm(),
            "tag_form": TagChoiceForm(),
        },
    )


@require_http_methods(["GET", "POST"])
@requires("customers.change")
def new(request: HttpRequest) -> HttpResponse:
    """Record a customer."""
    form = NewCustomerForm(request.POST or None, staff=staff_of(request))
    if FILL in request.POST:
        form = NewCustomerForm(filled_in(request.POST), staff=staff_of(request))
        return _with_place(request, form)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            customer = actions.create(
                by=staff_of(request),
                emails=filter(None, [given["email"]]),
                phones=filter(None, [given["phone"]]),
                address=form.address if form.address and any(form.address.values()) else None,
                tags=[tag.name for tag in given["tags"]],
                custom={key: value for key, value in form.custom.items() if value not in ("", None)},
                **form.record,
            )
        except JorenError as problem:
            tell_problem(form, problem)
        else:
            messages.success(request, _("%(name)s is recorded.") % {"name": customer.full_name})
            return redirect("customers:detail", customer.pk)
    return render(request, "customers/form.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires("customers.change")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a customer's record."""
    customer = queries.get(pk, staff_of(request))
    form = CustomerForm(request.POST or None, staff=staff_of(request), customer=customer)
    if FILL in request.POST:
        form = CustomerForm(filled_in(request.POST), staff=staff_of(request), customer=customer)
        return _with_place(request, form, customer)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_all(
                customer_id=customer.pk,
                by=staff_of(request),
                address=form.address,
                custom=form.custom,
                **form.record,
            )
        except JorenError as problem:
            tell_problem(form, problem)
        else:
            messages.success(request, _("Saved."))
            return redirect("customers:detail", customer.pk)
    shown = {"form": form, "customer": customer}
    return render(request, "customers/form.html", shown, status=422 if form.is_bound else 200)


def _with_place(request: HttpRequest, form: CustomerForm, customer: Customer | None = None) -> HttpResponse:
    """The form again with the place of its postal code; nothing is saved."""
    said = place_sentence(request.POST.get("postal_code", "")[:20])
    return render(request, "customers/form.html", {"form": form, "customer": customer, "place_said": said})


@require_http_methods(["GET", "POST"])
@requires("customers.delete")
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what would go, ask for the reason, and delete."""
    customer = queries.get(pk, staff_of(request))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.delete(customer_id=customer.pk, reason=form.cleaned_data["reason"], by=staff_of(request))
        messages.success(request, _("The record is deleted."))
        return redirect("customers:list")
    shown = {"form": form, "customer": customer, "gone": queries.what_goes_with(customer)}
    return render(request, "customers/delete.html", shown, status=422 if form.is_bound else 200)


@require_POST
@requires("customers.change")
def add_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a note on the timeline."""
    customer = queries.get(pk, staff_of(request))
    form = NoteForm(request.POST)
    if form.is_valid():
        actions.add_note(customer_id=customer.pk, text=form.cleaned_data["text"], by=staff_of(request))
        messages.success(request, _("The note is on the timeline."))
    else:
        messages.error(request, _("A note needs some text, at most 5,000 characters."))
    return redirect("customers:detail", customer.pk)


def staff_of(request: HttpRequest) -> Any:
    """The person who is logged in; views are only reached by staff."""
    return request.user
