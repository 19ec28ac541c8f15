"""``joren coupon …``: see, give, check and use coupons."""

from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import uuid4

import click
from django.utils.translation import gettext as _

from joren.foundation.cli import CommandProblem, emit, example, json_option
from joren.record.customers.queries import find
from joren.record.shops.queries import shop_by_code

from . import giving, queries, redeeming
from .offers import Use
from .rules.codes import shown


@click.group("coupon", help=_("See, give, check and use coupons."))
def coupon() -> None:
    """Hold the commands about coupons."""


@coupon.command("list", help=_("All coupons, newest first."), epilog=example("joren coupon list --json"))
@json_option
def list_coupons() -> None:
    """Print them."""
    rows = [
        queries.told(row) | {"given": row.given_count, "used": row.used_count}  # type: ignore[attr-defined]
        for row in queries.coupons().order_by("-pk")
    ]
    lines = [f"{row['id']:>5}  {row['name']}  {row['promise']}  {row['given']}/{row['used']}" for row in rows]
    emit({"coupons": rows}, human=lambda _data: "\n".join(lines) or _("No coupon yet"))


@coupon.command("show", help=_("One coupon with its figures."), epilog=example("joren coupon show 3"))
@click.argument("number", type=int)
@json_option
def show(number: int) -> None:
    """Print it."""
    found = queries.coupon(number)
    told = queries.told(found) | {"figures": queries.figures(found)}
    text = "\n".join([f"{found.name}: {told['promise']}", *queries.conditions(found)])
    emit(told, human=lambda _data: text)


@coupon.command(
    "give", help=_("Give customers a coupon, a code each."), epilog=example("joren coupon give 3 M0001 M0002")
)
@click.argument("number", type=int)
@click.argument("customers", nargs=-1, required=True)
@click.option("--occasion", default="", help=_("Told again for the same occasion, nobody gets a second one."))
@json_option
def give(number: int, customers: tuple[str, ...], occasion: str) -> None:
    """Give and print the codes."""
    people = [find(reference).pk for reference in customers]
    given = giving.give(queries.coupon(number), people, origin="command", occasion=occasion)
    rows = [{"customer": customer_id, "code": shown(row.code)} for customer_id, row in given.items()]
    lines = [f"{row['customer']}  {row['code']}" for row in rows]
    emit({"given": rows}, human=lambda _data: "\n".join(lines))


_SHOP = click.option("--shop", default="", help=_("Code of the shop."))
_AMOUNT = click.option("--amount", default="", help=_("Amount of the purchase, before the coupon."))
_RECEIPT = click.option("--receipt", default="", help=_("Number of the receipt."))
_CUSTOMER = click.option("--customer", default="", help=_("Who it is, for a code of everybody."))


@coupon.command(
    "check",
    help=_("What a code would give. Changes nothing."),
    epilog=example("joren coupon check 7K3F-M2QX-9PA --amount 2000 --shop ekimae"),
)
@click.argument("code")
@_AMOUNT
@_SHOP
@_RECEIPT
@_CUSTOMER
@json_option
def check(**given: str) -> None:
    """Print it."""
    offer = redeeming.check(_use(given, key="-"))
    told = {"name": offer.coupon.name, "promise": queries.promise(offer.coupon), "discount": offer.discount}
    emit(told, human=lambda data: f"{data['name']}: {data['promise']}")


@coupon.command(
    "redeem",
    help=_("Use a code, exactly once."),
    epilog=example("joren coupon redeem 7K3F-M2QX-9PA --amount 2000 --shop ekimae --key till1-0042"),
)
@click.argument("code")
@click.option("--key", default="", help=_("Your own name for this use; told again, it is the same use."))
@_AMOUNT
@_SHOP
@_RECEIPT
@_CUSTOMER
@json_option
def redeem(key: str, **given: str) -> None:
    """Use it and print what is taken off."""
    done = redeeming.redeem(_use(given, key=key or str(uuid4())), by=None)
    emit(queries.told_use(done), human=lambda data: f"{data['name']}: {data['promise']} ({data['key']})")


@coupon.command("give-back", help=_("Take a use back by its key."), epilog=example("joren coupon give-back till1-0042"))
@click.argument("key")
@json_option
def give_back(key: str) -> None:
    """Take it back."""
    done = redeeming.give_back(key, by=None)
    emit(queries.told_use(done), human=lambda data: f"{data['name']}: {done.get_state_display()}")


def _use(given: dict[str, Any], *, key: str) -> Use:
    return Use(
        code=given["code"],
        key=key,
        amount=_amount(given["amount"]),
        shop=shop_by_code(given["shop"]) if given["shop"] else None,
        receipt=given["receipt"],
        customer_id=find(given["customer"]).pk if given["customer"] else None,
    )


def _amount(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        raise CommandProblem("bad_amount", _("“%(text)s” is no amount."), text=text) from None


COMMANDS: list[click.Command] = [coupon]
