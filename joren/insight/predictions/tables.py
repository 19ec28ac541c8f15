"""Predictions as the columnar mirror keeps them."""

from typing import Final

from joren.foundation.catalogue import Column, FactTable

# Told on a day, a prediction counts for questions about that day and later ones, never about earlier ones.
PREDICTIONS: Final = FactTable(
    name="predictions",
    source="predictions_prediction",
    columns=(
        Column(name="id", type="bigint"),
        Column(name="customer_id", type="bigint"),
        Column(name="scored_on", type="date"),
        Column(name="days", type="integer"),
        Column(name="last_on", type="date"),
        Column(name="alive", type="integer"),
        Column(name="purchases", type="money"),
        Column(name="value", type="money"),
        Column(name="next_on", type="date"),
    ),
    date="scored_on",
)
