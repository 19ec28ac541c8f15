"""Reading a target as people type it: 1,200,000, 120万, +10%, +50, 10%増."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

_FORM: Final = re.compile(
    r"^(?P<sign>[+-])?(?P<number>\d+(?:\.\d+)?)(?P<unit>億|万|千)?(?P<what>%|ポイント|pt|円|人|件|分)?(?P<turn>増|減|up|down)?$"
)
_UNITS: Final = {"億": 100_000_000, "万": 10_000, "千": 1_000}
_CENT: Final = Decimal("0.01")
LARGEST: Final = Decimal(10) ** 14


def read_target(text: str, before: Decimal, *, is_percent: bool = False) -> Decimal:
    """The number a target means, `before` being what was measured.

    With a sign (or 増, 減) it is a change: by a share of `before` with a per cent sign, by as much without. For a
    metric that is itself in per cent (`is_percent`) ``+10%`` is a share too, ``+5ポイント`` adds points, ``25%`` is 25.
    Raises ValueError for what cannot be read.
    """
    found = _read(text)
    if not found:
        raise ValueError(text)
    number = Decimal(found["number"]) * _UNITS.get(found["unit"] or "", 1)
    down = found["sign"] == "-" or found["turn"] in ("減", "down")
    changes = is_change(text)
    if found["what"] == "%" and not changes and not is_percent:
        raise ValueError(text)
    if changes:
        step = before * number / 100 if found["what"] == "%" else number
        number = before - step if down else before + step
    if abs(number) >= LARGEST:
        raise ValueError(text)
    return number.quantize(_CENT, ROUND_HALF_UP)


def is_change(text: str) -> bool:
    """Whether it is a change of what was measured, so that it means nothing without that."""
    found = _read(text)
    return bool(found and (found["sign"] or found["turn"]))


def _read(text: str) -> re.Match[str] | None:
    folded = unicodedata.normalize("NFKC", text).strip().lower()
    plain = re.sub(r"[,\s¥]", "", folded.replace("−", "-").replace("プラス", "+").replace("マイナス", "-"))
    return _FORM.match(plain)
