"""Writes of customers. Every one keeps the search document, the audit trail and the timeline true."""

from .contacts import (
    add_contact_point,
    mark_deliverable,
    mark_undeliverable,
    prefer_contact_point,
    remove_contact_point,
    set_address,
)
from .custom import add_choice, change_field, define_field, drop_choice, remove_field, set_custom_values
from .record import (
    FIELDS,
    add_note,
    change,
    change_all,
    create,
    delete,
    held,
    record_view,
    set_external_id,
)
from .searching import refresh_search
from .tagging import (
    change_tag,
    create_tag,
    remove_tag,
    tag,
    tag_many,
    tag_named,
    undo_tagging,
    untag,
    untag_many,
)

__all__ = [
    "FIELDS",
    "add_choice",
    "add_contact_point",
    "add_note",
    "change",
    "change_all",
    "change_field",
    "change_tag",
    "create",
    "create_tag",
    "define_field",
    "delete",
    "drop_choice",
    "held",
    "mark_deliverable",
    "mark_undeliverable",
    "prefer_contact_point",
    "record_view",
    "refresh_search",
    "remove_contact_point",
    "remove_field",
    "remove_tag",
    "set_address",
    "set_custom_values",
    "set_external_id",
    "tag",
    "tag_many",
    "tag_named",
    "undo_tagging",
    "untag",
    "untag_many",
]
