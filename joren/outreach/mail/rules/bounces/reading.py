"""Reads a mail that came to the address for returns: bounce, delay, complaint, automatic answer, or none of these."""

import json
import re
from contextlib import suppress
from email.message import Message
from typing import Any, Final

from ..incoming import Incoming, addresses, body_of, header, parse
from . import recipients
from .reasons import AFTER_DATA, code_of, reason_of, status_of
from .recipients import Piece
from .report import Kind, Reason, Report, Returned

_MACHINES: Final = re.compile(
    r"mailer-?daemon|post_?master|mail delivery|delivery (?:sub)?system|system administrator|mmsc|mail\.delivery", re.I
)
_FAILURES: Final = re.compile(
    r"undeliver|delivery (?:status|notif|fail)|returned mail|failure notice|mail (?:delivery )?(?:failed"
    r"|failure)|could"
    r" not be delivered|mail system error|error sending|delayed|non.?remis|warning: (?:message|could not)"
    r"|配信(?:不能|失敗)"
    r"|送信(?:できません|エラー|失敗)|配送(?:不能|エラー)|エラーメール|permanent delivery",
    re.I,
)
_ANSWERS: Final = re.compile(
    r"^(?:re: *)?(?:auto(?:matic)?[ -]?(?:reply|response|answer)|out of (?:the )?office|vacation|away from"
    r"|自動(?:応答|返信|回答)"
    r"|不在|【?自動)|out of office",
    re.I,
)
_LATE: Final = re.compile(r"delayed|delay\)|still being retried|has not yet been delivered|warning message only", re.I)
_IDS: Final = re.compile(r"^(?:message-id|references|in-reply-to|x-joren-[a-z-]+)[ \t]*:\s*(.+)", re.I | re.M)
_ID: Final = re.compile(r"<[^<>\s]{3,200}>")
_TO: Final = re.compile(r"^(?:to|x-rcpt-to|x-hmxmroriginalrecipient|original-rcpt-to)[ \t]*:\s*(.+)", re.I | re.M)
_COMPLAINTS: Final = frozenset({"abuse", "fraud", "virus", "opt-out", "opt-out-list", "miscategorized", "other"})
_ENCLOSED: Final = ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/partial")


def read(raw: bytes) -> Report:
    """Say what the mail is and of whom it speaks. Never raises; what is none of ours is `Kind.OTHER`."""
    mail = parse(raw)
    told, original = _told(mail)
    feedback = _feedback_type(mail, told)
    if feedback:
        kind = Kind.COMPLAINT if feedback in _COMPLAINTS else Kind.FEEDBACK
        returned: tuple[Returned, ...] = ()
    elif _answers_by_itself(mail):
        kind, returned = Kind.AUTO_REPLY, ()
    else:
        returned = _returned(mail, told, original)
        kind = _kind_of(mail, told, returned)
    return Report(
        kind=kind,
        returned=returned if kind in (Kind.BOUNCE, Kind.DELAY) else (),
        message_ids=_ids_in(mail, original),
        sent_to=_sent_to(told if feedback else "", original),
        came_to=mail.came_to,
        feedback_type=feedback,
        subject=mail.subject,
    )


def _told(mail: Incoming) -> tuple[str, str]:
    """What the other server says, and the copy of our message, both as text."""
    told, original = recipients.told_and_original(mail.text)
    machine, enclosed = [], [original]
    for part in mail.message.walk():
        kind = part.get_content_type()
        if kind in ("message/delivery-status", "message/feedback-report"):
            machine.append(_flat(part))
        elif kind in _ENCLOSED:
            enclosed.append(_flat(part))
    return "\n\n".join([told, *machine]), "\n".join(enclosed)


def _flat(part: Message) -> str:
    """An enclosed part as text: its fields or headers, and what stands under them."""
    if not part.is_multipart():
        return body_of(part)
    pieces: list[str] = []
    for inner in part.get_payload():
        if isinstance(inner, Message):
            pieces.append("\n".join(f"{name}: {header_text(value)}" for name, value in inner.items()))
            if not inner.is_multipart():
                pieces.append(body_of(inner)[:2000])
    return "\n\n".join(pieces)


def header_text(value: Any) -> str:
    """A header's value on its lines, whatever bytes it holds."""
    return str(value).encode("utf-8", "replace").decode()


# -- complaints and automatic answers


def _feedback_type(mail: Incoming, told: str) -> str:
    found = re.search(r"^Feedback-Type:\s*([\w-]+)", told, re.I | re.M)
    if found:
        return found[1].lower()
    outlook = mail.subject.lower().startswith("complaint about message from")
    return "abuse" if outlook and mail.sender.endswith(("@hotmail.com", "@live.com", "@outlook.com")) else ""


def _answers_by_itself(mail: Incoming) -> bool:
    """RFC 3834: a person's program answers. Reports of mail servers say auto-generated or come from a daemon."""
    message = mail.message
    if message.get_content_type() == "multipart/report":
        return False
    submitted = header(message, "auto-submitted").lower()
    said = submitted.startswith("auto-replied") or any(
        name in message for name in ("x-autoreply", "x-autorespond", "x-auto-response", "x-autoresponder")
    )
    said = said or header(message, "precedence").lower() in ("auto_reply", "auto-reply")
    from_daemon = bool(_MACHINES.search(header(message, "from")))
    return (said or bool(_ANSWERS.match(mail.subject))) and not (from_daemon and _FAILURES.search(mail.subject))


# -- bounces


