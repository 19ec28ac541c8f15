"""Writes of LINE."""

from .account import read_quota, set_account, test_account
from .answering import answer, assign, close_conversation, keep_template, mark_read, remove_template, reopen
from .friends import blocked, followed, know
from .linking import decide_claim, issue_ticket, link, make_customer, nonce_for, unlink, use_code, use_nonce
from .menus import keep_menu, link_segment, put_up, remove_menu, set_default, take_down
from .receiving import edited, received, retry_events, store, tapped, unsent

__all__ = [
    "answer",
    "assign",
    "blocked",
    "close_conversation",
    "decide_claim",
    "edited",
    "followed",
    "issue_ticket",
    "keep_menu",
    "keep_template",
    "know",
    "link",
    "link_segment",
    "make_customer",
    "mark_read",
    "nonce_for",
    "put_up",
    "read_quota",
    "received",
    "remove_menu",
    "remove_template",
    "reopen",
    "retry_events",
    "set_account",
    "set_default",
    "store",
    "take_down",
    "tapped",
    "test_account",
    "unlink",
    "unsent",
    "use_code",
    "use_nonce",
]
