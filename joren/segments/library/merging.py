"""What becomes of memberships when two records turn out to be one person."""

from django.db import connection

from joren.foundation.merging import Merging

_OVERLAPPING = """
SELECT DISTINCT ON (t.id) t.id, p.merge_id
FROM library_membership t JOIN merging_pair p ON p.gone_id = t.customer_id
JOIN library_membership s ON s.customer_id = p.survivor_id AND s.segment_id = t.segment_id
 AND t.entered_on <= coalesce(s.left_on, 'infinity') AND s.entered_on <= coalesce(t.left_on, 'infinity')
"""


def memberships(merging: Merging) -> None:
    """Spells go along, but for those that touch one of the survivor's: nobody is in a segment twice at once."""
    with connection.cursor() as cursor:
        cursor.execute(_OVERLAPPING)
        rows = {key: (merge, None) for key, merge in cursor.fetchall()}
    merging.drop("library_membership", rows)
    merging.move("library_membership")
