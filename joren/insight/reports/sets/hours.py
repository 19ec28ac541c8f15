"""When people come: time band (or hour) by weekday, and from one band to another: lunch to dinner and back.

Days are business days; a national holiday is a column of its own. Formulas with worked numbers: docs/rules/reports.md.
"""

from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from joren.foundation.registry.entries import Text
from joren.foundation.time.bands import TIME_BANDS
from joren.insight.reports.reading import Facts, average, money_unit, over_days, share
from joren.record.shops.models import Shop
from joren.segments.catalogue.holidays import WEEKEND, WORKING_DAY, holidays_until
from joren.segments.catalogue.words import BAND_WORDS, WEEKDAY_WORDS

from .buyers import COUNTED, People, Rule, bought, opened, period, span

HOLIDAY: Final = 8
_FIRST_HOUR: Final = 5
_HOURS: Final = 24
_NAMES = ("slot", "day", "sales", "net", "purchases", "buyers", "days")


@over_days
def by_weekday(
    staff: Any, *, start: date | None, end: date | None, by: str, shop: str | None, as_of: date
) -> list[dict[str, Any]]:
    """One row a cell: time band or hour, and weekday or holiday; cells without anything are left out."""
    facts, values = Facts(), _values(start, end, as_of, shop)
    sql = f"""
        SELECT slot, day, coalesce(sum(amount) FILTER (WHERE kind = 'sale'), 0), sum(amount),
            CAST(coalesce(sum(transactions) FILTER (WHERE kind = 'sale'), 0) AS bigint),
            count(DISTINCT person) FILTER (WHERE kind = 'sale'), count(DISTINCT on_day) FILTER (WHERE kind = 'sale')
        FROM ({_slotted(facts, by, values)}) AS slotted GROUP BY 1, 2
    """  # noqa: S608
    found = facts.rows(sql, _NAMES, values)
    purchases, unit = sum(row["purchases"] for row in found), money_unit()
    labels = slots(by)
    rows = [
        {
            **({"_row": f"{row['slot']}.{row['day']}"} if row["buyers"] else {}),
            "slot": labels[row["slot"]],
            "day": day_label(int(row["day"])),
            **{key: row[key] for key in ("sales", "net", "purchases", "buyers")},
            "share": share(row["purchases"], purchases),
            "average": average(row["net"], row["purchases"], unit),
            "per_day": average(row["net"], row["days"], unit),
            "_at": (list(labels).index(row["slot"]), row["day"]),
        }
        for row in found
    ]
    rows.sort(key=lambda row: row["_at"])
    return [{key: value for key, value in row.items() if key != "_at"} for row in rows]


def of_cell(staff: Any, row: str, **given: Any) -> People:
    """Who bought in a cell, such as "lunch.6" or "holiday" as day 8: "dinner.8"."""
    slot, _dot, day = row.partition(".")
    if slot not in slots(given["by"]) or day not in set("12345678"):
        raise LookupError(row)
    facts, values = Facts(), _values(given["from"], given["to"], given["as_of"], given["shop"])
    ids = f"""
        SELECT DISTINCT person FROM ({_slotted(facts, given["by"], values)}) AS slotted
        WHERE person IS NOT NULL AND kind = 'sale' AND slot = '{slot}' AND day = {day}
    """  # noqa: S608
    return opened(facts, _rule(slot, int(day), given, values), ids, values)


def _rule(slot: str, day: int, given: dict[str, Any], values: dict[str, Any]) -> Rule | None:
    """None where no rule says it: a Saturday or Sunday that is no holiday, a time that is not known."""
    if not slot or day in WEEKEND:
        return None
    time = {"from": f"{int(slot):02}:00", "to": f"{(int(slot) + 1) % _HOURS:02}:00"} if slot.isdecimal() else slot
    kind = {"holiday": "holiday"} if day == HOLIDAY else {"holiday": WORKING_DAY, "weekday": day}
    shop = {"shop": given["shop"]} if given["shop"] else {}
    return bought({**period(values), "time_band": time, **kind, **shop})


def slots(by: str) -> dict[str, str]:
    """The rows of the map in the order of a trading day, what has no time last."""
    unknown = {"": _("time not known")}
    if by == "hour":
        hours = [(hour + _FIRST_HOUR) % _HOURS for hour in range(_HOURS)]
        return {str(hour): f"{hour:02}:00" for hour in hours} | unknown
    return {band.key: str(BAND_WORDS[band.key]) for band in TIME_BANDS} | unknown


def day_label(day: int) -> str:
    """A weekday, 1 (Monday) to 7, or 8 for a holiday."""
    return pgettext("kind of day", "Holiday") if day == HOLIDAY else str(WEEKDAY_WORDS[day])


def slot_sql(by: str = "band") -> str:
    """The band or hour of a purchase; an empty text where only the day is known."""
    minute = "purchases.minute_of_day"
    if by == "hour":
        return f"CASE WHEN {minute} IS NULL THEN '' ELSE CAST(CAST(FLOOR({minute} / 60.0) AS integer) AS varchar) END"
    parts = [f"WHEN {minute} IS NULL THEN ''"]
    for band in TIME_BANDS:
        joint = "AND" if band.start_minute <= band.end_minute else "OR"
        parts.append(f"WHEN {minute} >= {band.start_minute} {joint} {minute} <= {band.end_minute} THEN '{band.key}'")
    return f"CASE {' '.join(parts)} END"


def _slotted(facts: Facts, by: str, values: dict[str, Any]) -> str:
    where = f"{COUNTED} AND purchases.shop_id = [shop]" if values["shop"] else COUNTED
    return f"""
        SELECT purchases.customer_id AS person, purchases.kind AS kind, purchases.amount AS amount,
            purchases.transactions AS transactions, purchases.business_date AS on_day, {slot_sql(by)} AS slot,
            CASE WHEN {_is_holiday(facts, values)} THEN {HOLIDAY}
                ELSE CAST(EXTRACT(ISODOW FROM purchases.business_date) AS integer) END AS day
        FROM {{purchases}} WHERE {where}
    """  # noqa: S608


def _is_holiday(facts: Facts, values: dict[str, Any]) -> str:
    """Whether the business day is a national holiday, as a list of those in the years there are purchases of."""
    sql = f"""
        SELECT DISTINCT CAST(EXTRACT(YEAR FROM purchases.business_date) AS integer) FROM {{purchases}} WHERE {COUNTED}
    """  # noqa: S608
    years = {row["year"] for row in facts.rows(sql, ("year",), values)}
    days = [day.isoformat() for day in holidays_until(values["end"]) if day.year in years]
    listed = ", ".join(f"DATE '{day}'" for day in days)
    return f"purchases.business_date IN ({listed})" if days else "1 = 0"


def _values(start: date | None, end: date | None, as_of: date, shop: str | None) -> dict[str, Any]:
    pk = Shop.objects.values_list("pk", flat=True).get(code=shop) if shop else None
    return {**span(start, end, as_of), "shop": pk}


def bands() -> list[tuple[str, Text]]:
    """The time bands, as a setting offers them."""
    return [(band.key, BAND_WORDS[band.key]) for band in TIME_BANDS]
