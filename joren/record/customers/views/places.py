"""The place of a postal code, for the form of a customer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from joren.foundation.accounts.permissions import requires
from joren.record.customers.address_fields import AddressFields, filled_in, place_sentence


@require_GET
@requires("customers.change")
def place(request: HttpRequest) -> HttpResponse:
    """The part of the form behind the postal code, filled in where it was empty. Nothing is saved."""
    form = AddressFields(initial=filled_in(request.GET).dict())
    said = place_sentence(request.GET.get("postal_code", "")[:20])
    return render(request, "customers/_place.html", {"form": form, "place_said": said})
