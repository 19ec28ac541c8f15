"""The block “coupon” of a message: each person reads their own code."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joren.outreach.content.blocks import unmarked
from joren.outreach.content.forms import BlockForm
from joren.outreach.content.rules.blocks import Block

from . import giving, queries
from .errors import CouponNotFound
from .models import Coupon
from .rules.codes import SAMPLE, shown

_LOCAL: Final = "http://127.0.0.1:8000"


class CouponBlockForm(BlockForm):
    """Which coupon."""

    coupon = forms.ModelChoiceField(
        Coupon.objects.none(),
        label=gettext_lazy("Coupon"),
        help_text=gettext_lazy("Each person gets a code of their own."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["coupon"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = queries.usable()

    def clean_coupon(self) -> int | None:
        """The coupon's number, as a block keeps it; None while none is chosen."""
        chosen = self.cleaned_data["coupon"]
        return int(chosen.pk) if chosen else None


def expand(block: Block, place: str) -> list[Block]:
    """The coupon in blocks that every channel knows. Raises `CouponNotFound`."""
    coupon = _coupon(block)
    there: Block = {"when": f"{place}.code", "align": "center"}
    lines = [f"**{queries.promise(coupon)}**", _("Code: %(code)s") % {"code": f"{{{{ {place}.code }}}}"}]
    lines += [f"{{% if {place}.until %}}{_('Until')} {{{{ {place}.until }}}}{{% endif %}}"]
    said: list[Block] = [
        {"type": "heading", "text": coupon.name, "level": 2, **there},
        {"type": "text", "text": "  \n".join(lines), **there},
    ]
    if coupon.codes == Coupon.Codes.SHARED:
        return said
    address = f"{(settings.BASE_URL or _LOCAL).rstrip('/')}/k/{{{{ {place}.plain }}}}"
    return [
        *said,
        {"type": "image", "url": f"{address}.png", "alt": _("QR code"), "width": 40, **there},
        {"type": "button", "label": _("Open the coupon"), "url": f"{address}/", **there},
    ]


def values(block: Block, customer_ids: Sequence[int], origin: str) -> dict[int, dict[str, Any]]:
    """Each person's code. They are given the coupon by this; ``campaign:5#2026`` names the occasion behind the mark.

    Without an origin it is a preview: a code that is none, and nobody is given anything.
    """
    coupon = _coupon(block)
    if not origin:
        until = giving.last_day_of_today(coupon)
        sample = _value(coupon, SAMPLE, until)
        return dict.fromkeys(customer_ids, sample)
    name, occasion = unmarked(origin)
    given = giving.give(coupon, customer_ids, origin=name, occasion=occasion)
    return {customer_id: _value(coupon, row.code, row.expires_on) for customer_id, row in given.items()}


def _value(coupon: Coupon, code: str, until: Any) -> dict[str, Any]:
    return {
        "code": coupon.shared_code or shown(code),
        "plain": code,
        "until": date_format(until, "DATE_FORMAT") if until else "",
    }


def _coupon(block: Block) -> Coupon:
    number = str(block.get("coupon") or "")
    if not number.isdecimal():
        raise CouponNotFound(id=number or "—")
    return queries.coupon(int(number))