def _returned(mail: Incoming, told: str, original: str) -> tuple[Returned, ...]:
    notified = _notified(mail.text)
    if notified is not None:
        return notified
    own = {*mail.recipients, mail.sender}
    human = {piece.address: piece for piece in recipients.human_read(told, not_these=own)}
    machine = recipients.machine_read(told)
    if not machine:
        pieces = _named_in_headers(mail, told) or list(human.values()) or _written_to(told, original)
        return tuple(_judged(piece, "") for piece in pieces)
    alone = len(machine) == 1
    return tuple(_judged(piece, _beside(piece, human, told, alone=alone)) for piece in _once(machine))


def _once(pieces: list[Piece]) -> list[Piece]:
    """A report may name an address twice (delayed, then failed): the last word counts."""
    return list({piece.address: piece for piece in pieces}.values())


def _beside(piece: Piece, human: dict[str, Piece], told: str, *, alone: bool) -> str:
    """The sentences about the same address, for servers whose fields say nothing."""
    return told if alone else human[piece.address].words if piece.address in human else ""


def _named_in_headers(mail: Incoming, told: str) -> list[Piece]:
    """Exim and Gmail name the addresses in a header."""
    named = list(addresses(mail.message, "x-failed-recipients"))
    if len(named) > 1:
        of_each = {piece.address: piece for piece in recipients.human_read(told)}
        return [of_each.get(address, Piece(address, told, {})) for address in named]
    return [Piece(address, told, {}) for address in named]


def _written_to(told: str, original: str) -> list[Piece]:
    """Where only the copy of our message says to whom it went."""
    return [Piece(address, told, {}) for address in _sent_to("", original)[:1]]


def _judged(piece: Piece, beside: str) -> Returned:
    said = piece.fields.get("diagnostic-code", "") or piece.words
    field = piece.fields.get("status", "")[:10].split(" ")[0]
    status = _better(field, status_of(said) or (status_of(beside) if _is_vague(field) else ""))
    code = code_of(said) or code_of(beside)
    reason = reason_of(f"{said}\n{_stage(beside)}", status, code)
    around = reason_of(beside, status, code) if beside else reason
    if reason in (Reason.OTHER, Reason.SYSTEM) or around == Reason.FULL:
        reason = around
    late = piece.fields.get("action", "").lower() == "delayed" or (not piece.fields and bool(_LATE.search(said)))
    return Returned(
        address=piece.address,
        reason=reason,
        status=status,
        code=code,
        words=" ".join((said or beside).split())[:500],
        is_final=not late,
    )


def _stage(beside: str) -> str:
    """When in the conversation it was refused, as the sentences beside the fields tell."""
    found = AFTER_DATA.search(beside)
    return found[0] if found else ""


def _is_vague(status: str) -> bool:
    return not status or status.endswith(".0.0")


def _better(field: str, said: str) -> str:
    """The server's own words are nearer to the truth than the field of the one that reports it, when they say more."""
    return said if said and not _is_vague(said) else field or said


def _kind_of(mail: Incoming, told: str, returned: tuple[Returned, ...]) -> Kind:
    if not returned:
        return Kind.OTHER
    message = mail.message
    from_machine = bool(_MACHINES.search(header(message, "from"))) or header(message, "return-path").strip() == "<>"
    reports = message.get_content_type() == "multipart/report" or "x-failed-recipients" in message
    if not (from_machine or reports or _FAILURES.search(mail.subject) or _notified(mail.text)):
        return Kind.OTHER
    actions = re.findall(r"^Action:\s*(\w+)", told, re.I | re.M)
    if actions and all(action.lower() in ("delivered", "relayed", "expanded") for action in actions):
        return Kind.OTHER
    return Kind.BOUNCE if any(one.is_final for one in returned) else Kind.DELAY


def _notified(text: str) -> tuple[Returned, ...] | None:
    """Amazon SES by SNS mail: JSON in the text. None where it is none; () for a notice that is no bounce."""
    if not text.lstrip().startswith('{"notificationType"'):
        return None
    with suppress(ValueError):
        notice, _ = json.JSONDecoder().raw_decode(text.lstrip())
        bounce = notice.get("bounce") or {}
        final = bounce.get("bounceType") == "Permanent"
        return tuple(_from_notice(one, final=final) for one in bounce.get("bouncedRecipients", []))
    return None


def _from_notice(one: dict[str, Any], *, final: bool) -> Returned:
    words = str(one.get("diagnosticCode", ""))
    status = str(one.get("status", ""))
    return Returned(
        address=str(one.get("emailAddress", "")).lower(),
        reason=reason_of(words, status, code_of(words)),
        status=status,
        code=code_of(words),
        words=words[:500],
        is_final=final,
    )


# -- our message


def _ids_in(mail: Incoming, original: str) -> tuple[str, ...]:
    """The ids of our message: of its copy, and of what an automatic answer refers to."""
    where: list[str] = _IDS.findall(original)
    where += [header(mail.message, name) for name in ("in-reply-to", "references", "x-original-message-id")]
    return tuple(dict.fromkeys(found for value in where for found in _ID.findall(value)))


def _sent_to(told: str, original: str) -> tuple[str, ...]:
    named = re.findall(r"^Original-Rcpt-To:\s*<?([^<>\s]+@[^<>\s]+)>?", told, re.I | re.M)
    for value in _TO.findall(original):
        named += re.findall(r"[^<>\s,;:\"]+@[^<>\s,;:\"]+", value)
    return tuple(dict.fromkeys(address.lower() for address in named))
