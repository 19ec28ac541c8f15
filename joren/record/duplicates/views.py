"""Pages of duplicates: what was found, and deciding pair by pair."""

from typing import Any, Final

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.errors import JorenError
from joren.foundation.jobs.models import Job
from joren.foundation.time.clock import now
from joren.foundation.ui.toasts import undoable
from joren.record.customers.models import Customer
from joren.record.households import actions as households
from joren.record.merging import actions as merging
from joren.record.merging import queries as merges
from joren.record.merging.comparing import compare
from joren.record.merging.posting import merge_as_posted

from . import actions, queries, reviewing
from .models import Candidate
from .sentences import why

_SHOWN: Final = 30
_LABELS: Final = {
    reviewing.SURE: gettext_lazy("Sure"),
    reviewing.REVIEW: gettext_lazy("To be reviewed"),
    reviewing.HOUSEHOLD: gettext_lazy("One household?"),
}


@require_GET
@requires("duplicates.view")
def overview(request: HttpRequest) -> HttpResponse:
    """The pairs of each queue with one sentence why."""
    staff = staff_of(request)
    counts = {name: reviewing.queue(staff, name).count() for name in reviewing.QUEUES}
    wanted = request.GET.get("band", "")
    chosen = wanted if wanted in reviewing.QUEUES else next((name for name in counts if counts[name]), reviewing.SURE)
    pairs = reviewing.queue(staff, chosen).order_by("-probability", "pk")[:_SHOWN]
    tabs = [
        (name, _LABELS[name], f"{reverse('duplicates:list')}?band={name}", counts[name]) for name in reviewing.QUEUES
    ]
    shown = {
        "tabs": tabs,
        "chosen": chosen,
        "counts": counts,
        "pairs": [(pair, why(pair.evidence)) for pair in pairs],
        "more": max(0, counts[chosen] - _SHOWN),
        "may_decide": staff.may("duplicates.decide") and staff.may("merging.merge"),
        "may_merge_all": staff.may("duplicates.settings"),
        "checked": queries.the_state(),
        "job": _running(queries.latest_job()),
        "here": request.get_full_path(),
        "settings": queries.the_settings(),
    }
    return render(request, "duplicates/list.html", shown)


@require_http_methods(["GET", "POST"])
@requires("duplicates.decide")
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One pair side by side; POST decides and goes on to the next."""
    staff = staff_of(request)
    candidate = _visible(pk, staff)
    if candidate is None or candidate.state != Candidate.State.OPEN:
        return _gone(request)
    if request.method == "POST":
        return _decided(request, candidate)
    place = reviewing.place_of(candidate, staff)
    shown = {
        "candidate": candidate,
        "why": why(candidate.evidence),
        "comparison": compare(candidate.first_id, candidate.second_id, staff),
        "place": place,
        "queue": reviewing.queue_of(candidate),
        "label": _LABELS[reviewing.queue_of(candidate)],
        "may_merge": staff.may("merging.merge"),
    }
    part = "#pair" if request.headers.get("HX-Request") == "true" else ""
    return render(request, f"duplicates/review.html{part}", shown)


def _decided(request: HttpRequest, candidate: Candidate) -> HttpResponse:
    """Do what was pressed, and lead to the next pair."""
    staff = staff_of(request)
    verdict = request.POST.get("verdict", "")
    following = reviewing.next_to_decide(candidate, staff)
    try:
        if verdict == "merge":
            _merge(request, candidate)
        else:
            _settle(request, candidate, verdict)
    except JorenError as problem:
        messages.error(request, str(problem))
        return redirect("duplicates:review", candidate.pk)
    if following is not None and _visible(following, staff) is None:
        following = reviewing.next_to_decide(candidate, staff)
    return redirect("duplicates:review", following) if following else _to_list(request)


@transaction.atomic
def _merge(request: HttpRequest, candidate: Candidate) -> None:
    Candidate.objects.filter(pk=candidate.pk).update(
        state=Candidate.State.MERGED, decided_by=request.user, decided_at=now()
    )
    comparison = compare(candidate.first_id, candidate.second_id, staff_of(request))
    merge_as_posted(request, comparison, undo=lambda merge: reverse("duplicates:unmerge", args=[merge.pk]))


@transaction.atomic
def _settle(request: HttpRequest, candidate: Candidate, verdict: str) -> None:
    staff = staff_of(request)
    if verdict == Candidate.State.HOUSEHOLD:
        households.join(customer_ids=[candidate.first_id, candidate.second_id], by=staff)
    actions.settle(first=candidate.first, second=candidate.second, verdict=verdict, by=staff)
    words = {
        "different": _("Remembered: %(one)s and %(other)s are two people."),
        "household": _("Remembered: %(one)s and %(other)s are one household."),
    }
    said = words[verdict] % {"one": candidate.first.full_name, "other": candidate.second.full_name}
    undoable(request, said, undo_url=reverse("duplicates:reopen", args=[candidate.pk]))


@require_POST
@requires("duplicates.decide")
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision back: the pair is to be decided again."""
    staff = staff_of(request)
    candidate = _visible(pk, staff)
    if candidate is None:
        return redirect("duplicates:list")
    with transaction.atomic():
        if candidate.state == Candidate.State.HOUSEHOLD:
            households.part(customer_ids=[candidate.first_id, candidate.second_id], by=staff)
        actions.settle(first=candidate.first, second=candidate.second, verdict=Candidate.State.OPEN, by=staff)
    return redirect("duplicates:review", candidate.pk)


