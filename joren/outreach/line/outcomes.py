"""What an answer to a push means for the message.

======================  ===============================================================================
200                     sent
409                     accepted at an earlier try under the same retry key: sent
400 about ``to``        no such LINE user for this account: bounced
400, 413, 415           this message is refused: failed
401, 403                our access token or plan: the sending pauses
429, monthly limit      no message is left this month: the sending pauses
429                     too fast: the run ends and comes back within a minute
5xx, no answer          LINE may have taken it; the key makes another try harmless: tried again
no connection           nothing was asked: the run ends and comes back within a minute
======================  ===============================================================================

Source: https://developers.line.biz/en/reference/messaging-api/#status-codes
"""

from http import HTTPStatus
from typing import Any, Literal

from joren.outreach.delivery.channels import Outcome

from .adapters.messaging_api import Answer
from .rules.retrying import unanswered_code


def outcome_of(answer: Answer, *, now: float, first_try: float | None) -> Outcome:
    """The outcome of a push. `first_try`: since when (seconds of the epoch) an earlier one has had no answer, None for
    never; it is kept until LINE says something final.
    """
    if answer.is_ok:
        return Outcome(kind="sent", message_id=_message_id(answer))
    if answer.is_known:
        return Outcome(kind="sent", message_id=answer.accepted_before, code="409")
    if answer.is_silent:
        return _waits("retry", answer, unanswered_code(first_try or now), "for_now")
    halts = _halts(answer)
    if halts:
        code = str(answer.status) if answer.status > 0 else "no_connection"
        return _waits(
            "retry" if first_try else "not_begun", answer, unanswered_code(first_try) if first_try else code, halts
        )
    return _refused(answer)


def _message_id(answer: Answer) -> str:
    sent: Any = answer.body.get("sentMessages")
    first = sent[0] if isinstance(sent, list) and sent and isinstance(sent[0], dict) else {}
    return str(first.get("id", "") or answer.request_id)


def _waits(
    kind: Literal["retry", "not_begun"], answer: Answer, code: str, halts: Literal["", "for_now", "for_good"]
) -> Outcome:
    return Outcome(kind=kind, code=code, text=answer.said, halts=halts)


def _refused(answer: Answer) -> Outcome:
    is_unknown = answer.status == HTTPStatus.BAD_REQUEST and ("'to'" in answer.text or " / to:" in answer.text)
    return Outcome(kind="bounced" if is_unknown else "failed", code=str(answer.status), text=answer.text)


def _halts(answer: Answer) -> Literal["", "for_now", "for_good"]:
    """Whether the next message would fare the same."""
    if answer.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return "for_good"
    if answer.is_busy:
        return "for_good" if "monthly limit" in answer.text.lower() else "for_now"
    return ""
