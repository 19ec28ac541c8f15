"""A campaign as it is now, held until the transaction ends."""

from .errors import NotInThisState
from .models import Campaign


def locked(campaign: Campaign, *states: str) -> Campaign:
    """The row, locked. Raises `NotInThisState` where it is in none of these states."""
    found = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if found.status not in states:
        raise NotInThisState(state=found.get_status_display())
    return found
