"""The main job as a stranger's script does it: the names, the help, the JSON, the exit codes, and a story on real data.

``docs/how-to/command-line.md`` is the contract. Its examples are run here, in their order, and their output must be
what the page says. After a change that is meant, ``JOREN_WRITE_DOCS=1 pytest tests/test_main_job_by_command.py`` writes
the output into the page; read the difference before you commit it.
"""

import csv
import gzip
import json
import os
import re
import shlex
import shutil
import signal
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
import pytest

from joren.foundation.business.actions import change_business
from joren.foundation.time.clock import TOKYO
from joren.outreach.mail.models import CapturedMail
from joren.record.customers.models import Customer
from joren.touchpoints.purchases.models import Purchase, PurchaseLine
from tests.command_line import Outcome, joren, start
from tests.shared_data import shared_data
from tests.terminal import commands, said, typed, write
from tests.throwaway import home_for_a_server

HOW_TO = Path(__file__).parents[1] / "docs" / "how-to"
PAGE = HOW_TO / "command-line.md"
MORNING = datetime(2026, 4, 1, 9, 0, tzinfo=TOKYO)

CONTRACT = (  # noqa: SIM905
    """
up init doctor backup restore user-add worker sync
import-customers import-purchases import-products import-shops import-list import-show import-rejects import-undo
customers-find customers-show attributes segment-count segment-members segment-why segment-save
regulars-define regulars-show regulars-factors regulars-prospects
campaign-create campaign-preview campaign-send campaign-status campaign-pause campaign-resume campaign-cancel
campaign-result report
"""
).split()

OWN_PROCESS = {"init", "user", "doctor", "backup", "restore", "up", "worker", "demo"}
"""What is about the installation itself runs as a stranger runs it: a process and a home of its own."""

VOLATILE = {"home", "password", "bytes", "created_at", "seconds", "file", "at", "message", "remedy", "joren", "url"}
"""Keys of the installation's commands whose values no two machines share."""


@pytest.fixture
def mirror(tmp_path, settings):
    settings.MIRROR_HOME = tmp_path / "mirror"
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def shop(mirror, tmp_path, monkeypatch, transactional_db) -> Path:
    """A business without anything in it, and the folder of the examples to work in."""
    change_business(by=None, name="喫茶こもれび", currency="JPY")
    folder = tmp_path / "examples"
    shutil.copytree(HOW_TO / "examples", folder)
    monkeypatch.chdir(folder)
    return folder


# --- names and help -----------------------------------------------------------------------------------------------


def test_every_promised_command_exists():
    missing = [name for name in CONTRACT if name.replace("-", " ") not in commands()]
    assert missing == []


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_has_help_with_an_example_and_takes_json(name):
    command = commands()[name]
    with click.Context(command, info_name=f"joren {name}") as context:
        said_in_help = command.get_help(context)
    assert re.search(rf"^\s+\$ .*\bjoren {name}\b", said_in_help, re.MULTILINE), said_in_help
    assert "--json" in said_in_help
    assert (command.help or "").strip()


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_and_every_option_is_documented(name):
    page = PAGE.read_text(encoding="utf-8")
    *group, verb = name.split()
    headings = [line for line in page.splitlines() if line.startswith("### ")]
    assert any(_names(heading, group, verb) for heading in headings), f"{name} has no heading in {PAGE.name}"
    for parameter in commands()[name].params:
        if isinstance(parameter, click.Option) and "--json" not in parameter.opts:
            assert max(parameter.opts, key=len) in page, f"joren {name} {parameter.opts}"


def _names(heading: str, group: list[str], verb: str) -> bool:
    """Whether a heading like ```` `joren segment count|members RULE` ```` names the command."""
    for words in re.findall(r"`joren ([^`]*)`", heading):
        parts = words.split()
        if parts[: len(group)] != group or len(parts) <= len(group):
            continue
        rest = " ".join(parts[len(group) :])
        if verb in re.split(r"[| ]", rest):
            return True
    return False


