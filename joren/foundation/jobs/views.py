"""The job page and the progress bar other pages include."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from joren.foundation.accounts.permissions import StaffRequest, requires

from . import actions, queries
from .models import Job

PAGE = 100


@require_GET
@requires("jobs.view")
def job_list(request: StaffRequest) -> HttpResponse:
    """What ran, what waits, what failed; newest first."""
    state = request.GET.get("state", "")
    context = {
        "jobs": queries.jobs_in_state(state)[:PAGE],
        "counts": queries.counts_by_state(),
        "states": Job.State.choices,
        "state": state,
        "worker_alive": queries.worker_seems_alive(),
        "last_sign": queries.last_worker_sign(),
    }
    return render(request, "jobs/list.html", context)


@require_GET
def progress(request: StaffRequest, pk: int) -> HttpResponse:
    """The progress bar alone, asked for again each second by htmx; at the end it sends the page on."""
    job = get_object_or_404(Job, pk=pk)
    done_url = request.GET.get("done", "")
    if not url_has_allowed_host_and_scheme(done_url, allowed_hosts=None):
        done_url = ""
    context = {"job": job, "done_url": done_url, "worker_alive": queries.worker_seems_alive()}
    response = render(request, "jobs/_progress.html", context)
    if done_url and job.state not in actions.UNFINISHED:
        response.headers["HX-Redirect"] = done_url
    return response


@require_POST
@requires("jobs.view")
def retry(request: StaffRequest, pk: int) -> HttpResponse:
    """Make a failed job due again."""
    actions.retry(get_object_or_404(Job, pk=pk), by=request.user)
    messages.success(request, _("It will be tried again at once."))
    return redirect("jobs:list")


@require_POST
@requires("jobs.view")
def stop(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask a job to stop at its next safe place."""
    actions.request_stop(get_object_or_404(Job, pk=pk), by=request.user)
    messages.success(request, _("It will stop at its next safe place."))
    return redirect("jobs:list")
