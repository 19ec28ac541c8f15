"""What the form of two records side by side says when it is sent."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from joren.foundation.ui.toasts import undoable

from . import actions
from .comparing import LEFT, RIGHT, Comparison, choices_of
from .models import Merge


def merge_as_posted(
    request: HttpRequest, comparison: Comparison, *, undo: Callable[[Merge], str] | None = None
) -> Merge:
    """Merge two records as the form of the side-by-side page says; `undo` gives the address that takes it back."""
    survivor = RIGHT if request.POST.get("survivor", comparison.survivor) == RIGHT else LEFT
    kept, gone = comparison.left, comparison.right
    if survivor == RIGHT:
        kept, gone = gone, kept
    wanted = {key.removeprefix("take."): value for key, value in request.POST.items() if key.startswith("take.")}
    merge = actions.merge(
        survivor=kept,
        gone=gone,
        by=_staff(request),
        choices=choices_of(comparison, survivor, {key: str(value) for key, value in wanted.items()}),
        reason=request.POST.get("reason", "").strip(),
    )
    said = _("%(gone)s and %(kept)s are one record now.") % {"gone": gone.full_name, "kept": kept.full_name}
    undoable(request, said, undo_url=undo(merge) if undo else reverse("merging:undo", args=[merge.pk]))
    return merge


def _staff(request: HttpRequest) -> Any:
    return request.user
