"""Filled-in blocks become LINE's message objects: texts, pictures, bubbles with buttons, a row of cards.

A divider ends a bubble, so what stands between two dividers is one message:

* words alone: a text message, in which addresses can be tapped;
* one picture alone: an image message;
* anything with a button, or words beside a picture: a bubble (Flex Message) with picture, words and buttons;
* columns: a row of cards to swipe through (a carousel);
* one of LINE's own coupons: a coupon message.

Limits: https://developers.line.biz/en/reference/messaging-api/#message-objects
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from . import lengths

Kind = Literal["heading", "text", "image", "button", "coupon"]
HEADING_MARK: Final = "■ "
_CARDS: Final = 12
_TWO: Final = 2
_SIDE_BY_SIDE: Final = 6
_COLOR: Final = "#06C755"


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One block as a person gets it. `text`: words, label or what a picture shows; `url`: picture or destination."""

    kind: Kind
    text: str = ""
    url: str = ""
    link: str = ""
    ratio: str = "20:13"


@dataclass(frozen=True, kw_only=True)
class Section:
    """What stands between two dividers; with `cards` it is a row of them."""

    pieces: tuple[Piece, ...] = ()
    cards: tuple[tuple[Piece, ...], ...] = ()


def shape_of(kinds: Iterable[str], *, linked_image: bool = False) -> Literal["", "text", "image", "bubble", "coupon"]:
    """What a section with pieces of these kinds becomes."""
    found = list(kinds)
    if not found:
        return ""
    if "coupon" in found:
        return "coupon"
    if not {"image", "button"} & set(found):
        return "text"
    return "image" if found == ["image"] and not linked_image else "bubble"


def messages_of(sections: Iterable[Section], alt: str = "") -> list[dict[str, Any]]:
    """The messages, in order. `alt` is told where a bubble cannot be shown; without it its first words are."""
    return [message for section in sections for message in _messages(section, alt)]


def _messages(section: Section, alt: str) -> list[dict[str, Any]]:
    cards = [_bubble(pieces) for pieces in section.cards if pieces]
    if cards:
        words = alt or _first_words(piece for pieces in section.cards for piece in pieces)
        return [_flex({"type": "carousel", "contents": cards[:_CARDS]}, words)]
    pieces = section.pieces
    shape = shape_of((piece.kind for piece in pieces), linked_image=any(piece.link for piece in pieces))
    if shape == "coupon":
        return [{"type": "coupon", "couponId": piece.text} for piece in pieces if piece.kind == "coupon"]
    if shape == "text":
        return [{"type": "text", "text": words_of(pieces)}]
    if shape == "image":
        return [{"type": "image", "originalContentUrl": pieces[0].url, "previewImageUrl": pieces[0].url}]
    return [_flex(_bubble(pieces), alt or _first_words(pieces))] if shape == "bubble" else []


def words_of(pieces: Iterable[Piece]) -> str:
    """The words of a text message: headings marked, an empty line between blocks."""
    return "\n\n".join((HEADING_MARK if piece.kind == "heading" else "") + piece.text for piece in pieces if piece.text)


def _flex(contents: dict[str, Any], alt: str) -> dict[str, Any]:
    return {"type": "flex", "altText": lengths.cut(alt, lengths.ALT_TEXT), "contents": contents}


def _first_words(pieces: Iterable[Piece]) -> str:
    said = [piece.text.strip() for piece in pieces if piece.text.strip()]
    return said[0] if said else "…"


def _bubble(pieces: Sequence[Piece]) -> dict[str, Any]:
    bubble: dict[str, Any] = {"type": "bubble"}
    rest = list(pieces)
    if rest and rest[0].kind == "image":
        bubble["hero"] = _image(rest.pop(0))
    body = [_component(piece) for piece in rest if piece.kind != "button"]
    if body:
        bubble["body"] = {"type": "box", "layout": "vertical", "spacing": "md", "contents": body}
    buttons = [piece for piece in rest if piece.kind == "button"]
    if buttons:
        bubble["footer"] = _buttons(buttons)
    return bubble


def _buttons(pieces: Sequence[Piece]) -> dict[str, Any]:
    """One below the other; two short ones side by side, as one asks a yes or a no."""
    short = len(pieces) == _TWO and all(len(piece.text) <= _SIDE_BY_SIDE for piece in pieces)
    contents = [_button(piece, is_first=number == 0) for number, piece in enumerate(pieces)]
    return {"type": "box", "layout": "horizontal" if short else "vertical", "spacing": "sm", "contents": contents}


def _button(piece: Piece, *, is_first: bool) -> dict[str, Any]:
    action = {"type": "uri", "label": lengths.cut(piece.text, lengths.BUTTON_LABEL), "uri": piece.url}
    style: dict[str, Any] = {"style": "primary", "color": _COLOR} if is_first else {"style": "secondary"}
    return {"type": "button", "height": "sm", "action": action} | style


def _component(piece: Piece) -> dict[str, Any]:
    if piece.kind == "image":
        return _image(piece)
    if piece.kind == "heading":
        return {"type": "text", "text": piece.text, "weight": "bold", "size": "lg", "wrap": True}
    return {"type": "text", "text": piece.text, "wrap": True}


def _image(piece: Piece) -> dict[str, Any]:
    image: dict[str, Any] = {
        "type": "image",
        "url": piece.url,
        "size": "full",
        "aspectMode": "cover",
        "aspectRatio": piece.ratio,
    }
    if piece.link:
        image["action"] = {
            "type": "uri",
            "label": lengths.cut(piece.text or "…", lengths.BUTTON_LABEL),
            "uri": piece.link,
        }
    return image


def seen(section: Section) -> list[dict[str, Any]]:
    """A section for the eye: ``{"text"}``, ``{"image", "alt"}`` or ``{"title", "text", "image", "buttons"}``."""
    if section.cards:
        return [_seen_bubble(pieces) for pieces in section.cards if pieces]
    pieces = section.pieces
    shape = shape_of((piece.kind for piece in pieces), linked_image=any(piece.link for piece in pieces))
    if shape == "text":
        return [{"text": words_of(pieces)}]
    if shape == "image":
        return [{"image": pieces[0].url, "alt": pieces[0].text}]
    if shape == "coupon":
        return [
            {"title": "LINE", "text": piece.text, "image": "", "buttons": []}
            for piece in pieces
            if piece.kind == "coupon"
        ]
    return [_seen_bubble(pieces)] if shape else []


def _seen_bubble(pieces: Sequence[Piece]) -> dict[str, Any]:
    said = [piece for piece in pieces if piece.kind in ("heading", "text")]
    images = [piece.url for piece in pieces if piece.kind == "image"]
    title = said[0].text if said and said[0].kind == "heading" else ""
    return {
        "title": title,
        "text": "\n\n".join(piece.text for piece in (said[1:] if title else said)),
        "image": images[0] if images else "",
        "buttons": [{"label": piece.text, "url": piece.url} for piece in pieces if piece.kind == "button"],
    }
