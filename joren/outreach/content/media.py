"""What a channel declares about words: how it turns blocks into its message, and what it has to say about them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from joren.foundation.registry import entries, resolve
from joren.foundation.registry.entries import Reference, Text

from .errors import NoSuchChannel

if TYPE_CHECKING:
    from joren.foundation.business.models import Business

    from .words import Words


@dataclass(frozen=True, kw_only=True)
class Medium:
    """How a channel says things, declared in its app's provides.

    * `channel` is the key of its `Channel`;
    * `compile` names ``(words: Words, setting: Setting) -> Compiled``; it may read the database, its result may not;
    * `checks` names ``(words: Words) -> list[Remark]``: what a careful colleague would point out;
    * `has_subject`, `has_preheader`: whether the editor asks for them;
    * `blocks`: the keys of the block types it can say, () for all;
    * `max_text`: the most characters of text in one message, 0 for no limit of its own;
    * `test` names ``(words: Words, to: str, customer_id: int | None, by: Staff | None) -> None``, "" where the channel
      cannot send a message to staff.
    """

    channel: str
    label: Text
    icon: str
    compile: Reference
    checks: Reference = ""
    test: Reference = ""
    has_subject: bool = False
    has_preheader: bool = False
    blocks: tuple[str, ...] = ()
    max_text: int = 0
    order: int = 100


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What surrounds the words: who sends, where links lead, which links are counted under which number.

    `tracked`: links go through `base_url` and opens are counted. `is_test`: marked as such.
    """

    business: "Business"
    base_url: str
    origin: str = ""
    links: Mapping[str, int] = field(default_factory=dict)
    tracked: bool = True
    is_test: bool = False


@dataclass(frozen=True, kw_only=True)
class Preview:
    """A message as one person would see it.

    `kind`: ``html`` (a page, in `html`), ``text``, ``bubbles`` (each of `bubbles` is ``{"text": …}``,
    ``{"image": url, "alt": …}`` or ``{"title", "text", "image", "buttons": [{"label", "url"}]}``) or ``pdf`` (`data`).
    `facts`: lines below it, such as the size, the number of short messages, the price.
    """

    kind: Literal["html", "text", "bubbles", "pdf"]
    subject: str = ""
    preheader: str = ""
    html: str = ""
    text: str = ""
    bubbles: tuple[Mapping[str, Any], ...] = ()
    data: bytes = b""
    facts: tuple[tuple[Text, Text], ...] = ()


class Compiled(Protocol):
    """Words made ready once for many people. Neither method needs the database; `fill` is called in threads."""

    def fill(self, delivery_id: int, address: str, values: Mapping[str, Any]) -> Any:
        """The channel's message for one person. Raises `TemplateProblem` or ValueError."""
        ...

    def preview(self, values: Mapping[str, Any]) -> Preview:
        """The same for the eye. Raises `TemplateProblem`."""
        ...


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What was found in the words. `level`: ``stop`` cannot be sent so, ``warn`` should be looked at, ``hint`` is
    advice. `block` is the id of the block it is about, "" for the whole."""

    level: Literal["stop", "warn", "hint"]
    text: str
    block: str = ""


def medium(channel: str) -> Medium:
    """The declared medium. Raises `NoSuchChannel` when no app declares it."""
    for declared in entries(Medium):
        if declared.channel == channel:
            return declared
    raise NoSuchChannel(channel=channel[:40])


def media() -> list[Medium]:
    """All declared media, in their order."""
    return sorted(entries(Medium), key=lambda one: (one.order, one.channel))


def compile_words(words: "Words", setting: Setting) -> Compiled:
    """Make words ready for their channel. Raises a `JorenError` for what cannot be understood."""
    compiled: Any = resolve(medium(words.channel).compile)(words, setting)
    return compiled  # type: ignore[no-any-return]
