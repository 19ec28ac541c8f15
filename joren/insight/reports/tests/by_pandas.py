"""What the reports of groups should say, computed once more from the frames with pandas: no code of Joren is used.

Amounts are whole hundredths. `end` is the last day that counts.
"""

import numpy as np
import pandas as pd

GROUPS = {
    "champions": ("5", "45"), "loyal": ("34", "45"), "growing": ("45", "23"), "new": ("5", "1"),
    "promising": ("4", "1"), "attention": ("3", "3"), "fading": ("3", "12"), "never_lose": ("12", "5"),
    "at_risk": ("12", "34"), "asleep": ("12", "12"),
}  # fmt: skip
BANDS = {"morning": (300, 660), "lunch": (660, 900), "afternoon": (900, 1020), "dinner": (1020, 1380)}


def counted(frame, end, start=None):
    """The rows that count."""
    rows = frame[~frame.cancelled & (frame.day <= end)]
    return rows if start is None else rows[rows.day >= start]


def buyers(frame, end, start=None):
    """The known customers with a purchase: first, last, number, amount."""
    rows = counted(frame, end, start)
    rows = rows[rows.customer.notna()]
    sales = rows[rows.kind == "sale"].groupby("customer")
    found = pd.DataFrame({"first": sales.day.min(), "last": sales.day.max(), "number": sales.times.sum()})
    found["amount"] = rows.groupby("customer").amount.sum()
    return found[found.number > 0]


def fifths(values):
    """1 + the whole part of 5 x (how many are smaller) / (how many there are)."""
    ordered = np.sort(values.to_numpy())
    return pd.Series(np.searchsorted(ordered, values.to_numpy(), side="left") * 5 // len(ordered) + 1, values.index)


def scores(frame, end, cuts=None):
    """R, F, M and the group of each buyer."""
    found = buyers(frame, end)
    days = found["last"].map(lambda day: (end - day).days)
    if cuts:
        r, f, m = cuts
        found["r"] = 5 - np.searchsorted(r, days.to_numpy(), side="left")
        found["f"] = 1 + np.searchsorted(f, found.number.to_numpy(), side="right")
        found["m"] = 1 + np.searchsorted([point * 100 for point in m], found.amount.to_numpy(), side="right")
    else:
        found["r"], found["f"], found["m"] = fifths(-days), fifths(found.number), fifths(found.amount)
    found["group"] = [
        next(key for key, (rs, fs) in GROUPS.items() if str(r) in rs and str(f) in fs)
        for r, f in zip(found.r, found.f, strict=True)
    ]
    return found


def tenths(frame, end, start=None, parts=10):
    """(people, amount, purchases) of each group, the best first."""
    found = buyers(frame, end, start).sort_values(["amount", "number"], ascending=False)
    return [
        (len(part), int(part.amount.sum()), int(part.number.sum()))
        for part in (found.iloc[places] for places in np.array_split(np.arange(len(found)), parts))
        if len(part)
    ]


def classes(amounts, first=70, second=90):
    """The class of each amount of a series."""
    total, kinds = int(amounts.sum()), {}
    for amount in amounts.unique():
        above = int(amounts[amounts > amount].sum())
        kinds[amount] = "A" if above * 100 < first * total else "B" if above * 100 < second * total else "C"
    return amounts.map(kinds)


def portfolio(frame, end, young=90, long=210, paid=7_000_000, away=240):
    """(stage, state) of each buyer."""
    found = buyers(frame, end)
    span = [(last - first).days for first, last in zip(found["first"], found["last"], strict=True)]
    stages = []
    for number, days, amount in zip(found.number, span, found.amount, strict=True):
        if number == 1:
            stages.append("first")
        elif days < young:
            stages.append("toddling")
        elif amount < paid:
            stages.append("steady")
        else:
            stages.append("fashion" if days < long else "excellent")
    found["stage"] = stages
    found["state"] = ["active" if (end - day).days < away else "gone" for day in found["last"]]
    return found


def months(frame, end, gone):
    """By month: sets of new, repeat, returned, lost, and who counts as a customer at its end. `end` ends a month."""
    rows = counted(frame, end)
    rows = rows[rows.customer.notna() & (rows.kind == "sale")]
    bought = {}
    for customer, day in zip(rows.customer, rows.day, strict=True):
        bought.setdefault(day.year * 12 + day.month - 1, set()).add(customer)
    told, seen = {}, set()
    for month in range(min(bought), end.year * 12 + end.month):
        now = bought.get(month, set())
        before = set().union(*(bought.get(m, set()) for m in range(month - gone, month)))
        after = set().union(*(bought.get(m, set()) for m in range(month - gone + 1, month + 1)))
        told[f"{month // 12}-{month % 12 + 1:02}"] = {
            "new": now - seen,
            "repeat": now & before,
            "returning": (now & seen) - before,
            "lost": before - after,
            "closing": after,
        }
        seen |= now
    return told


def band(minute):
    """The time band of a minute of the day."""
    if minute is None or pd.isna(minute):
        return ""
    return next((key for key, (start, end) in BANDS.items() if start <= minute < end), "late_night")


def journeys(frame, end, times, day_ends=0):
    """Who began in one band: first band, day of the last of the first purchases; each other band came to and back."""
    rows = counted(frame, end)
    rows = rows[rows.customer.notna() & (rows.kind == "sale")].assign(band=lambda rows: rows.minute.map(band))
    rows["later"] = rows.minute.map(lambda minute: minute + 1440 if minute < day_ends * 60 else minute)
    rows = rows.sort_values(["day", "later", "id"])
    began, came = [], []
    for _customer, one in rows.groupby("customer", sort=False):
        bands, days = list(one.band), list(one.day)
        if len(bands) < times or len(set(bands[:times])) != 1 or not bands[0]:
            continue
        first, start = bands[0], days[times - 1]
        began.append((first, start))
        for other in set(bands[times:]) - {first, ""}:
            place = bands.index(other, times)
            back = next((days[n] for n in range(place + 1, len(bands)) if bands[n] == first), None)
            came.append((first, other, start, days[place], back))
    return began, came
