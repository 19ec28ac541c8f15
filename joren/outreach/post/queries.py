"""Reads of post."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import connection
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from joren.foundation.business.queries import the_business
from joren.foundation.time import clock
from joren.outreach.content.media import Setting, compile_words
from joren.outreach.content.models import Content
from joren.outreach.content.rules.tokens import TokenKey
from joren.outreach.content.words import words_of
from joren.outreach.delivery.models import Delivery, Dispatch, Suppression, Wish
from joren.outreach.delivery.reach import Reason
from joren.outreach.delivery.reach_sql import POSTAL
from joren.record.consents.models import Consent
from joren.record.consents.queries import given_at
from joren.record.customers.queries import customers_visible_to

from .errors import NoSuchReturn, NoSuchRun, NoWordsForPost, PieceUnknown
from .medium import CompiledLetter
from .models import Piece, Printer, PrintRun, Return
from .rules.codes import code_of, read_code

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

CHANNEL: Final = "post"
LARGEST_ID: Final = 2**63 - 1
LABELS: Final = "labels:"
"""The beginning of the origins of labels made straight from a segment: only they need no words."""


def run(run_id: int) -> PrintRun:
    """A print run. Raises `NoSuchRun`."""
    found = PrintRun.objects.select_related("printer", "posted_by").filter(pk=min(run_id, LARGEST_ID)).first()
    if found is None:
        raise NoSuchRun(id=run_id)
    return found


def runs() -> QuerySet[PrintRun]:
    """All print runs with how many pieces they have and how many came back."""
    back = Count("pieces__returns", filter=Q(pieces__returns__undone_at=None))
    here = Count("pieces", filter=Q(pieces__is_left_out=False), distinct=True)
    return PrintRun.objects.annotate(piece_count=here, returned_count=back).order_by("-pk")


def pieces_of(run: PrintRun) -> QuerySet[Piece]:
    """What is printed of a run, in the order of the sheets."""
    return run.pieces.filter(is_left_out=False).select_related("delivery").order_by("number")


def unwanted(run: PrintRun) -> dict[str, list[Piece]]:
    """Pieces of a run that may not be posted any more, by `Reason`: what was asked for since they were put on it."""
    person, now = OuterRef("customer_id"), clock.now()
    agreed = Consent.objects.filter(
        given_at(now), customer=person, channel=CHANNEL, purpose=OuterRef("delivery__purpose")
    )
    blocked = Suppression.objects.filter(channel=CHANNEL, address=OuterRef("delivery__address"))
    pauses = Wish.objects.filter(customer=person, paused_until__gt=clock.today())
    reason = Case(
        When(~Exists(agreed), then=Value(Reason.NO_CONSENT)),
        When(Exists(blocked), then=Value(Reason.SUPPRESSED)),
        When(Exists(pauses), delivery__purpose=Consent.Purpose.MARKETING, then=Value(Reason.PAUSED)),
        default=Value(""),
    )
    found: dict[str, list[Piece]] = {}
    for piece in pieces_of(run).annotate(why=reason).exclude(why=""):
        found.setdefault(piece.why, []).append(piece)
    return found


def seen_pieces(run: PrintRun, staff: "Staff | None") -> QuerySet[Piece]:
    """The pieces of a run that this person may look at, also those taken out, with what became of them."""
    visible = customers_visible_to(staff).values("pk")
    answered = F("delivery__first_clicked_at")
    rows = run.pieces.filter(customer__in=visible).select_related("customer", "delivery")
    return rows.annotate(answered_at=answered).prefetch_related("returns").order_by("number")


def figures_of(run: PrintRun) -> dict[str, int]:
    """Pieces, answered by QR code, returned, taken out, and messages still on their way to the run."""
    here = run.pieces.aggregate(
        pieces=Count("pk", filter=Q(is_left_out=False)),
        left_out=Count("pk", filter=Q(is_left_out=True)),
        answered=Count("pk", filter=Q(delivery__first_clicked_at__isnull=False)),
    )
    back = Return.objects.filter(piece__run=run, undone_at=None).count()
    return {**here, "returned": back, "waiting": waiting_for(run)}


def waiting_for(run: PrintRun) -> int:
    """Messages of the run's origin that are due or being put on it, while it gathers and the sending is open."""
    if run.state != PrintRun.State.GATHERING:
        return 0
    going = Dispatch.objects.filter(
        origin=run.origin, channel=CHANNEL, state__in=(Dispatch.State.OPEN, Dispatch.State.PREPARING), standing=False
    )
    waiting = Delivery.objects.filter(origin=run.origin, channel=CHANNEL, state__in=("due", "claimed"))
    return waiting.count() if going.exists() else 0


