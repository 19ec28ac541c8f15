"""How a job is shown."""

from django import template

from joren.foundation.jobs.models import Job
from joren.foundation.registry import JobHandler, entry

register = template.Library()


@register.simple_tag
def job_label(job: Job) -> str:
    """The handler's label, or the kind when its app is gone."""
    try:
        return str(entry(JobHandler, job.kind).label)
    except KeyError:
        return job.kind


@register.simple_tag
def job_percent(job: Job) -> int:
    """How far it is, 0 to 100; 100 when done or when nobody knows the total."""
    if job.state == Job.State.DONE or not job.total_units:
        return 0 if job.state == Job.State.DUE else 100
    return min(100, int(100 * job.done_units / job.total_units))
