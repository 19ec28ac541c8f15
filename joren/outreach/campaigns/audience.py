"""Who gets a campaign and who does not: worked out in the same way for the preview and for the freeze."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from joren.outreach.delivery.queries import suppressed
from joren.record.consents.queries import may_receive
from joren.record.customers.models import ContactPoint
from joren.segments.catalogue.saved import saved_rule
from joren.segments.catalogue.tree import to_json

from .models import AudienceMember, Campaign
from .rules import stratum

CHUNK: Final = 5_000
CHANNEL: Final = "mail"
Reason = AudienceMember.Reason


@dataclass(frozen=True, kw_only=True)
class Audience:
    """The people of a segment: those who can be written to with their address, the others with their reason."""

    addresses: Mapping[int, str]
    reasons: Mapping[int, str]

    @property
    def size(self) -> int:
        """How many people the segment has."""
        return len(self.addresses) + len(self.reasons)


def rule_of(campaign: Campaign) -> dict[str, Any] | None:
    """The campaign's rule as JSON; None when nobody was chosen."""
    return {"segment": campaign.segment_key} if campaign.segment_key else campaign.rule


def expanded(rule: Any) -> Any:
    """The rule with every saved segment in it replaced by its own rule, as it is at this moment. Raises LookupError."""
    if isinstance(rule, list):
        return [expanded(part) for part in rule]
    if not isinstance(rule, dict):
        return rule
    if set(rule) == {"segment"}:
        return expanded(to_json(saved_rule(rule["segment"]).rule))
    return {key: expanded(part) if key in ("all", "any", "not") else part for key, part in rule.items()}


def audience_of(customer_ids: Sequence[int]) -> Audience:
    """Decide about each of these people, at this moment. Of people with one address the first by id is written to."""
    addresses: dict[int, str] = {}
    reasons: dict[int, str] = {}
    taken: set[str] = set()
    for ids in chunks(sorted(customer_ids)):
        _decide(ids, addresses, reasons, taken)
    return Audience(addresses=addresses, reasons=reasons)


def _decide(ids: Sequence[int], addresses: dict[int, str], reasons: dict[int, str], taken: set[str]) -> None:
    points = addresses_of(ids)
    consenting = may_receive(ids, CHANNEL)
    blocked = suppressed(CHANNEL, [address for address in points.values() if address])
    for customer_id in ids:
        address = points.get(customer_id)
        reason = _reason(customer_id in consenting, address, blocked, taken)
        if reason:
            reasons[customer_id] = reason
        elif address:
            addresses[customer_id] = address
            taken.add(address)


def _reason(consents: bool, address: str | None, blocked: Mapping[str, str], taken: set[str]) -> str:
    """The first thing that stands in the way, "" when nothing does."""
    if not consents:
        return Reason.NO_CONSENT
    if address is None:
        return Reason.NO_ADDRESS
    if address == "":
        return Reason.UNDELIVERABLE
    if address in blocked:
        return Reason.SUPPRESSED
    return Reason.SAME_ADDRESS if address in taken else ""


def addresses_of(ids: Sequence[int]) -> dict[int, str]:
    """The address mail goes to, the preferred first; "" where every address is known not to work."""
    rows = ContactPoint.objects.filter(customer_id__in=ids, kind=ContactPoint.Kind.EMAIL)
    found: dict[int, str] = {}
    for customer_id, value, dead in rows.order_by("customer_id", "-is_primary", "id").values_list(
        "customer_id", "value", "undeliverable_at"
    ):
        if not found.get(customer_id):
            found[customer_id] = "" if dead else value
    return found


def strata_of(customer_ids: Sequence[int]) -> dict[int, str]:
    """The class of earlier buying of each customer, as of today."""
    from joren.segments.engine import run as engine

    found: dict[int, str] = {}
    for ids in chunks(customer_ids):
        answers = engine.values(["purchases.count", "purchases.days_since_last"], ids)
        for customer_id in ids:
            known = answers.get(customer_id, {})
            found[customer_id] = stratum(known.get("purchases.count"), known.get("purchases.days_since_last"))
    return found


def chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """The ids in pieces a query can carry."""
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
