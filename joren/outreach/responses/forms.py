"""Forms of responses."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from joren.foundation.registry import entries
from joren.outreach.delivery.channels import Channel
from joren.outreach.delivery.models import Wish

from .describing import hour_words
from .models import Topic
from .wishes import HOURS, Wanted


class WishForm(forms.Form):
    """How one customer wants to be written to, as staff learned it."""

    channel = forms.ChoiceField(label=_("channel"), required=False)
    pace = forms.ChoiceField(label=_("how often"), choices=Wish.Pace.choices)
    hour = forms.TypedChoiceField(label=_("hour"), required=False, coerce=int, empty_value=None)
    paused_until = forms.DateField(
        label=_("nothing before"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    topics = forms.MultipleChoiceField(label=_("topics wanted"), required=False, widget=forms.CheckboxSelectMultiple)
    how = forms.CharField(label=_("how you learned it"), max_length=300)

    def __init__(self, *args: Any, wish: Wish, **kwargs: Any) -> None:
        offered = list(Topic.objects.filter(is_offered=True))
        kwargs.setdefault("initial", _initial(wish, offered))
        super().__init__(*args, **kwargs)
        self._hidden = set(wish.declined_topics) - {topic.key for topic in offered}
        self._offered = {topic.key for topic in offered}
        any_channel = ("", pgettext_lazy("wish", "any channel"))
        self.fields["channel"].choices = [any_channel, *((c.key, c.label) for c in entries(Channel))]  # type: ignore[attr-defined]
        hours = [(hour, hour_words(hour)) for hour in range(HOURS)]
        self.fields["hour"].choices = [("", pgettext_lazy("wish", "any hour")), *hours]  # type: ignore[attr-defined]
        self.fields["topics"].choices = [(topic.key, topic.name) for topic in offered]  # type: ignore[attr-defined]
        if not offered:
            del self.fields["topics"]

    def wanted(self) -> Wanted:
        """What the form says."""
        data = self.cleaned_data
        ticked = set(data.get("topics", self._offered))
        return Wanted(
            channel=data["channel"],
            pace=data["pace"],
            hour=data["hour"],
            paused_until=data["paused_until"],
            declined_topics=self._hidden | (self._offered - ticked),
        )


def _initial(wish: Wish, offered: list[Topic]) -> dict[str, Any]:
    return {
        "channel": wish.channel,
        "pace": wish.pace,
        "hour": "" if wish.hour is None else wish.hour,
        "paused_until": wish.paused_until,
        "topics": [topic.key for topic in offered if topic.key not in wish.declined_topics],
    }


class TopicForm(forms.ModelForm[Topic]):
    """One topic. Its key is for good: wishes name it."""

    class Meta:
        model = Topic
        fields: ClassVar[list[str]] = ["key", "name", "name_en", "description", "position", "is_offered"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["key"]
