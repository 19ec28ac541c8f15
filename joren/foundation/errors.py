"""The one error every refusal of Joren is, so that a page, the API and the command line can say it alike."""

import re
from typing import Any, ClassVar

from django.utils.functional import Promise

Words = str | Promise

# Only named ones: "at most 100 % are" has a per cent sign of its own.
_PLACEHOLDER = re.compile(r"%%|%\(\w+\)[#0 +-]*\d*(?:\.\d+)?[a-zA-Z]")


class JorenError(Exception):
    """Something was refused or failed for a reason a person can act on.

    Apps subclass it in their ``errors.py`` and set ``code``, ``message`` and, where there is one, ``remedy``.

    * ``code`` — stable name for programs, lower case with underscores;
    * ``message`` — one translated sentence: what is wrong and where; ``%(name)s`` is filled from ``details``;
    * ``remedy`` — one translated sentence: what to do about it, or empty;
    * ``details`` — plain values (row, column, limit …) a program can read;
    * ``status`` — the HTTP status; 5xx means that Joren failed, anything else that the input was refused.
    """

    code: str = "refused"
    message: Words = ""
    remedy: Words = ""
    status: int = 400
    reserved: ClassVar[frozenset[str]] = frozenset({"code", "message", "remedy"})

    def __init__(
        self,
        message: Words | None = None,
        *,
        code: str | None = None,
        remedy: Words | None = None,
        status: int | None = None,
        **details: Any,
    ) -> None:
        """Keep what is given, the class's words for the rest; translated when somebody reads it."""
        super().__init__()
        self.message = self.message if message is None else message
        self.code = code or self.code
        self.remedy = self.remedy if remedy is None else remedy
        self.status = status or self.status
        self.details = details

    def __str__(self) -> str:
        """Return the sentence in the language of the moment, with its placeholders filled."""
        return self._filled(self.message) or self.code

    def _filled(self, text: Words) -> str:
        return _PLACEHOLDER.sub(self._value, str(text)) if self.details else str(text)

    def _value(self, placeholder: re.Match[str]) -> str:
        try:
            return placeholder.group() % self.details
        except (KeyError, TypeError, ValueError):  # a sentence is worth more than its figures
            return placeholder.group()

    @property
    def remedy_sentence(self) -> str:
        """What to do about it, in the language of the moment; empty when there is nothing to do."""
        return self._filled(self.remedy)

    def as_dict(self) -> dict[str, Any]:
        """Return the error shape of the API and ``--json``: code, message, any remedy, then the details."""
        said: dict[str, Any] = {"code": self.code, "message": str(self)}
        if self.remedy:
            said["remedy"] = self.remedy_sentence
        return said | {key: value for key, value in self.details.items() if key not in self.reserved}
