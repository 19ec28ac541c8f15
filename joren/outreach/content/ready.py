"""The ready-made messages of the gallery: texts in files of data, one for each language."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils.translation import get_language

from .rules.markup import readable
from .words import Words

_FOLDER: Final = Path(__file__).parent / "gallery"


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A message of the gallery. `key` is its name in files and on campaigns, `icon` of the outline set, `why` what
    it is for, in one sentence."""

    key: str
    name: str
    why: str
    icon: str
    wordings: tuple[Words, ...]

    @property
    def subject(self) -> str:
        """The first subject as somebody without a name would read it."""
        return next((readable(words.subject) for words in self.wordings if words.subject), "")


def ready() -> tuple[Ready, ...]:
    """All of them in the language of whoever looks, Japanese where there are none in that language."""
    return _in((get_language() or settings.LANGUAGE_CODE).partition("-")[0])


@cache
def _in(language: str) -> tuple[Ready, ...]:
    file = _FOLDER / f"{language}.json"
    if not file.is_file():
        file = _FOLDER / "ja.json"
    return tuple(_read(one) for one in json.loads(file.read_text(encoding="utf-8")))


def ready_one(key: str) -> Ready | None:
    """The one of that key."""
    return next((one for one in ready() if one.key == key), None)


def _read(one: dict[str, Any]) -> Ready:
    wordings = tuple(
        Words(
            channel=channel,
            subject=said.get("subject", ""),
            preheader=said.get("preheader", ""),
            blocks=said["blocks"],
        )
        for channel, said in one["channels"].items()
    )
    return Ready(key=one["key"], name=one["name"], why=one["why"], icon=one["icon"], wordings=wordings)
