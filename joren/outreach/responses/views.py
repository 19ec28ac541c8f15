"""Pages for staff: how one customer wants to be written to, and the topics customers can choose."""

import re
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from joren.foundation.accounts.permissions import StaffRequest, requires
from joren.foundation.audit import actions as audit
from joren.foundation.errors import JorenError
from joren.foundation.ui.form_problems import tell_problem
from joren.outreach.delivery.models import SendingTopic
from joren.record.customers.queries import customers_visible_to

from . import describing, queries, wishes
from .forms import TopicForm, WishForm
from .models import Topic

_SENDING: Final = re.compile(r"(campaign|journey):\d{1,18}")


@require_http_methods(["GET", "POST"])
@requires("responses.wish")
def set_wish(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Note how a customer wants to be written to, and how that was learned."""
    customer = get_object_or_404(customers_visible_to(request.user), pk=customer_id)
    wish = queries.wish_of(customer.pk)
    form = WishForm(request.POST if request.method == "POST" else None, wish=wish)
    if request.method == "POST" and form.is_valid():
        try:
            how = form.cleaned_data["how"]
            wishes.set_wish(customer_id=customer.pk, wanted=form.wanted(), how=how, by=request.user)
        except JorenError as problem:
            tell_problem(form, problem, field="how")
        else:
            messages.success(request, _("The wish was noted."))
            return redirect("customers:detail", customer.pk)
    shown = {"form": form, "customer": customer, "wish": wish}
    return render(request, "responses/wish.html", shown, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires("responses.topics")
def topics(request: StaffRequest) -> HttpResponse:
    """All topics, and a form for a new one."""
    return _topic_page(request, Topic(), "responses/topics.html")


@require_http_methods(["GET", "POST"])
@requires("responses.topics")
def topic(request: StaffRequest, pk: int) -> HttpResponse:
    """Change one topic."""
    return _topic_page(request, get_object_or_404(Topic, pk=pk), "responses/topic.html")


def _topic_page(request: StaffRequest, instance: Topic, template: str) -> HttpResponse:
    form = TopicForm(request.POST if request.method == "POST" else None, instance=instance)
    if request.method == "POST" and form.is_valid():
        kept = form.save()
        audit.record("changed", by=request.user, subject_type="responses.topic", subject_id=kept.pk, label=kept.name)
        messages.success(request, _("The topic was saved."))
        return redirect("responses:topics")
    shown = {"form": form, "topics": Topic.objects.all(), "topic": instance}
    return render(request, template, shown, status=422 if form.is_bound else 200)


@require_POST
@requires("responses.topics")
def set_topic(request: StaffRequest) -> HttpResponse:
    """Say what a campaign or journey is about."""
    origin, back = request.POST.get("origin", ""), request.POST.get("next", "")
    if not _SENDING.fullmatch(origin):
        raise Http404
    wishes.set_topic(origin=origin, topic=request.POST.get("topic", ""), by=request.user)
    messages.success(request, _("The topic was saved."))
    return redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "responses:topics")


def campaign_panel(request: HttpRequest, campaign: Any) -> dict[str, Any] | None:
    """What a campaign is about."""
    return _topic_panel(request, campaign.origin)


def journey_panel(request: HttpRequest, journey: Any) -> dict[str, Any] | None:
    """What a journey is about."""
    return _topic_panel(request, f"journey:{journey.pk}")


def _topic_panel(request: HttpRequest, origin: str) -> dict[str, Any] | None:
    offered = list(Topic.objects.all())
    if not offered:
        return None
    chosen = SendingTopic.objects.filter(origin=origin).values_list("topic", flat=True).first() or ""
    staff = request.user
    may_change = staff.is_authenticated and staff.may("responses.topics")
    return {"origin": origin, "topics": offered, "chosen": chosen, "may_change": may_change}


def wish_panel(request: HttpRequest, customer: Any) -> dict[str, Any]:
    """How this customer wants to be written to, what was said and what was learned."""
    wish, staff = queries.wish_of(customer.pk), request.user
    return {
        "customer": customer,
        "wish": wish,
        "said": describing.said(wishes.told(wish)) if wish.asked_at else "",
        "learned_channel": describing.channel_label(wish.learned_channel) if wish.learned_channel else "",
        "learned_hour": None if wish.learned_hour is None else describing.hour_words(wish.learned_hour),
        "may_change": staff.is_authenticated and staff.may("responses.wish"),
    }
