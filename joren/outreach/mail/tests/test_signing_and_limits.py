"""The arithmetic of limits and warm-up, and signatures that an independent reader believes."""

from base64 import b64decode
from datetime import date, timedelta
from types import SimpleNamespace

import dkim as dkimpy
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from joren.outreach.mail.rules import dkim, warmup
from joren.outreach.mail.rules.limits import Meter, next_turn

DAY = date(2026, 4, 1)


# -- rules


def test_a_warm_up_grows_day_by_day_until_the_address_is_warm():
    plan = list(warmup.plan(begins=DAY, first=50, growth=50, goal=10_000))
    assert [number for _, number in plan] == [
        50, 75, 112, 168, 253, 379, 569, 854, 1281, 1922, 2883, 4324, 6487, 9730, 10_000,
    ]  # fmt: skip
    asked = {"begins": DAY, "first": 50, "growth": 50, "goal": 10_000}
    assert warmup.allowed_on(DAY - timedelta(days=1), **asked) == 0
    assert warmup.allowed_on(DAY + timedelta(days=14), **asked) is None


@given(st.integers(1, 50), st.integers(1, 30), st.integers(1, 200))
def test_no_hour_and_no_day_ever_takes_more_than_it_may(per_hour, per_day, wanted):
    meter = Meter(per_hour=per_hour, per_day=per_day)
    taken = 0
    for number in range(wanted):
        hour = number // 10
        if meter.room(hour, "day"):
            meter.take(0.0, hour, "day")
            taken += 1
    assert taken <= per_day and all(used <= per_hour for (what, _), used in meter.used_in.items() if what == "hour")


def test_the_minute_is_spread_evenly_and_shares_are_kept():
    meter = Meter(per_minute=60)
    meter.take(100.0, 0, 0)
    assert meter.wait(100.0) == pytest.approx(1.0) and meter.wait(101.0) == 0.0
    taken = [0, 0]
    for _ in range(30):
        taken[next_turn([(taken[0], 1), (taken[1], 2)])] += 1
    assert taken == [10, 20]


# -- signatures


class _VerifyKey:
    """What dkimpy wants of PyNaCl, over cryptography: the canonical forms stay dkimpy's own."""

    def __init__(self, raw, encoder):
        self._key = Ed25519PublicKey.from_public_bytes(encoder(raw))

    def verify(self, message, signature):
        self._key.verify(signature, message)


@pytest.fixture
def edwards(monkeypatch):
    signing = SimpleNamespace(VerifyKey=_VerifyKey)
    shim = SimpleNamespace(
        signing=signing,
        encoding=SimpleNamespace(Base64Encoder=b64decode),
        exceptions=SimpleNamespace(BadSignatureError=InvalidSignature, ValueError=ValueError),
    )
    monkeypatch.setattr(dkimpy, "nacl", shim, raising=False)


def verified(raw, record):
    return dkimpy.verify(raw, dnsfunc=lambda name, timeout=5: record.encode())


MAIL = (
    b"From: =?utf-8?b?5bi4?= <news@example.jp>\r\nTo: hanako@example.jp\r\n"
    b"Subject: =?utf-8?b?5paw?=\r\n =?utf-8?b?6LGG?=\r\n"
    b"Date: Mon, 23 Nov 2026 01:00:00 +0900\r\nMessage-ID: <x@example.jp>\r\nMIME-Version: 1.0\r\n"
    b"List-Unsubscribe: <https://example.jp/u>\r\nList-Unsubscribe-Post:  List-Unsubscribe=One-Click\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
)


@pytest.mark.parametrize("algorithm", [dkim.RSA, dkim.ED25519])
@pytest.mark.parametrize(
    "body", [b"", b"\r\n\r\n", b"hello  world \t\r\n\r\n a\tb\r\n\r\n \r\n", b"no end", b"x" * 9000 + b"\r\n"]
)
def test_signed_mails_are_believed_and_changed_ones_are_not(algorithm, body, edwards):
    private, public = dkim.new_key(algorithm)
    signer = dkim.Signer(dkim.SigningKey(domain="example.jp", selector="j1", algorithm=algorithm, private=private))
    raw, record = signer.signed(MAIL + body, 1_700_000_000), dkim.record(algorithm, public)
    assert verified(raw, record)
    assert all(len(line) <= 78 for line in signer.header(MAIL + body, 1).split(b"\r\n"))
    assert not verified(raw.replace(b"One-Click", b"Two-Click"), record)
    assert not verified(raw + b"more\r\n", record)
    assert not verified(raw.replace(b"To: hanako", b"From: evil@example.com\r\nTo: hanako"), record)
