"""The editor of one wording: reads what its form sends, does one deed, and knows how to show the result.

Every button of the editor is an ordinary form post that changes one thing and shows the form again, so that it works
without JavaScript. The blocks are the fields of the form in the order of the page: ``at`` says where each begins and
ends, so that dragging a block is only moving its fields.

A page that shows the editor makes one with `Editor.of` and includes ``content/_editor.html`` with it as `editor`; the
form posts to the page of content, which goes back to `back` when it has been kept.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from joren.foundation.registry import resolve

from .blocks import BlockType, block_type, block_types
from .deeds import DEEDS
from .errors import UnknownBlock
from .forms import BlockForm, HeadForm
from .media import Medium, medium
from .models import Wording
from .rules.blocks import Block, walk, with_ids
from .words import Words

KEPT_STEPS: Final = 30
_MOST_HISTORY: Final = 400_000
"""Characters of earlier states that travel with the form."""


@dataclass
class Shown:
    """One block on the page: its kind, its form, and what stands in its columns."""

    block: Block
    type: BlockType
    form: BlockForm
    columns: list[list["Shown"]] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The block's id."""
        return str(self.block["id"])


@dataclass
class Editor:
    """What is being written on one channel, with the states before and after it."""

    words: Words
    medium: Medium
    message_id: int
    revision: int
    back: str = ""
    past: list[Any] = field(default_factory=list)
    future: list[Any] = field(default_factory=list)
    opened: str = ""

    @classmethod
    def of(cls, wording: Wording, *, back: str = "") -> "Editor":
        """The editor of a wording as it was kept."""
        words = Words(
            channel=wording.channel,
            subject=wording.subject,
            preheader=wording.preheader,
            blocks=[_complete(block) for block in with_ids(wording.blocks)],
        )
        return cls(words, medium(wording.channel), wording.message_id, wording.revision, back)

    @property
    def head(self) -> HeadForm:
        """Subject and preheader."""
        return HeadForm(initial={"subject": self.words.subject, "preheader": self.words.preheader})

    @property
    def shown(self) -> list[Shown]:
        """The blocks with their forms."""
        return [shown_of(block) for block in self.words.blocks]

    @property
    def kinds(self) -> list[BlockType]:
        """What may be added on this channel."""
        offered = [one for one in block_types() if not one.channels or self.medium.channel in one.channels]
        return [one for one in offered if not self.medium.blocks or one.key in self.medium.blocks]

    @property
    def was(self) -> str:
        """The state as the form carries it."""
        return json.dumps(_state(self.words), ensure_ascii=False)

    @property
    def past_json(self) -> str:
        """The states before this one."""
        return _history(self.past)

    @property
    def future_json(self) -> str:
        """The states that were undone."""
        return _history(self.future)


def _complete(block: Block) -> Block:
    """The block with what its form would say where nothing was chosen: so that looking changes nothing."""
    fields = resolve(block_type(str(block.get("type"))).form).base_fields
    usual = {name: one.initial for name, one in fields.items() if hasattr(one, "choices") and one.initial}
    columns = {"columns": [[_complete(inner) for inner in column] for column in block.get("columns") or []]}
    return usual | block | (columns if block.get("type") == "columns" else {})


def shown_of(block: Block) -> Shown:
    """A block with its form filled in. A kind nobody declares any more is shown as HTML nobody can use: refused."""
    declared = block_type(str(block.get("type")))
    form_class = resolve(declared.form)
    initial = {name: value for name, value in block.items() if name not in ("id", "type", "columns")}
    unset = {name: False for name, one in form_class.base_fields.items() if hasattr(one.widget, "check_test")}
    form: BlockForm = form_class(prefix=str(block["id"]), initial=unset | initial)
    columns = [[shown_of(inner) for inner in column] for column in block.get("columns") or []]
    return Shown(block, declared, form, columns)