# --- the page is run ----------------------------------------------------------------------------------------------


class Documented:
    """The page as a list of examples: what is typed, and the JSON that follows it, if any."""

    BLOCK = re.compile(r"```console\n(?P<typed>.*?)```(?:\n\n```json\n(?P<json>.*?)```)?", re.DOTALL)

    def __init__(self, own_process: bool) -> None:
        self.text = PAGE.read_text(encoding="utf-8")
        self.own_process = own_process
        self.said: list[tuple[re.Match[str], str]] = []

    def examples(self) -> Iterator[tuple[list[list[str]], re.Match[str]]]:
        for block in self.BLOCK.finditer(self.text):
            lines = [shlex.split(line.removeprefix("$ "))[1:] for line in block["typed"].strip().splitlines()]
            if (lines[0][0] in OWN_PROCESS) == self.own_process:
                yield lines, block

    def check(self, block: re.Match[str], outcome: Outcome, volatile: frozenset[str] = frozenset()) -> None:
        """Hold the page to what was said; or write it down, when asked to."""
        told = json.loads(outcome.out)
        if os.environ.get("JOREN_WRITE_DOCS"):
            self.said.append((block, json.dumps(_cut(told), ensure_ascii=False, indent=2) + "\n"))
        else:
            assert _without(_cut(told), volatile) == _without(json.loads(block["json"]), volatile)
        expected = 2 if "error" in told and "code" in (told["error"] or {}) else 0
        assert outcome.code == expected

    def write(self, **hidden: Path) -> None:
        """Put what was said into the page, from its end to its beginning; folders of this machine by another name."""
        for block, told in reversed(self.said):
            said_now = told
            for name, folder in hidden.items():
                said_now = said_now.replace(str(folder), f"…/{name}")
            self.text = self.text[: block.start("json")] + said_now + self.text[block.end("json") :]
        PAGE.write_text(self.text, encoding="utf-8")


def _cut(told: Any) -> Any:
    """The same with every list cut to two entries and long texts cut to a line."""
    if isinstance(told, dict):
        return {key: _cut(value) for key, value in told.items()}
    return [_cut(entry) for entry in told[:2]] if isinstance(told, list) else told


def _without(told: Any, volatile: frozenset[str]) -> Any:
    """The same with nothing but the kind of value where no two runs agree."""
    if isinstance(told, dict):
        return {
            key: type(value).__name__ if key in volatile else _without(value, volatile) for key, value in told.items()
        }
    return [_without(entry, volatile) for entry in told] if isinstance(told, list) else told


@pytest.mark.django_db(transaction=True, reset_sequences=True)
def test_the_examples_of_the_page_say_what_the_page_says(shop, time_machine):
    time_machine.move_to(MORNING, tick=False)
    page = Documented(own_process=False)
    for lines, block in page.examples():
        for line in lines:
            outcome = typed(*line)
            assert outcome.code == 0 or block["json"], f"{line}: {outcome.out}{outcome.err}"
        if block["json"]:
            page.check(block, outcome, frozenset({"seconds"}))
    page.write()
    assert len(list(page.examples())) > 20


def test_the_examples_about_the_installation_say_what_the_page_says(tmp_path_factory, monkeypatch):
    monkeypatch.chdir(tmp_path_factory.mktemp("here"))
    page = Documented(own_process=True)
    with home_for_a_server() as home:
        for lines, block in page.examples():
            for line in lines:
                outcome = _up_and_down(home, line) if line[0] == "up" else joren(home, *line)
            if block["json"]:
                page.check(block, outcome, frozenset(VOLATILE))
    page.write(joren=home, here=Path.cwd())


def _up_and_down(home: Path, line: list[str]) -> Outcome:
    """Start it, ask the address it says for a page, and end it as Ctrl-C does."""
    serving = start(home, *line)
    assert serving.stdout is not None
    said_so_far = ""
    for text in serving.stdout:
        said_so_far += text
        if text.startswith("}"):
            break
    try:
        with urllib.request.urlopen(json.loads(said_so_far)["url"]) as answer:
            assert answer.status == 200
    finally:
        serving.send_signal(signal.SIGINT)
        serving.communicate(timeout=60)
    return Outcome(serving.returncode, said_so_far, "")


