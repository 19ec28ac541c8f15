"""How one person is reached, and their tags: small forms of the customer's page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.ui.toasts import undoable
from joren.record.customers import actions, queries
from joren.record.customers.forms import ContactPointForm, TagChoiceForm
from joren.record.customers.models import ContactPoint, Customer, Tag

from .record import staff_of


@require_POST
@requires("customers.change")
def add_point(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an e-mail address, phone number or LINE id."""
    customer = queries.get(pk, staff_of(request))
    form = ContactPointForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        actions.add_contact_point(
            customer_id=customer.pk, kind=given["kind"], value=given["value"], by=staff_of(request)
        )
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _first_error(form))
    return redirect("customers:detail", customer.pk)


@require_POST
@requires("customers.change")
def remove_point(request: HttpRequest, pk: int, point: int) -> HttpResponse:
    """Take one away."""
    customer = queries.get(pk, staff_of(request))
    actions.remove_contact_point(contact_point=_point(customer, point), by=staff_of(request))
    messages.success(request, _("Removed."))
    return redirect("customers:detail", customer.pk)


@require_POST
@requires("customers.change")
def prefer_point(request: HttpRequest, pk: int, point: int) -> HttpResponse:
    """Use this one of its kind."""
    customer = queries.get(pk, staff_of(request))
    actions.prefer_contact_point(contact_point=_point(customer, point), by=staff_of(request))
    messages.success(request, _("Saved."))
    return redirect("customers:detail", customer.pk)


@require_POST
@requires("customers.change")
def use_point_again(request: HttpRequest, pk: int, point: int) -> HttpResponse:
    """Use an address again that bounced."""
    customer = queries.get(pk, staff_of(request))
    actions.mark_deliverable(contact_point=_point(customer, point), by=staff_of(request))
    messages.success(request, _("It will be used again."))
    return redirect("customers:detail", customer.pk)


@require_POST
@requires("customers.change")
def add_tag(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a tag on the customer."""
    customer = queries.get(pk, staff_of(request))
    form = TagChoiceForm(request.POST)
    if not form.is_valid():
        messages.error(request, _first_error(form))
    else:
        tag = form.cleaned_data["tag"] or actions.tag_named(form.cleaned_data["name"], by=staff_of(request))
        actions.tag(customer_id=customer.pk, tag=tag, by=staff_of(request))
    return redirect("customers:detail", customer.pk)


@require_POST
@requires("customers.change")
def remove_tag(request: HttpRequest, pk: int, tag: int) -> HttpResponse:
    """Take a tag off; the toast puts it back."""
    customer = queries.get(pk, staff_of(request))
    chosen = get_object_or_404(Tag, pk=tag)
    step = actions.untag_many(customer_ids=[customer.pk], tag=chosen, by=staff_of(request))
    undoable(request, _("“%(tag)s” is taken off.") % {"tag": chosen.name}, undo_url=_undo_url(step.pk))
    return redirect("customers:detail", customer.pk)


def _undo_url(step: int) -> str:
    from django.urls import reverse

    return reverse("customers:undo_tagging", args=[step])


def _point(customer: Customer, point: int) -> ContactPoint:
    return get_object_or_404(ContactPoint, pk=point, customer=customer)


def _first_error(form: ContactPointForm | TagChoiceForm) -> str:
    return str(next(iter(form.errors.values()))[0])
