"""Open data as purchases: read with pandas, put into the record as they are, for tests that compute by pandas too.

A frame of purchases has the columns id, customer (or None), shop, day (business day), minute, kind, amount (whole
hundredths), times and cancelled; one of lines has purchase, product, pieces, amount (whole hundredths).
"""

from datetime import date, time

import pandas as pd
from django.db import connection

from joren.record.customers.models import Customer
from joren.record.products.models import Product
from joren.record.shops.models import Shop
from tests.shared_data import shared_data


def online_retail():
    """Purchases and lines of UCI Online Retail: an invoice is a purchase, one that comes to less than 0 a return."""
    path = shared_data("online_retail/online_retail_2010-12_2011-03.csv.gz")
    lines = pd.read_csv(path, dtype={"InvoiceNo": str, "StockCode": str})
    lines["amount"] = (lines.Quantity * lines.UnitPrice * 100).round().astype(int)
    lines["at"] = pd.to_datetime(lines.InvoiceDate)
    found = lines.groupby("InvoiceNo", as_index=False).agg(
        customer=("CustomerID", "first"), shop=("Country", "first"), at=("at", "min"), amount=("amount", "sum")
    )
    found["kind"] = found.amount.map(lambda amount: "return" if amount < 0 else "sale")
    found["customer"] = [None if pd.isna(number) else f"{int(number)}" for number in found.customer]
    goods = lines.rename(columns={"StockCode": "product", "Quantity": "pieces"})
    goods["purchase"] = goods.InvoiceNo.map(dict(zip(found.InvoiceNo, range(1, len(found) + 1), strict=True)))
    return timed(found, 0), goods[["purchase", "product", "pieces", "amount"]]


def complete_journey():
    """Purchases of Complete Journey: a basket is one; the shops' days end at five in the morning."""
    path = shared_data("completejourney/transactions_sample.csv.gz")
    lines = pd.read_csv(path)
    lines["amount"] = (lines.sales_value * 100).round().astype(int)
    lines["at"] = pd.to_datetime(lines.transaction_timestamp)
    found = lines.groupby("basket_id", as_index=False).agg(
        customer=("household_id", "first"), shop=("store_id", "first"), at=("at", "min"), amount=("amount", "sum")
    )
    found["customer"], found["shop"] = found.customer.astype(str), found["shop"].astype(str)
    return timed(found.assign(kind="sale"), 5)


def cdnow():
    """Purchases of the CDNOW sample, one a row of the file; no times and no shops."""
    rows = [line.split() for line in shared_data("cdnow/CDNOW_sample.txt").read_text().splitlines()]
    found = pd.DataFrame(
        {
            "customer": [row[1] for row in rows],
            "at": pd.to_datetime([row[2] for row in rows]),
            "amount": [round(float(row[4]) * 100) for row in rows],
        }
    )
    return timed(found.assign(kind="sale", shop=None), 0).assign(minute=None)


def timed(found, day_ends):
    """The frame with business day and minute; the day of a purchase before that hour is the one before."""
    found = found.assign(
        id=range(1, len(found) + 1),
        day=(found["at"] - pd.Timedelta(hours=day_ends)).dt.date,
        minute=found["at"].dt.hour * 60 + found["at"].dt.minute,
        times=1,
        cancelled=False,
    )
    return found.reset_index(drop=True)


def record(purchases, lines=None, day_ends=0):
    """Put them into the record. Gives the primary keys of customers, shops and products by their names."""
    people = _made(Customer, list(purchases.customer.dropna().unique()), lambda c: {"family_name": c})
    ends = {"day_ends_at": time(day_ends)}
    shops = _made(Shop, list(purchases["shop"].dropna().unique()), lambda s: {"code": s, "name": s, **ends})
    _copy(
        "purchases_purchase",
        "id, customer_id, shop_id, kind, source, external_id, purchased_at, business_date, minute_of_day, transactions,"
        " amount, discount, channel, cancelled_at, note",
        (
            (p.id, people.get(p.customer), shops.get(p.shop), p.kind, "open", str(p.id), f"{p.day} 12:00+09", p.day,
             None if pd.isna(p.minute) else int(p.minute), p.times, f"{p.amount / 100:.2f}", 0, "",
             f"{p.day} 13:00+09" if p.cancelled else None, "")
            for p in purchases.itertuples()
        ),
    )  # fmt: skip
    if lines is None:
        return people, shops, {}
    products = _made(Product, list(lines["product"].unique()), lambda code: {"code": code, "name": code})
    of = {p.id: p for p in purchases.itertuples()}
    _copy(
        "purchases_purchaseline",
        "purchase_id, number, product_id, description, quantity, amount, customer_id, shop_id, business_date, counts",
        (
            (line.purchase, number, products[line.product], "", line.pieces, f"{line.amount / 100:.2f}",
             people.get(of[line.purchase].customer), shops.get(of[line.purchase].shop), of[line.purchase].day,
             not of[line.purchase].cancelled)
            for number, line in enumerate(lines.itertuples())
        ),
    )  # fmt: skip
    return people, shops, products


def _made(model, names, fields):
    made = model.objects.bulk_create([model(**fields(name)) for name in names])
    return {name: row.pk for name, row in zip(names, made, strict=True)}


def _copy(table, columns, rows):
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([value.isoformat() if isinstance(value, date) else value for value in row])
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {table}")
