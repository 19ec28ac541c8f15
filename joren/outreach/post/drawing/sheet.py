"""What is drawn: one piece as plain values, whatever paper it goes on."""

from dataclasses import dataclass, field
from typing import Any

from ..rules.recipients import Recipient


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who sends: written small on postcards, envelopes and letters."""

    name: str = ""
    address: str = ""
    postal_code: str = ""


@dataclass(frozen=True, kw_only=True)
class Item:
    """One part of a letter, filled in for its reader: `kind` is heading, text, link (a QR code with its label),
    picture or line. `data` are a picture's bytes, `share` its width in percent."""

    kind: str
    text: str = ""
    url: str = ""
    data: bytes = b""
    share: int = 100


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One piece. `address` is town, street and number, building; `code` its number, "" on a sample; `link` where its
    QR code leads, "" for none."""

    recipient: Recipient
    postal_code: str = ""
    address: tuple[str, ...] = ()
    code: str = ""
    link: str = ""
    items: tuple[Item, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)