# --- bad input ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("import customers no-such-file.csv", "file_missing"),
        ("import customers empty.csv", "empty_file"),
        ("import customers customers.csv --map nonsense=氏名", "unknown_field"),
        ("import customers customers.csv --map 氏名", "bad_pair"),
        ("import show 999", "import_not_found"),
        ("import undo none", "import_not_found"),
        ("customers show nobody", "customer_not_found"),
        ("customers find", "usage"),
        ("attributes no.such", "unknown_attribute"),
        ("segment count no-such-segment", "segment_not_found"),
        ("segment count no-such.json", "no_file"),
        ("segment count mail.txt", "not_json"),
        ('segment count \'{"attribute": "no.such", "op": "is", "value": 1}\'', "invalid_rule"),
        ("segment count twice.json --as-of yesterday", "usage"),
        ("segment why twice.json --customer nobody", "customer_not_found"),
        ("segment save 'no spaces' twice.json", "bad_key"),
        ("regulars show", "no_definition"),
        ("regulars define '{}'", "invalid_rule"),
        ("regulars define regulars.json --money-step none", "bad_amount"),
        ("campaign preview 999", "campaign_not_found"),
        ("campaign send 999", "campaign_not_found"),
        ("campaign create --name x --segment none --subject x --body mail.txt", "segment_not_found"),
        ("campaign create --name x --segment twice.json --subject '{{ a.b }}' --body mail.txt", "unknown_merge_field"),
        ("campaign create --name x --segment twice.json --subject x --body mail.txt --share much", "bad_share"),
        ("campaign result 999", "campaign_not_found"),
        ("report no-such-report", "unknown_report"),
        ("report sales --set by", "usage"),
        ("user add taro --role king", "usage"),
        ("no-such-command", "usage"),
    ],
)  # fmt: skip
def test_bad_input_is_exit_code_2_a_code_a_sentence_and_changes_nothing(line, code, shop):
    (shop / "empty.csv").write_bytes(b"")
    refused = typed(*shlex.split(line), "--json")
    assert (refused.code, refused.error["code"]) == (2, code)
    assert refused.error["message"]
    assert not Customer.objects.exists()
    assert said("import", "list") == {"imports": []}
    assert said("segment", "list") == {"segments": []}
    assert said("campaign", "list") == {"campaigns": []}


# --- the story ----------------------------------------------------------------------------------------------------

TOTAL = Decimal("233935.24")


