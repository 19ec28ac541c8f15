"""Who should be in a segment and is not yet, and who is and should no longer be."""

from dataclasses import dataclass
from datetime import date

from joren.segments.catalogue.binding import BoundRule
from joren.segments.engine.asking import Asking
from joren.segments.engine.compiler import Query
from joren.segments.engine.engines import Engine

_SQL = """
SELECT m.id, o.customer_id FROM ({members}) AS m FULL JOIN (
    SELECT s.customer_id FROM {spells} AS s WHERE s.segment_id = {segment} AND s.left_on IS NULL
) AS o ON o.customer_id = m.id
WHERE m.id IS NULL OR o.customer_id IS NULL
"""


@dataclass(frozen=True, slots=True)
class Differences:
    """Ids of those who enter and of those who leave, ascending."""

    entering: list[int]
    leaving: list[int]

    def __bool__(self) -> bool:
        return bool(self.entering or self.leaving)


def differences(segment_id: int, rule: BoundRule, day: date, engine: Engine) -> Differences:
    """Compare the rule's members with the open spells, inside the engine: only those who differ come out."""
    asking = Asking(as_of=day, engine=engine)
    compiler = asking.compiler()
    members = compiler.query(["c.id"], where=[compiler.holds(rule)])
    spells = engine.dialect.table("segment_memberships")
    rows = asking.rows(Query(_SQL.format(members=members.sql, spells=spells, segment=segment_id), members.values))
    return Differences(
        sorted(member for member, spell in rows if spell is None),
        sorted(spell for member, spell in rows if member is None),
    )
