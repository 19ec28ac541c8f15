"""The sentences of merges on the timeline."""

from django.utils.translation import gettext as _

from joren.record.timeline.models import Event


def merged(event: Event) -> str:
    """Which record became one with this one."""
    number = event.data.get("member_number")
    words = {"name": event.data.get("name") or "", "id": event.data.get("gone"), "number": number}
    said = _("Merged with %(name)s (record %(id)s, member number %(number)s)") if number else ""
    said = (said or _("Merged with %(name)s (record %(id)s)")) % words
    note = event.data.get("note")
    return _("%(said)s. Its note: %(note)s") % {"said": said, "note": note} if note else said


def undone(event: Event) -> str:
    """That two records are two again."""
    return _("Separated again from record %(id)s") % {"id": event.data.get("other")}
