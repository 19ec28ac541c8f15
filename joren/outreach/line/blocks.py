"""The blocks LINE adds to messages: one of LINE's own coupons, and the button that joins a person's LINE."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joren.outreach.content.forms import BlockForm
from joren.outreach.content.rules.blocks import Block

from .linking import link_for


class CouponForm(BlockForm):
    """Which coupon."""

    coupon_id = forms.CharField(
        label=_("Coupon ID"),
        max_length=100,
        help_text=_("Stands in LINE Official Account Manager beside the coupon."),
    )


class LinkForm(BlockForm):
    """What stands on the button."""

    label = forms.CharField(label=_("Words on the button"), max_length=20, initial=_("Link my LINE"))


def expand_link(block: Block, place: str) -> list[Block]:
    """A button to the person's own link."""
    return [
        {
            "type": "button",
            "label": str(block.get("label") or ""),
            "url": f"{{{{ {place}.url }}}}",
            "when": f"{place}.url",
        }
    ]


def link_values(block: Block, customer_ids: Sequence[int], origin: str) -> dict[int, dict[str, Any]]:
    """Each person's own link."""
    return {customer_id: {"url": link_for(customer_id)} for customer_id in customer_ids}
