"""Post over the API and on the command line: the same deeds, the same refusals."""

import json
from decimal import Decimal
from typing import Any

import pytest
from click.testing import CliRunner

from joren.foundation.accounts.actions import create_token
from joren.foundation.errors import JorenError
from joren.foundation.time import clock
from joren.outreach.delivery.models import Delivery
from joren.outreach.post import actions, commands
from joren.outreach.post.models import PrintRun, Return
from joren.outreach.post.rules.codes import code_of
from tests import cast

from .people import person, write_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def run() -> PrintRun:
    assert write_to([person(1), person(2)]) == {"sent": 2}
    return PrintRun.objects.get()


@pytest.fixture
def codes(run: PrintRun) -> list[str]:
    return [code_of(piece.pk) for piece in run.pieces.order_by("number")]


class Program:
    """Somebody's API key."""

    def __init__(self, client: Any, staff: Any) -> None:
        self._client, self._key = client, create_token(staff, name="program")[1]

    def get(self, path: str) -> Any:
        return self._client.get(f"/api/v1/post/{path}", headers={"Authorization": f"Bearer {self._key}"})

    def post(self, path: str, **body: Any) -> Any:
        headers = {"Authorization": f"Bearer {self._key}"}
        return self._client.post(f"/api/v1/post/{path}", json.dumps(body), "application/json", headers=headers)


def test_a_program_prints_posts_takes_back_and_keeps_what_came_back(client, run, codes):
    program = Program(client, cast.owner())
    assert [(row["id"], row["state"], row["pieces"]) for row in program.get("").json()["runs"]] == [
        (run.pk, "gathering", 2)
    ]
    early = program.get(f"{run.pk}/address.pdf")
    assert (early.status_code, early.json()["error"]["code"]) == (409, "post_run_state")
    assert program.post(f"{run.pk}/close").json()["state"] == "ready"
    for side in ("address", "letter", "back"):
        paper = program.get(f"{run.pk}/{side}.pdf")
        assert (paper["Content-Type"], paper.content[:4]) == ("application/pdf", b"%PDF")
    assert program.get(f"{run.pk}/other.pdf").status_code == 422
    done = program.post(f"{run.pk}/posted", cost_each=110).json()
    assert (done["state"], done["cost_each"], done["posted_on"]) == ("posted", 110, clock.today().isoformat())
    assert program.post(f"{run.pk}/not-posted").json()["state"] == "ready"
    program.post(f"{run.pk}/posted", cost_each=85)
    kept = program.post("returns", codes=codes[:1], reason="moved").json()["returns"]
    assert [(row["piece"], row["reason"], row["run"]) for row in kept] == [(codes[0], "moved", run.pk)]
    figures = {"pieces": 2, "left_out": 0, "answered": 0, "returned": 1, "waiting": 0}
    assert program.get(f"{run.pk}").json()["figures"] == figures
    sure = program.post(f"{run.pk}/not-posted")
    assert (sure.status_code, sure.json()["error"]["code"]) == (409, "post_posted_for_sure")
    assert program.post(f"returns/{kept[0]['id']}/undo").json()["undone_at"] is not None
    assert [row["id"] for row in program.get("returns").json()["returns"]] == [kept[0]["id"]]
    assert set(Delivery.objects.values_list("state", "cost")) == {("sent", Decimal(85))}


def test_of_many_that_came_back_none_is_kept_where_one_is_refused(client, run, codes):
    program = Program(client, cast.owner())
    actions.mark_posted(actions.close(run, by=None), posted_on=clock.today(), cost_each=Decimal(85), by=None)
    answer = program.post("returns", codes=[*codes, "P123456789"])
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "post_piece_unknown")
    twice = program.post("returns", codes=[codes[0], codes[0]])
    assert (twice.status_code, twice.json()["error"]["code"]) == (409, "post_already_returned")
    assert not Return.objects.exists() and set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_a_key_may_what_its_owner_may_on_the_pages(client, run):
    reader, shop = Program(client, cast.reader()), Program(client, cast.station_staff())
    assert reader.get("").status_code == 200
    for answer in (
        reader.get(f"{run.pk}/address.pdf"),
        reader.post(f"{run.pk}/close"),
        reader.post(f"{run.pk}/discard"),
        reader.post(f"{run.pk}/posted", cost_each=1),
        reader.post(f"{run.pk}/not-posted"),
        reader.post("returns", codes=["P000000000"]),
        reader.get("returns"),
        shop.post(f"{run.pk}/close"),
    ):
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_allowed")
    assert shop.get("returns").status_code == 200
    for unknown in (shop.get("99"), shop.get(f"{2**70}")):
        assert unknown.status_code == 404
    run.refresh_from_db()
    assert run.state == "gathering"


def say(*arguments: str) -> str:
    return CliRunner().invoke(commands.post, list(arguments), catch_exceptions=False).output


def test_the_command_line_prints_posts_takes_back_and_keeps_what_came_back(run, codes, tmp_path):
    number, paper = str(run.pk), tmp_path / "letters.pdf"
    assert f"{run.pk}" in say("list")
    with pytest.raises(JorenError):
        say("print", number, "--output", str(paper))
    assert not paper.exists()
    say("close", number)
    assert say("print", number, "--side", "letter", "-o", str(paper)).strip() == str(paper)
    assert paper.read_bytes().startswith(b"%PDF")
    say("posted", number, "--cost", "110")
    say("not-posted", number)
    told = json.loads(say("posted", number, "--cost", "90", "--on", clock.today().isoformat(), "--json"))
    assert (told["state"], told["cost_each"]) == ("posted", 90)
    kept = json.loads(say("returned", *codes, "--reason", "refused", "--json"))["returned"]
    assert [row["piece"] for row in kept] == codes
    say("arrived", str(kept[0]["id"]))
    figures = json.loads(say("show", number, "--json"))["figures"]
    assert (figures["pieces"], figures["returned"]) == (2, 1)


def test_the_command_line_refuses_nonsense_and_leaves_all_as_it_was(run, tmp_path):
    actions.close(run, by=None)
    for arguments in (
        ("posted", str(run.pk), "--cost", "many"),
        ("posted", str(run.pk), "--cost", "NaN"),
        ("posted", str(run.pk), "--cost", "85", "--on", "2000-01-01"),
        ("not-posted", str(run.pk)),
        ("print", str(run.pk), "-o", str(tmp_path / "no" / "folder.pdf")),
        ("returned", "P123456789"),
        ("arrived", "1"),
        ("show", "99"),
    ):
        assert CliRunner().invoke(commands.post, list(arguments)).exit_code != 0
    run.refresh_from_db()
    assert run.state == "ready" and not Return.objects.exists()


def test_a_run_is_thrown_away(run):
    say("discard", str(run.pk))
    run.refresh_from_db()
    assert run.state == "discarded" and set(Delivery.objects.values_list("state", flat=True)) == {"cancelled"}
