"""A print run as PDF: what was put on it, laid out anew each time; printing twice makes no second piece."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from joren.foundation.audit import actions as audit
from joren.foundation.business.queries import the_business
from joren.foundation.japanese.postal import normalise_postal_code
from joren.foundation.time import clock

from . import queries
from .drawing.calibration import FIRST, calibration
from .drawing.cards import envelopes, postcards, wide_envelopes
from .drawing.labels import labels
from .drawing.letters import backs, letters
from .drawing.sheet import Item, Sender, Sheet
from .errors import RunState
from .medium import CompiledLetter
from .models import Piece, Printer, PrintRun
from .rules.codes import code_of
from .rules.papers import SHEETS
from .rules.recipients import Person, recipient

if TYPE_CHECKING:
    from joren.foundation.accounts.models import Staff

Words = Mapping[str, CompiledLetter]
SIDES: Final = ("address", "letter", "back")
"""What can be printed of a run: the address side; the words as letters on A4, or on the backs of postcards."""
_ON_A_PROOF: Final = 1


def address_side(run: PrintRun, pieces: Iterable[Piece]) -> bytes:
    """The address side of pieces on the run's paper."""
    words = queries.words_for(run.origin) if run.has_square else {}
    sheets = _sheets(pieces, words, with_items=False, is_joint=run.is_joint)
    shift, sender = _shift(run.printer), the_sender()
    if run.layout in SHEETS:
        left, top = (None if value is None else float(value) for value in (run.left, run.top))
        paper = SHEETS[run.layout]
        start = min(run.start_at, paper.labels)
        return labels(sheets, paper, start_at=start, left=left, top=top, shift=shift)
    if run.layout == PrintRun.Layout.ENVELOPE_WIDE:
        return wide_envelopes(sheets, sender, shift=shift)
    draw = postcards if run.layout == PrintRun.Layout.POSTCARD else envelopes
    return draw(sheets, sender, with_frame=run.has_frame, shift=shift)


def words_side(run: PrintRun, pieces: Iterable[Piece], side: str) -> bytes:
    """The words of pieces: ``letter`` or ``back``. Raises `NoWordsForPost`."""
    sheets = _sheets(pieces, queries.words_for(run.origin), with_items=True, is_joint=run.is_joint)
    if side == "back":
        return backs(sheets, shift=_shift(run.printer))
    day = run.posted_on or clock.today()
    date = _("%(year)s/%(month)s/%(day)s") % {"year": day.year, "month": day.month, "day": day.day}
    return letters(sheets, the_sender(), date=date, shift=_shift(run.printer))


def printed(run: PrintRun, side: str, *, proof: bool = False) -> bytes:
    """A side of the whole run, or of its first sheet to be looked at."""
    pieces = queries.pieces_of(run)
    if proof:
        pieces = pieces[: SHEETS[run.layout].labels if run.layout in SHEETS and side == "address" else _ON_A_PROOF]
    return address_side(run, pieces) if side == "address" else words_side(run, pieces, side)


def taken_away(run: PrintRun, side: str, *, by: "Staff | None") -> bytes:
    """A side of the whole run for whoever prints it, which the audit trail keeps. Raises `RunState` before it is closed
    and once it was thrown away."""
    if run.state not in (PrintRun.State.READY, PrintRun.State.POSTED):
        raise RunState(state=run.get_state_display())
    data = printed(run, side)
    audit.record("exported", by=by, subject_type="post.run", subject_id=run.pk, label=run.name)
    return data


def calibration_sheet(printer: Printer | None) -> bytes:
    """The calibration sheet, moved by what was measured before."""
    words = (
        _("Calibration sheet"),
        _("1. Print this at 100 % (actual size, no fitting to the page)."),
        _("2. Measure the first cross, upper left: %(x)s mm from the left edge, %(y)s mm from the upper edge.")
        % {"x": f"{FIRST[0]:g}", "y": f"{FIRST[1]:g}"},
        _("3. It stands 1 mm too far left? Write 1 under “move to the right”. Too far up? The same under “move down”."),
        _("4. Is 10 to 200 on the ruler longer or shorter than 190 mm? Then the printer still scales the page."),
    )
    return calibration(words, shift=_shift(printer))


def the_sender() -> Sender:
    """Who sends, as the settings of the business say."""
    business = the_business()
    return Sender(name=business.sender_name or business.name, address=business.sender_address)


def _sheets(pieces: Iterable[Piece], words: Words, *, with_items: bool, is_joint: bool) -> Iterator[Sheet]:
    for piece in pieces:
        named = piece.people if is_joint else piece.people[:1]
        compiled = words.get(piece.delivery.variant) or words.get("")
        link, items = "", tuple[Item, ...]()
        if compiled is not None and with_items:
            items = compiled.fill(piece.delivery_id, piece.delivery.address, piece.delivery.content)
        elif compiled is not None and compiled.first_link:
            link = compiled.link(piece.delivery_id, compiled.first_link)
        yield Sheet(
            recipient=recipient(
                [Person(family=one[0], given=one[1], honorific=one[2]) for one in named], piece.company
            ),
            postal_code=normalise_postal_code(piece.postal_code) or piece.postal_code,
            address=tuple(piece.address),
            code=code_of(piece.pk),
            link=link,
            items=items,
        )


def _shift(printer: Printer | None) -> tuple[float, float]:
    return (float(printer.right), float(printer.down)) if printer else (0.0, 0.0)
