"""`python -m sample_sites`."""

import pytest
from click.testing import CliRunner

from crawler.companies import registry
from crawler.loader import adapters
from sample_sites import OWN_HOSTS, Server
from sample_sites.__main__ import main


@pytest.fixture
def served(monkeypatch):
    """The servers that were to serve for ever."""
    servers = []
    monkeypatch.setattr(Server, "serve_forever", lambda server: servers.append(server))  # noqa: PLW0108  (bound)
    yield servers
    for server in servers:
        server._socket.close()


def run(*words):
    return CliRunner().invoke(main, ["--port", "0", *words])


def test_made_up_boards_are_served_with_their_faults(served):
    result = run("--boards", "3", "--listings", "2", "--fault", "made-up-0=500", "--fault", "*=mixed:0.02")
    assert result.exit_code == 0, result.output
    assert "serves 3 boards" in result.output
    assert served[0].sites.faults() == {"made-up-0": "500", "made-up-1": "", "made-up-2": "", "*": "mixed"}


def test_a_world_is_served_that_keeps_its_start(served, tmp_path):
    words = ("--world", "20", "--own-hosts", "--speed", "600", "--edits", str(tmp_path / "edits.json"))
    assert run(*words, "--start", "2026-04-06").exit_code == 0
    assert run(*words).exit_code == 0
    assert {board.ats for board in served[0].sites.boards.values()} <= set(OWN_HOSTS)
    assert len({next(iter(server.sites.boards.values()))._world.start for server in served}) == 1


def test_the_registry_of_what_would_be_served_is_written(tmp_path, served):
    assert run("--world", "30", "--registry", str(tmp_path)).exit_code == 0
    assert served == []
    found = registry.read(tmp_path, adapters())
    assert (len(found.companies), found.errors) == (30, [])


@pytest.mark.parametrize("fault", ["made-up-0=nonsense", "nobody=500", "made-up-0=500:much"])
def test_an_unknown_fault_is_refused(fault):
    result = run("--fault", fault)
    assert result.exit_code == 2
    assert "unknown" in result.output
