"""The `jobtracker` command: exit status, one-line errors, commands that do not load."""

import sys
from importlib.metadata import EntryPoint

import click
import pytest
from click.testing import CliRunner

from jobtracker import cli
from jobtracker.errors import JobTrackerError


@click.command()
@click.option("--number", type=int)
def good(number):
    """A command that works."""
    click.echo(f"did {number}")


@click.command()
def bad():
    """A command that fails."""
    raise JobTrackerError("the site is away,\n  try later")


FOUND = {
    "good": f"{__name__}:good",
    "bad": f"{__name__}:bad",
    "broken": "no_such_module:command",
    "wrong": "builtins:len",
}


@pytest.fixture
def run(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, __name__, sys.modules.get(__name__) or _this_module())
    entries = {name: EntryPoint(name, value, "jobtracker.commands") for name, value in FOUND.items()}
    monkeypatch.setattr(cli, "_found", lambda: entries)

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["jobtracker", *words])
        with pytest.raises(SystemExit) as end:
            cli.main()
        return end.value.code, *capsys.readouterr()

    return run


def _this_module():
    module = type(sys)(__name__)
    module.good, module.bad = good, bad
    return module


def test_done(run):
    assert run("good", "--number", "3") == (0, "did 3\n", "")


def test_failed_is_one_line_on_stderr(run):
    assert run("bad") == (1, "", "jobtracker: the site is away, try later\n")


@pytest.mark.parametrize("words", [["nix"], ["good", "--number", "three"], ["good", "more"], ["--nix"]])
def test_wrong_use(run, words):
    status, out, _ = run(*words)
    assert (status, out) == (2, "")


def test_a_broken_command_is_skipped_and_the_rest_list(run):
    status, out, err = run("--help")
    assert status == 0
    assert "A command that works." in out
    assert "broken" not in out
    broken, wrong = err.splitlines()
    assert broken.startswith("jobtracker: warning: command broken is broken and skipped: ModuleNotFoundError: ")
    assert wrong == "jobtracker: warning: command wrong is skipped: builtins:len is not a click command"


def test_a_broken_command_does_not_touch_another(run):
    assert run("good") == (0, "did None\n", "")


def lists(command):
    """The help of a group and of all groups below it."""
    if isinstance(command, click.Group):
        yield CliRunner().invoke(command, ["--help"], terminal_width=80).output
        for name in command.list_commands(click.Context(command)):
            yield from lists(command.get_command(click.Context(command), name))


def test_no_line_of_a_list_of_commands_is_cut():
    found = list(lists(cli.jobtracker))
    assert len(found) > 3
    lines = [line for text in found for line in text.partition("Commands:")[2].splitlines()]
    assert [line for line in lines if line.endswith("...")] == []
    assert "`./jobtracker test`" in found[0]
