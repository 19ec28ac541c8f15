"""The block that asks for an answer: a button, or numbers that answer with one touch."""

from typing import Final

from django.utils.translation import gettext as _

from .rules.blocks import Block

_SCALE: Final = range(11)
_STARS: Final = range(1, 6)


def expand(block: Block, place: str) -> list[Block]:
    """The question with a button, or with one link for each number."""
    made: list[Block] = []
    question, url = str(block.get("question") or "").strip(), str(block.get("url") or "").strip()
    if question:
        made.append({"type": "heading", "level": 2, "text": question, "align": "center"})
    if not url:
        return made
    url = _with(url, str(block.get("member_name") or ""), "{{ customer.member_number | url_encode }}")
    style = block.get("style")
    if style in ("scale", "stars"):
        return [*made, _numbers(url, str(block.get("score_name") or "score"), is_scale=style == "scale")]
    return [*made, {"type": "button", "label": block.get("label") or _("Answer the survey"), "url": url}]


def _with(url: str, name: str, value: str) -> str:
    """The address with one more parameter, before its fragment."""
    if not name.strip():
        return url
    address, hash_sign, fragment = url.partition("#")
    sign = "&" if "?" in address else "?"
    return f"{address}{sign}{name.strip()}={value}{hash_sign}{fragment}"


def _numbers(url: str, name: str, *, is_scale: bool) -> Block:
    """A line of links, each with its number: a text, so that every channel can say it."""
    if is_scale:
        links = [f"[{number}]({_with(url, name, str(number))})" for number in _SCALE]
        ends = _("0: not at all, 10: very likely")
        return {"type": "text", "align": "center", "text": " ｜ ".join(links) + f"\n{ends}"}
    links = [f"[{'★' * number}]({_with(url, name, str(number))})" for number in reversed(_STARS)]
    return {"type": "text", "align": "center", "text": "\n".join(links)}
