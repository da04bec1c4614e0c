"""The one log of all services."""

import io

from services.log import Log


def test_names_are_coloured_on_a_terminal_only(tmp_path):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    terminal, plain = Terminal(), io.StringIO()
    for out in (terminal, plain):
        Log(out, tmp_path / "log", ["one"]).line("one", "word")
    assert terminal.getvalue() == "\x1b[36mone\x1b[0m | word\n"
    assert plain.getvalue() == "one | word\n"


def test_a_log_file_does_not_grow_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr("services.log.FILE_SIZE", 10_000)
    log = Log(io.StringIO(), tmp_path / "log", ["one"])
    for _ in range(1000):
        log.line("one", "x" * 100)
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) < 35_000
