"""The usual names of the cells of the RFM map, as data.

Ten rectangles of recency x frequency that leave no cell out and cover none twice, as the data analysts' guides in
circulation draw them (champions, loyal customers, potential loyalists, new customers, promising, need attention, about
to sleep, at risk, cannot lose them, hibernating); the amount does not decide the name, it colours the map.
"""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from joren.foundation.registry.entries import Text

NOT_YET: Final = "not_yet"


@dataclass(frozen=True, slots=True)
class Group:
    """A rectangle of cells: scores of recency and of frequency from and to, both inside."""

    label: Text
    r: tuple[int, int]
    f: tuple[int, int]


GROUPS: Final[dict[str, Group]] = {
    "champions": Group(_("Champions"), (5, 5), (4, 5)),
    "loyal": Group(_("Loyal customers"), (3, 4), (4, 5)),
    "growing": Group(_("Could become loyal"), (4, 5), (2, 3)),
    "new": Group(_("Newcomers"), (5, 5), (1, 1)),
    "promising": Group(_("Promising newcomers"), (4, 4), (1, 1)),
    "attention": Group(_("Need attention"), (3, 3), (3, 3)),
    "fading": Group(_("About to fall asleep"), (3, 3), (1, 2)),
    "never_lose": Group(_("Once the best, now away"), (1, 2), (5, 5)),
    "at_risk": Group(_("About to leave"), (1, 2), (3, 4)),
    "asleep": Group(_("Asleep"), (1, 2), (1, 2)),
}


def group_label(key: str) -> str:
    """How a group is called; also that of people who had not bought yet."""
    return str(pgettext_lazy("group of customers", "Not a customer yet") if key == NOT_YET else GROUPS[key].label)
