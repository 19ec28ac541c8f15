"""Pages of accounts. Log-in, password and sessions are django-allauth's, in the kit's templates."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.errors import JorenError

from . import actions, queries
from .forms import NewStaffForm, StaffForm, TokenForm
from .models import ApiToken, Staff
from .permissions import StaffRequest, requires


@require_GET
@requires("accounts.manage")
def staff_list(request: StaffRequest) -> HttpResponse:
    """Everybody who may log in."""
    return render(request, "accounts/staff_list.html", {"people": queries.all_staff()})


@require_http_methods(["GET", "POST"])
@requires("accounts.manage")
def add_staff(request: StaffRequest) -> HttpResponse:
    """Add a person."""
    form = NewStaffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        password = given["password"] or actions.generate_password()
        try:
            person = actions.add_staff(
                email=given["email"],
                name=given["name"],
                role=given["role"],
                password=password,
                by=request.user,
            )
        except JorenError as problem:
            form.add_error("email" if problem.code == "email_taken" else "password", str(problem))
        else:
            shown = "" if given["password"] else password
            return render(request, "accounts/staff_added.html", {"person": person, "password": shown})
    return render(request, "accounts/staff_form.html", {"form": form})


@require_http_methods(["GET", "POST"])
@requires("accounts.manage")
def edit_staff(request: StaffRequest, pk: int) -> HttpResponse:
    """Change a person's name, role or right to log in."""
    person = get_object_or_404(Staff, pk=pk)
    form = StaffForm(request.POST or None, instance=Staff.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        password = given.pop("new_password")
        try:
            with transaction.atomic():
                actions.change_staff(person, by=request.user, **given)
                if password:
                    actions.set_password(person, password=password, by=request.user)
        except JorenError as problem:
            field = "new_password" if problem.code == "password_too_weak" else "role"
            form.add_error(field, f"{problem} {problem.remedy_sentence}")
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:staff")
    return render(request, "accounts/staff_form.html", {"form": form, "person": person})


@require_http_methods(["GET", "POST"])
def tokens(request: StaffRequest) -> HttpResponse:
    """A person's own keys for programs."""
    form, key = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        _token, key = actions.create_token(request.user, name=form.cleaned_data["name"])
        form = TokenForm()
    return render(
        request, "accounts/tokens.html", {"form": form, "key": key, "tokens": queries.tokens_of(request.user)}
    )


@require_POST
def revoke_token(request: StaffRequest, pk: int) -> HttpResponse:
    """Make one of the person's own keys useless."""
    actions.revoke_token(get_object_or_404(ApiToken, pk=pk, staff=request.user), by=request.user)
    messages.success(request, _("This key no longer works."))
    return redirect("accounts:tokens")