def _rows(name: str) -> Iterator[dict[str, str]]:
    with gzip.open(shared_data(f"completejourney/{name}.csv.gz"), "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _household_file(folder: Path) -> str:
    """What the shop knows of its households: the mailings each was in, as tags, and for every second one consent."""
    mailed = defaultdict(set)
    for row in _rows("campaigns"):
        mailed[row["household_id"]].add(int(row["campaign_id"]))
    households = {row["household_id"] for row in _rows("transactions_sample")} | set(mailed)
    lines = ["household_id,name,email,newsletter,tags"]
    for number in sorted(households, key=int):
        tags = ";".join(f"campaign {mailing}" for mailing in sorted(mailed[number]))
        consent = "yes" if int(number) % 2 else ""
        lines.append(f"{number},Household {number},h{number}@example.jp,{consent},{tags}")
    return write(folder, "households.csv", "\n".join(lines))


def _sold_products(folder: Path) -> str:
    """The rows of the product file that stand in the sales, so that the story stays short."""
    sold = {row["product_id"] for row in _rows("transactions_sample")}
    path = folder / "products.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = [row for row in _rows("products") if row["product_id"] in sold]
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return str(path)


@pytest.mark.story
@pytest.mark.django_db(transaction=True, reset_sequences=True)
def test_a_year_of_a_grocery_from_its_files_to_a_mail_and_its_result(mirror, tmp_path, transactional_db):
    sales = str(shared_data("completejourney/transactions_sample.csv.gz"))
    change_business(by=None, name="Complete Journey", currency="USD")

    products = said("import", "products", _sold_products(tmp_path), "--source", "cj")
    assert (products["counts"]["new"], products["counts"]["rejected"]) == (20_897, 0)
    taken = said("import", "purchases", sales, "--source", "cj", "--create-customers")
    counts = taken["counts"]
    assert (counts["rows"], counts["new"], counts["rejected"]) == (75_000, 47_243, 0)
    assert (counts["lines"], counts["customers_new"]) == (75_000, 2_377)
    assert (Purchase.objects.count(), PurchaseLine.objects.count()) == (47_243, 75_000)
    sold = said("report", "sales", "--from", "2017-01-01", "--to", "2018-12-31", "--set", "by=month")
    assert sum(Decimal(str(month["net"])) for month in sold["rows"]) == TOTAL

    # 1,559 households are in campaigns, two of them have not bought in the sample
    known = said("import", "customers", _household_file(tmp_path), "--source", "cj")
    assert (known["counts"]["changed"], known["counts"]["new"], known["counts"]["rejected"]) == (2_377, 2, 0)
    in_any = [
        {"attribute": "customer.has_tag", "with": {"tag": f"campaign {n}"}, "op": "is", "value": True}
        for n in range(1, 28)
    ]
    assert said("segment", "count", json.dumps({"any": in_any}))["count"] == 1_559
    assert said("segment", "count", json.dumps(in_any[17]))["count"] == 1_133

    rule = write(tmp_path, "regulars.json", {"attribute": "purchases.count", "op": "at_least", "value": 30})
    assert said("segment", "count", rule, "--as-of", "2017-12-31")["count"] == 551
    assert said("regulars", "define", rule, "--name", "regulars")["rule"]["value"] == 30
    shown = said("regulars", "show", "--as-of", "2017-12-31", "--limit", "1")
    assert (shown["regulars"], shown["sales"], shown["sales_of_regulars"]) == (551, 233_832.86, 129_285.61)
    assert shown["share_of_customers"] == pytest.approx(551 / 2_379)
    factors = said("regulars", "factors", "--as-of", "2017-12-31")
    assert any(factor["stands"] and factor["finding"] == "more" for factor in factors["factors"])
    step = said("regulars", "prospects", "--as-of", "2017-12-31", "--limit", "3")
    assert (step["number"], {person["missing"] for person in step["prospects"]}) == (33, {1})

    body = write(tmp_path, "mail.txt", "{{ customer.full_name }}, one more time!\nhttps://example.jp/\n")
    made = said("campaign", "create", "--name", "one more", "--segment", "almost-regulars", "--subject",
                "For {{ customer.full_name }}", "--body", body, "--share", "0.2")  # fmt: skip
    number = str(made["id"])
    divided = said("campaign", "preview", number, "--as", "cj:1297")
    assert divided["members"] == divided["reachable"] + sum(divided["left_out"].values()) == 34
    assert divided["left_out"]["no_consent"] > 0
    assert divided["mail"]["subject"] == "For Household 1297"
    sent = said("campaign", "send", number, "--wait")
    assert (sent["status"], sent["sent"]) == ("sent", divided["sending"])
    assert CapturedMail.objects.filter(origin=f"campaign:{number}").count() == divided["sending"]
    addresses = set(CapturedMail.objects.values_list("recipient", flat=True))
    assert {int(address[1:].partition("@")[0]) % 2 for address in addresses} == {1}, "only who agreed"

    waiting = said("campaign", "result", number)
    assert (waiting["status"], waiting["currency"]) == ("running", "USD")
    assert waiting["groups"]["held_back"]["people"] == divided["held_back"]
    again = said("import", "customers", str(tmp_path / "households.csv"), "--source", "cj")
    assert (again["counts"]["unchanged"], Customer.objects.count()) == (2_379, 2_379)