def words_for(origin: str) -> dict[str, CompiledLetter]:
    """The frozen words of an origin for post, made ready, by variant; {} for labels without words.

    Raises `NoWordsForPost` for any other origin without words.
    """
    business = the_business()
    found: dict[str, CompiledLetter] = {}
    for content in Content.objects.filter(origin=origin, channel=CHANNEL):
        links = {target: number for number, target in content.links.values_list("number", "target")}
        setting = Setting(business=business, base_url=content.base_url, origin=origin, links=links)
        compiled: Any = compile_words(words_of(content), setting)
        found[content.variant] = compiled
    if not found and not origin.startswith(LABELS):
        raise NoWordsForPost
    return found


_PUT: Final = f"""
SELECT DISTINCT ON (d.id) d.id, d.customer_id, p.postal_code, ARRAY[p.prefecture || p.city, p.line, p.building],
    c.company, c.family_name, c.given_name, c.honorific, d.address
FROM delivery_delivery d JOIN customers_customer c ON c.id = d.customer_id
LEFT JOIN customers_postaladdress p ON p.customer_id = d.customer_id AND {POSTAL} = d.address
WHERE d.id = ANY(%s) ORDER BY d.id, p.is_primary DESC, p.id
"""  # noqa: S608 - no value is in it


def to_be_put(delivery_ids: Sequence[int]) -> list[tuple[Any, ...]]:
    """What stands on the pieces of these messages: delivery, customer, postal code, address in parts, company, names,
    and the address as one line."""
    with connection.cursor() as cursor:
        cursor.execute(_PUT, [list(delivery_ids)])
        return list(cursor.fetchall())


_HOUSEHOLDS: Final = f"""
SELECT mine.customer_id, c.id, c.family_name, c.given_name, c.honorific
FROM households_member mine JOIN households_member other ON other.household_id = mine.household_id
JOIN customers_customer c ON c.id = other.customer_id
WHERE mine.customer_id = ANY(%(ids)s) AND other.customer_id <> mine.customer_id AND c.family_name || c.given_name <> ''
  AND EXISTS (SELECT FROM customers_postaladdress p JOIN delivery_delivery d
      ON d.customer_id = mine.customer_id AND d.id = ANY(%(deliveries)s) AND {POSTAL} = d.address
      WHERE p.customer_id = c.id)
  AND EXISTS (SELECT FROM consents_consent a WHERE a.customer_id = c.id AND a.channel = 'post'
      AND a.purpose = 'marketing' AND a.withdrawn_at IS NULL)
ORDER BY mine.customer_id, other.is_primary DESC, c.id
"""  # noqa: S608 - no value is in it


def living_with(customer_ids: Sequence[int], delivery_ids: Sequence[int]) -> dict[int, list[tuple[str, str, str]]]:
    """For each of these people the others of their household at the same address who agreed to letters, in order."""
    found: dict[int, list[tuple[str, str, str]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_HOUSEHOLDS, {"ids": list(customer_ids), "deliveries": list(delivery_ids)})
        for mine, _other, family, given, honorific in cursor.fetchall():
            found.setdefault(mine, []).append((family, given, honorific))
    return found


def piece_by(code: str) -> Piece:
    """The piece a typed or scanned text means: its number, or the address in its QR code. Raises `PieceUnknown`."""
    rows = Piece.objects.select_related("run", "customer", "delivery")
    number = read_code(code)
    if number is not None:
        found = rows.filter(pk=number).first()
    else:
        token = code.strip().rstrip("/").rpartition("/")[2].partition("?")[0]
        read = TokenKey(settings.SECRET_KEY).read("click", token)
        found = rows.filter(delivery=read[0]).first() if read else None
    if found is None:
        raise PieceUnknown(piece=code.strip()[:60])
    return found


def told(run: PrintRun) -> dict[str, Any]:
    """A print run as the API and the command line tell it."""
    return {
        "id": run.pk,
        "name": run.name,
        "origin": run.origin,
        "state": run.state,
        "layout": run.layout,
        "posted_on": run.posted_on,
        "cost_each": run.cost_each,
        "created_at": run.created_at,
    }


def told_return(returned: Return) -> dict[str, Any]:
    """A letter that came back, likewise."""
    piece = returned.piece
    return {
        "id": returned.pk,
        "piece": code_of(piece.pk),
        "run": piece.run_id,
        "customer": piece.customer_id,
        "reason": returned.reason,
        "at": returned.at,
        "undone_at": returned.undone_at,
    }


def returned(return_id: int, staff: "Staff | None") -> Return:
    """What came back, if this person may see whose it was. Raises `NoSuchReturn`."""
    found = returns(staff).filter(pk=min(return_id, LARGEST_ID)).first()
    if found is None:
        raise NoSuchReturn(id=return_id)
    return found


def returns(staff: "Staff | None") -> QuerySet[Return]:
    """What came back of the customers this person may see, the latest first."""
    rows = Return.objects.filter(piece__customer__in=customers_visible_to(staff).values("pk"))
    return rows.select_related("piece", "piece__run", "piece__customer", "by").order_by("-pk")


def printers() -> QuerySet[Printer]:
    """The printers that were measured."""
    return Printer.objects.all()
