"""The page of the business."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from joren.foundation.accounts.permissions import StaffRequest, requires

from .actions import change_business
from .forms import BusinessForm
from .queries import the_business


@require_http_methods(["GET", "POST"])
@requires("business.change")
def settings(request: StaffRequest) -> HttpResponse:
    """Name, currency, fiscal year and sender block."""
    with transaction.atomic():  # what the form compares with is what is written over
        form = BusinessForm(request.POST or None, instance=the_business(locked=request.method == "POST"))
        if request.method == "POST" and form.is_valid():
            change_business(by=request.user, **form.given())
            messages.success(request, _("Saved."))
            return redirect("business:settings")
    return render(request, "business/settings.html", {"form": form}, status=422 if form.is_bound else 200)