@require_POST
@requires("merging.merge")
def unmerge(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merge from the review back at once: the pair is to be decided again."""
    staff = staff_of(request)
    merge = merges.get(pk, staff)
    with transaction.atomic():
        merging.unmerge(merge=merge, by=staff)
        first, second = sorted((merge.survivor, merge.gone))
        pair = Candidate.objects.filter(first=first, second=second)
        found = pair.first()
        if found is not None:
            actions.settle(first=found.first, second=found.second, verdict=Candidate.State.OPEN, by=staff)
    messages.success(request, _("They are two records again."))
    return redirect("duplicates:review", found.pk) if found else redirect("merging:detail", merge.pk)


@require_POST
@requires("duplicates.settings")
def merge_sure(request: HttpRequest) -> HttpResponse:
    """Merge all sure pairs in one go, with one undo."""
    staff = staff_of(request)
    pairs = list(reviewing.queue(staff, reviewing.SURE).values_list("first_id", "second_id"))
    if not pairs:
        messages.info(request, _("There is no sure pair any more."))
        return redirect("duplicates:list")
    batch = merging.start_batch(pairs=pairs, by=staff, reason=_("all sure duplicates"))
    return redirect("merging:batch", batch.pk)


@require_POST
@requires("duplicates.decide")
def check(request: HttpRequest) -> HttpResponse:
    """Look for duplicates now."""
    actions.schedule_check(by=staff_of(request))
    return redirect("duplicates:list")


@require_POST
@requires("duplicates.settings")
def settings(request: HttpRequest) -> HttpResponse:
    """Switch the merging of sure pairs without asking on or off."""
    actions.change_settings(merge_sure=request.POST.get("merge_sure") == "on", by=staff_of(request))
    messages.success(request, _("Saved."))
    return redirect("duplicates:list")


def _visible(pk: int, staff: Any) -> Candidate | None:
    """The pair, if this person may see both and both are there."""
    found = queries.candidates(staff, state="").filter(pk=min(pk, 2**63 - 1)).first()
    there = Customer.objects.filter(pk__in=(found.first_id, found.second_id)).count() if found else 0
    return found if there == 2 else None  # noqa: PLR2004 - a pair


def _gone(request: HttpRequest) -> HttpResponse:
    """Somebody else decided it meanwhile, or it is none of theirs: go on with what is there."""
    first = next(filter(None, (reviewing.queue(staff_of(request), name).first() for name in reviewing.QUEUES)), None)
    messages.info(request, _("That pair is decided already."))
    return redirect("duplicates:review", first.pk) if first else _to_list(request)


def _to_list(request: HttpRequest) -> HttpResponse:
    """The list as a page of its own, also when only the pair was to be swapped."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": reverse("duplicates:list")})
    return redirect("duplicates:list")


def _running(job: Job | None) -> Job | None:
    return job if job is not None and job.state in (Job.State.DUE, Job.State.RUNNING) else None


def staff_of(request: HttpRequest) -> Any:
    """The person who is logged in; views are only reached by staff."""
    return request.user
