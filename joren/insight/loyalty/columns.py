"""The columns of the lists of regulars and of those who are next."""

from typing import Any

from django.urls import reverse

from joren.foundation.ui.tables import Column

from . import telling


def _address(row: Any) -> str:
    pk = row["id"] if isinstance(row, dict) else getattr(row, "customer", row).pk
    return reverse("customers:detail", args=[pk])


REGULAR_COLUMNS = (
    Column(key="name", label=telling.NAME, value="customer.full_name", primary=True, link=_address),
    Column(key="amount", label=telling.AMOUNT, type="money"),
    Column(key="count", label=telling.PURCHASES, type="number"),
    Column(key="last", label=telling.LAST, value="last_on", type="day"),
)
PERSON_COLUMNS = (
    Column(key="name", label=telling.NAME, value="full_name", primary=True, link=_address),
    Column(key="number", label=telling.NUMBER, value="member_number"),
)
PROSPECT_COLUMNS = (
    Column(key="name", label=telling.NAME, primary=True, link=_address),
    Column(key="step", label=telling.STEP),
    Column(key="why", label=telling.SIGNS, value="signs_words"),
    Column(key="chance", label=telling.CHANCE, value="chance_words"),
    Column(key="worth", label=telling.WORTH, type="money"),
    Column(key="since", label=telling.SINCE, value="days_since_last", type="number"),
    Column(key="channels", label=telling.CHANNELS, value="channels_words"),
)
