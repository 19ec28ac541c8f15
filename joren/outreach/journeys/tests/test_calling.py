"""Calls to other systems: signed, tried again, and never into our own network unless allowed."""

import json
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from joren.outreach.journeys import addresses, calling
from joren.outreach.journeys.calling import call_due, key_of, signature
from joren.outreach.journeys.errors import AddressNotAllowed
from joren.outreach.journeys.models import Call

from .playing import MONDAY, at, flow, live, note, step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]
HOUR = timedelta(hours=1)


@pytest.fixture
def listener():
    """A server on the loopback that keeps what it was told and answers as it is bid."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.server.heard.append((dict(self.headers), body))
            self.send_response(self.server.answers.pop(0))
            self.end_headers()

        def log_message(self, *_args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.heard, server.answers = [], []
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


def test_a_call_is_signed_and_tried_again_until_it_is_taken(listener, hanako, settings):
    settings.WEBHOOKS_MAY_BE_PRIVATE = True
    listener.answers = [503, 200]
    url = f"http://127.0.0.1:{listener.server_port}/hook"
    journey = live(flow(step("s1", "webhook", url=url)))
    note(hanako, MONDAY + HOUR)
    with at(MONDAY + HOUR):
        assert call_due() == 1
        assert call_due() == 0
    with at(MONDAY + 2 * HOUR):
        call_due()
    call = Call.objects.get()
    assert (call.state, call.attempts, call.status_code) == ("done", 2, 200)
    headers, body = listener.heard[1]
    assert headers["Joren-Signature"] == signature(key_of(journey), headers["Joren-Timestamp"], body)
    assert json.loads(body)["customer"] == {"id": hanako.pk, "member_number": "M0001"}
    assert listener.heard[0][0]["Joren-Id"] == headers["Joren-Id"]


def test_without_leave_nothing_of_our_own_network_is_called(hanako):
    journey = live(flow(step("s1", "webhook", url="https://crm.example.jp/hook")))
    note(hanako, MONDAY + HOUR)
    Call.objects.update(url="https://127.0.0.1/hook")
    with at(MONDAY + HOUR):
        call_due()
    assert (Call.objects.get().state, Call.objects.get().status_code) == ("due", None)
    assert journey.pk


@pytest.mark.parametrize(
    "url", ["http://example.jp/", "ftp://example.jp/", "https://a:b@example.jp/", "https://[", "javascript:1", ""]
)
def test_addresses_that_are_none_are_refused(url):
    with pytest.raises(AddressNotAllowed):
        addresses.check_form(url)


@pytest.mark.parametrize("number", ["10.0.0.1", "169.254.169.254", "127.0.0.1", "192.168.0.1", "[::1]", "[fd00::1]"])
def test_private_numbers_are_refused(number):
    with pytest.raises(AddressNotAllowed):
        addresses.target_of(f"https://{number}/")


def test_an_address_not_allowed_is_given_up_after_its_tries(hanako):
    live(flow(step("s1", "webhook", url="https://crm.example.jp/hook")))
    note(hanako, MONDAY + HOUR)
    Call.objects.update(url="https://10.0.0.1/", attempts=len(calling.RETRY_AFTER))
    with at(MONDAY + HOUR):
        call_due()
    assert Call.objects.get().state == "failed"