def read(data: QueryDict, files: MultiValueDict[str, Any], *, channel: str, message_id: int) -> Editor:
    """The editor as a form sent it, with what was changed since it was shown as a new state."""
    words = Words(
        channel=channel,
        subject=data.get("subject", ""),
        preheader=data.get("preheader", ""),
        blocks=with_ids(_blocks(data, files)),
    )
    revision = data.get("revision", "0")
    editor = Editor(
        words,
        medium(channel),
        message_id,
        int(revision) if revision.isdigit() else 0,
        data.get("back", ""),
        _states(data.get("past", "")),
        _states(data.get("future", "")),
    )
    before = _states(f"[{data.get('was', '')}]")
    if before and before[0] != _state(words):
        editor.past, editor.future = [*editor.past, before[0]], []
    return editor


def _blocks(data: QueryDict, files: MultiValueDict[str, Any]) -> list[Block]:
    """The blocks in the order of the page. ``at`` is ``id:type``, ``[`` before a column, ``]`` after the last one."""
    made: list[Block] = []
    place = made
    for mark in data.getlist("at"):
        if mark == "[" and made and made[-1]["type"] == "columns":
            place = []
            made[-1].setdefault("columns", []).append(place)
        elif mark == "]":
            place = made
        elif ":" in mark:
            place.append(_block(mark, data, files))
    return made


def _block(mark: str, data: QueryDict, files: MultiValueDict[str, Any]) -> Block:
    own, _, kind = mark.partition(":")
    own = "".join(letter for letter in own if letter.isalnum())[:20]
    form: BlockForm = resolve(block_type(kind).form)(data, files, prefix=own)
    return {"type": kind, "id": own} | form.settings


def _state(words: Words) -> dict[str, Any]:
    return {"subject": words.subject, "preheader": words.preheader, "blocks": list(words.blocks)}


def _states(text: str) -> list[Any]:
    """States as the form carried them; what cannot be read was not there. Their blocks are checked like any."""
    try:
        found = json.loads(text or "[]")
    except (ValueError, RecursionError):
        return []
    if not isinstance(found, list):
        return []
    return [one for one in found if isinstance(one, Mapping) and _is_sound(one)][-KEPT_STEPS:]


def _is_sound(state: Mapping[str, Any]) -> bool:
    blocks = state.get("blocks")
    if not isinstance(blocks, list) or not all(isinstance(state.get(part), str) for part in ("subject", "preheader")):
        return False
    try:
        return all(isinstance(block, dict) and block_type(str(block.get("type"))) for block in walk(blocks))
    except (UnknownBlock, AttributeError, TypeError, RecursionError):
        return False


def _history(states: list[Any]) -> str:
    kept = states[-KEPT_STEPS:]
    while kept and len(text := json.dumps(kept, ensure_ascii=False)) > _MOST_HISTORY:
        kept = kept[1:]
    return text if kept else "[]"


def do(editor: Editor, deed: str) -> None:
    """Do one deed of the editor's buttons: ``add:type:after``, ``remove:id``, ``up:id``, ``down:id``, ``copy:id``,
    ``wider:id``, ``narrower:id``, ``undo``, ``redo``. Others change nothing."""
    name, _, about = deed.partition(":")
    if name in ("undo", "redo"):
        _step(editor, back=name == "undo")
        return
    act = DEEDS.get(name)
    if act is None:
        return
    before = _state(editor.words)
    blocks: list[Block] = json.loads(json.dumps(list(editor.words.blocks)))
    editor.opened = act(blocks, about)
    changed = with_ids(blocks)
    if changed != list(editor.words.blocks):
        editor.past, editor.future = [*editor.past, before], []
    editor.words = _with(editor.words, changed)


def _with(words: Words, blocks: list[Block]) -> Words:
    return Words(channel=words.channel, subject=words.subject, preheader=words.preheader, blocks=blocks)


def _step(editor: Editor, *, back: bool) -> None:
    taken, given = (editor.past, editor.future) if back else (editor.future, editor.past)
    if not taken:
        return
    given.append(_state(editor.words))
    state = taken.pop()
    editor.words = Words(
        channel=editor.words.channel,
        subject=state["subject"],
        preheader=state["preheader"],
        blocks=with_ids(state["blocks"]),
    )
