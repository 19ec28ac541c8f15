"""One request for a pixel or a link, as it stands in a line of the spool."""

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["o", "c"]

_SEPARATOR: Final = "\t"
_LONGEST_AGENT: Final = 300
_PARTS: Final = 7


@dataclass(frozen=True, slots=True)
class Hit:
    """`kind`: o for opened, c for clicked; `number` of the link (0 for an opening); `at` in milliseconds since 1970.

    `method` is the request's (GET, HEAD), `address` the caller's IP, `agent` what it calls itself.
    """

    kind: Kind
    delivery_id: int
    number: int
    at: int
    method: str = "GET"
    address: str = ""
    agent: str = ""

    def line(self) -> str:
        """The hit as one line, its line break included."""
        agent = " ".join(self.agent.split())[:_LONGEST_AGENT]
        parts = (self.kind, self.delivery_id, self.number, self.at, self.method[:8], self.address[:45], agent)
        return _SEPARATOR.join(str(part) for part in parts) + "\n"

    @classmethod
    def parsed(cls, line: str) -> "Hit | None":
        """The hit of a line; None for one that was damaged."""
        parts = line.split(_SEPARATOR)
        if len(parts) != _PARTS or parts[0] not in ("o", "c"):
            return None
        try:
            delivery_id, number, at = (int(part) for part in parts[1:4])
        except ValueError:
            return None
        if not (0 < delivery_id < 2**63 and 0 <= number < 2**15 and 0 < at < 2**47):
            return None
        kind: Kind = "o" if parts[0] == "o" else "c"
        return cls(kind, delivery_id, number, at, parts[4], parts[5], parts[6])
