import json

import click
import pytest
from click.testing import CliRunner

from joren.foundation.cli import emit, without_database
from joren.foundation.cli.tree import grow, leaves, prepare


def group(name: str, *commands: click.Command) -> click.Group:
    return click.Group(name, commands={str(command.name): command for command in commands})


def command(name: str) -> click.Command:
    return click.Command(name, callback=lambda: emit({"said": name}))


def names(root: click.Group) -> list[str]:
    return sorted(str(leaf.name) for leaf in leaves(root))


def test_two_apps_add_to_one_group_by_its_name():
    root = group("joren")
    grow(root, [group("import", command("customers")), command("sync")])
    grow(root, [group("import", command("purchases"))])

    assert names(root) == ["customers", "purchases", "sync"]
    assert sorted(root.commands) == ["import", "sync"]


def test_two_commands_of_one_name_are_a_mistake():
    root = group("joren", group("import", command("customers")))

    with pytest.raises(ValueError, match="customers"):
        grow(root, [group("import", command("customers"))])


def test_every_command_takes_json_and_gets_the_database_first():
    order: list[str] = []
    leaf = command("show")
    prepare(leaf, before=lambda: order.append("database"))

    done = CliRunner().invoke(leaf, ["--json"])

    assert json.loads(done.stdout) == {"said": "show"}
    assert order == ["database"]


def test_a_command_may_decline_the_database():
    @click.command("doctor")
    @without_database
    def doctor() -> None:
        click.echo("well")

    prepare(doctor, before=lambda: pytest.fail("the database was started"))

    assert CliRunner().invoke(doctor, []).stdout == "well\n"


def test_help_and_wrong_usage_need_no_database():
    leaf = command("show")
    prepare(leaf, before=lambda: pytest.fail("the database was started"))

    assert CliRunner().invoke(leaf, ["--help"]).exit_code == 0
    assert CliRunner().invoke(leaf, ["--nope"]).exit_code == 2
