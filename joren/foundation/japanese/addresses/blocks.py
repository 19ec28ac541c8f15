"""The numbers behind a town: 丁目, 番, 号 in every way they are written, and where the building begins."""

import re
from dataclasses import dataclass
from typing import Final

from joren.foundation.japanese.addresses.spelling import number_of

_KANJI: Final = "〇零一二三四五六七八九十百千壱弐参"
_DASH: Final = r"\-‐‑‒–—―−ー─━ｰ~〜~"
_OF: Final = "のノ之丿乃"
_LOT: Final = (
    "東西南北甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥イロハニホヘトチリヌルヲワカヨタレソA-Zい-はろほへとちりぬる"
)
# A number is none of the block when it counts floors, rooms or buildings.
_NOT_A_LOT: Final = r"(?!\d|\s?(?:階|F\b|号室|号棟|号館|棟|番館|番街|号線|LDK|st\b|nd\b|rd\b|th\b|丁目))"
_NUMBER: Final = rf"(?:\d{{1,5}}|[{_KANJI}]+(?=\s?(?:丁目?|番|号|地割|[{_OF}{_DASH}]\s?[\d{_KANJI}])|\Z|\s))"
_CHOME: Final = re.compile(rf"\s?第?(\d{{1,3}}|[{_KANJI}]+)\s?(?:丁目|丁(?!\w)|丁(?=[\d{_KANJI}]))[\s{_DASH}{_OF}、,]*")
_FIRST: Final = re.compile(
    rf"[\s{_DASH}{_OF}、,]*(?:第?(?P<lot>[{_LOT}])?[{_DASH}\s]?(?={_NUMBER}))?(?P<number>{_NUMBER}){_NOT_A_LOT}"
)
_BETWEEN: Final = rf"\s?(?:番地[{_OF}]?|番(?!館|街|町)[{_OF}]?|号[{_OF}]|地割|線|[{_OF}]|[{_DASH}]|・)[\s{_DASH}]*"
_NEXT: Final = re.compile(rf"{_BETWEEN}(?P<lot>[{_LOT}](?=\d|[{_DASH}]\d))?[{_DASH}]?(?P<number>{_NUMBER}){_NOT_A_LOT}")
_END: Final = re.compile(rf"\s?(?:番地|番(?!館|街|町)|号(?!室|棟|館|線))(?:[{_OF}](?P<lot>[{_LOT}])(?!\w))?")
_UNIT: Final = re.compile(r"\s?番")
_NO_NUMBER: Final = re.compile(r"\s?(?:字)?(無番地|番外地|番地(?:なし|無し)|無地番)\s?(\d*)")
# Where the numbers of a block begin in a text whose town is not in the table.
BEGINS: Final = re.compile(
    rf"第?\d|[{_KANJI}]+\s?(?:丁目|番地|番(?=\s?[\d{_KANJI}]|\Z)|[{_OF}{_DASH}]\s?[\d{_KANJI}])|[{_KANJI}]{{3,}}\Z|無番地|番外地|[甲乙丙丁イロハニホヘトA-Z][{_DASH}]?\d"
)
_LATIN: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MOST_BLOCK_NUMBERS: Final = 2  # 番 and 号, or a lot and its branch
_MOST_CHOME: Final = 44  # 帯広 and 札幌 go highest
_FIRST_ROOM: Final = 101


@dataclass(slots=True)
class Block:
    """chome: its number or "". numbers: what follows, with lot marks (甲12). room: a last number that is one.

    end: where in the text the numbers end.
    """

    chome: str
    numbers: list[str]
    room: str
    end: int


def read_block(text: str, start: int, has_chome: bool) -> Block:
    """The numbers from a place of the text on. has_chome: the town is divided, so 2-29-20 is 2丁目 29-20."""
    none = _NO_NUMBER.match(text, start)
    if none:
        return Block("", [none[1][:3] + none[2]], "", none.end())
    block = Block("", [], "", start)
    written = _CHOME.match(text, start)
    if written:
        block.chome, block.end = str(number_of(written[1])), written.end()
    found = _FIRST.match(text, block.end)
    dashed = True
    while found:
        block.numbers.append((found["lot"] or "") + str(number_of(found["number"])))
        block.end = found.end()
        dashed = dashed and not (len(block.numbers) == 1 and _UNIT.match(text, block.end))
        found = _NEXT.match(text, block.end)
    unit = _close(block, text) if block.numbers else False
    if unit and len(block.numbers) == 1:
        dashed = False
    if not written and has_chome and dashed and block.numbers and _may_be_chome(block.numbers[0]):
        block.chome = block.numbers.pop(0)
    _split_room(block)
    return block


def _may_be_chome(number: str) -> bool:
    """上作延73-1 is a lot although other parts of the town are divided: no town has so many 丁目."""
    return number.isdigit() and 1 <= int(number) <= _MOST_CHOME


def _close(block: Block, text: str) -> bool:
    """Pass over the last unit, and take the letter of a branch behind it: 12番地イ. True when there was one."""
    end = _END.match(text, block.end)
    if end:
        block.end = end.end()
        if end["lot"]:
            block.numbers[-1] += end["lot"]
    return bool(end)


def _split_room(block: Block) -> None:
    """A last number too many that is as high as rooms begin is one: 南砂1-2-3-405; 根岸3-6-23-19 has a branch."""
    if len(block.numbers) > _MOST_BLOCK_NUMBERS:
        last = block.numbers[-1]
        if last.lstrip(_LATIN).isdigit() and int(last.lstrip(_LATIN)) >= _FIRST_ROOM:
            block.room = last
            del block.numbers[-1]
