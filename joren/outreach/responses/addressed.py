"""Who a signed address of a message speaks for."""

from dataclasses import dataclass

from joren.outreach.delivery.models import Delivery


@dataclass(frozen=True, kw_only=True)
class Reader:
    """The person a message went to, and over which channel and address."""

    delivery_id: int
    customer_id: int
    channel: str
    address: str
    origin: str


def reader_of(delivery_id: int) -> Reader | None:
    """The reader of a message; None when the message is gone (erased)."""
    wanted = ("customer_id", "channel", "address", "origin")
    found = Delivery.objects.filter(pk=delivery_id).values(*wanted).first()
    return Reader(delivery_id=delivery_id, **found) if found else None


def masked(address: str) -> str:
    """The address so that its owner knows it and nobody else learns it: h•••••@example.jp."""
    local, at, domain = address.partition("@")
    return f"{local[:1]}{'•' * max(3, len(local) - 1)}{at}{domain}"
