"""E-mail addresses: brought to one form, or refused with a code that says why.

Deliberately laxer than RFC 5322 in the local part, because the old carriers gave out addresses such as
ab..c.@docomo.ne.jp that are real and receive mail; strict about whatever could smuggle a second address or a
header line into a message.
"""

import re
import unicodedata
from typing import Final, Literal

EmailProblem = Literal[
    "empty",
    "control_character",
    "two_addresses",
    "no_at",
    "non_ascii_local",
    "bad_local",
    "bad_domain",
    "too_long",
]

_PLAIN = re.compile(r"[a-z0-9_+.-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_LOCAL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_BRACKETED = re.compile(r"[^<>@]*<([^<>]*)>")
_QUOTED = re.compile(r'"([^"\\\s@]+)"(?=@)')
_SEPARATORS = re.compile(r"[\s,;/|、]+")
_INVISIBLE = dict.fromkeys((0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF))
_LONGEST_TEXT: Final = 1_000  # a name before <…> included; a pasted page must not keep the patterns busy
# RFC 2606 and 6761. example.jp, of which JPRS says the same, is left to the made-up people of documentation.
_RESERVED: Final = frozenset({"example.com", "example.net", "example.org", "example.edu", "example", "localhost"})
_RESERVED_ENDINGS: Final = (".example", ".test", ".invalid", ".localhost", ".local")
_NOBODY_DOMAINS: Final = frozenset({"dummy", "nomail", "noemail", "nashi", "hoge", "test", "xxx", "none", "invalid"})
_NOBODY: Final = frozenset(
    {"noreply", "donotreply", "nomail", "noemail", "noaddress", "dummy", "nashi", "nobody", "none", "unknown", "null"}
)
_FILLERS: Final = frozenset(
    {"test", "tests", "abc", "asdf", "qwerty", "sample", "hoge", "hogehoge", "foo", "a", "x", "123"}
)
_WITHOUT_MARKS: Final = str.maketrans("", "", ".-_")
_RENAMED: Final = {"ezweb.ne.jp": "au.com", "googlemail.com": "gmail.com"}
_LONGEST: Final = 254  # RFC 5321 path limit less its angle brackets


def normalise_email(text: str) -> str | None:
    """The address in lower case and plain ASCII, or None when it is none; `email_problem` says why.

    Full-width letters are folded, mailto: and a name before <…> taken off, a Japanese domain written in
    punycode. The whole address is lower-cased: no mailbox in use tells Taro@ from taro@, people do not
    either.
    """
    return _read(text)[0]


def email_problem(text: str) -> EmailProblem | None:
    """Why the text is no usable address; None when `normalise_email` gives one."""
    return _read(text)[1]


def is_dummy_email(address: str) -> bool:
    """True when an address was typed to get past a form: test@test, aaa@aaa.com, noreply@…, anything at
    example.com. It reaches nobody and proves nothing about who a person is.
    """
    local, _, domain = address.strip().lower().partition("@")
    stem = domain.partition(".")[0]
    if domain in _RESERVED or domain.endswith(_RESERVED_ENDINGS) or stem in _NOBODY_DOMAINS:
        return True
    bare = local.translate(_WITHOUT_MARKS)
    if bare in _NOBODY:
        return True
    return _is_filler(stem) and (_is_filler(bare) or bare == stem)


def _is_filler(word: str) -> bool:
    """One character repeated, or a word people type for nothing."""
    return (len(word) > 1 and len(set(word)) == 1) or word in _FILLERS


def email_key(address: str) -> str:
    """The address under which mailboxes that are one and the same are compared; never to be stored or written to.

    au renamed ezweb.ne.jp to au.com in 2018 and both reach one mailbox; Gmail ignores dots and what follows a plus.
    `address` as `normalise_email` gives it. email_key(email_key(x)) == email_key(x).
    """
    local, _, domain = address.partition("@")
    domain = _RENAMED.get(domain, domain)
    if domain == "gmail.com":
        local = local.partition("+")[0].replace(".", "") or local
    return f"{local}@{domain}"


def _read(text: str) -> tuple[str | None, EmailProblem | None]:
    """The address and None, or None and the problem."""
    if len(text) > _LONGEST_TEXT:
        return None, "too_long"
    address = text.strip().lower()
    if len(address) <= _LONGEST and _PLAIN.fullmatch(address):
        return address, None
    address = _cleaned(text)
    if any(unicodedata.category(character) == "Cc" for character in address):
        return None, "control_character"
    problem = _shape_problem(address)
    if problem:
        return None, problem
    local, _, domain = address.partition("@")
    return _assembled(local.strip(), _ascii_domain(domain.strip().removesuffix(".")))


def _cleaned(text: str) -> str:
    address = unicodedata.normalize("NFKC", text).translate(_INVISIBLE).strip().lower()
    address = _QUOTED.sub(r"\1", address.removeprefix("mailto:").strip())
    bracketed = _BRACKETED.fullmatch(address)
    return bracketed.group(1).strip() if bracketed else address.rstrip(",;、")


def _shape_problem(address: str) -> EmailProblem | None:
    """What is wrong before the parts are looked at."""
    if not address:
        return "empty"
    signs = address.count("@")
    if signs == 0:
        return "no_at"
    if signs > 1:
        pieces = [piece for piece in _SEPARATORS.split(address) if "@" in piece]
        return "two_addresses" if len(pieces) > 1 else "bad_local"
    return None


def _assembled(local: str, domain: str | None) -> tuple[str | None, EmailProblem | None]:
    if not local.isascii():
        return None, "non_ascii_local"
    if not _LOCAL.fullmatch(local):
        return None, "bad_local"
    if domain is None:
        return None, "bad_domain"
    address = f"{local}@{domain}"
    return (address, None) if len(address) <= _LONGEST else (None, "too_long")


def _ascii_domain(domain: str) -> str | None:
    """The domain in ASCII labels, None when it is none: one label, empty labels, odd characters, an IP
    number.
    """
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    labels = domain.split(".")
    if len(labels) < 2 or labels[-1].isdigit() or not all(map(_LABEL.fullmatch, labels)):  # noqa: PLR2004
        return None
    return domain
