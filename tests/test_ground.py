"""What the project promises about itself: who may import whom, what is locked, what its documents say."""

import ast
import os
import re
import shutil
import socket
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
SOURCES = [ROOT / "src" / "jobtracker", ROOT / "crawler", ROOT / "api", ROOT / "services", ROOT / "gate"]
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("plugins/README.md")]


def run(*words: str | Path, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words,
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def test_the_plugins_of_whoever_runs_the_tests_are_not_loaded():
    show = "from jobtracker.config import settings; print(*settings().plugins_dir.iterdir())"
    assert run(sys.executable, "-c", show, PYTHONPATH=paths(ROOT)).stdout == "\n"


# Imports


def paths(root: Path) -> str:
    return f"{root / 'src'}{os.pathsep}{root}"


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    start = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True, no_logo=True))"
    return run(sys.executable, "-c", start, cwd=root, PYTHONPATH=paths(root))


def test_imports_run_one_way():
    report = lint_imports(ROOT)
    assert report.returncode == 0, report.stdout + report.stderr


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The sources, to plant a wrong import in."""
    root = tmp_path_factory.mktemp("planted")
    only_code = shutil.ignore_patterns("__pycache__", "*.csv", "*.json")
    shutil.copy(ROOT / "pyproject.toml", root)
    for source in SOURCES:
        shutil.copytree(source, root / source.relative_to(ROOT), ignore=only_code)
    for name in ("one", "other"):
        (root / f"crawler/spiders/ats/planted_{name}.py").touch()
        (root / f"crawler/spiders/sites/planted_{name}.py").touch()
    return root


@pytest.mark.parametrize(
    ("where", "planted", "contract"),
    [
        ("src/jobtracker/errors.py", "crawler", "the crawler stands on jobtracker, never the other way"),
        ("crawler/spiders/ats/planted_one.py", "crawler.spiders.sites.planted_one", "sites stand on ATS"),
        ("crawler/base/__init__.py", "crawler.spiders.ats.planted_one", "sites stand on ATS, ATS on the bases"),
        ("crawler/base/__init__.py", "crawler.pipelines.store", "spiders and bases do not know the pipelines"),
        ("crawler/spiders/ats/planted_one.py", "crawler.spiders.ats.planted_other", "no ATS knows another"),
        ("crawler/spiders/sites/planted_one.py", "crawler.spiders.sites.planted_other", "no site knows another"),
        ("src/jobtracker/errors.py", "services.service", "nothing stands on the services"),
        ("gate/place.py", "services.service", "nothing stands on the services"),
        ("crawler/local.py", "gate.place", "nothing stands on the services"),
        ("api/errors.py", "crawler.base", "the API stands on jobtracker alone"),
        ("api/errors.py", "services.service", "the API stands on jobtracker alone"),
        ("api/errors.py", "scrapy", "the API stands on jobtracker alone"),
        ("crawler/local.py", "api.errors", "nothing stands on the API"),
        ("gate/place.py", "api.errors", "nothing stands on the API"),
        ("services/private.py", "scrapydweb", "scrapydweb and logparser .* are run, never imported"),
        ("services/private.py", "logparser.run", "scrapydweb and logparser .* are run, never imported"),
        ("src/jobtracker/errors.py", "scrapy", "jobtracker knows neither Scrapy nor Flask"),
        ("src/jobtracker/errors.py", "flask", "jobtracker knows neither Scrapy nor Flask"),
        ("src/jobtracker/errors.py", "twisted.internet", "jobtracker knows neither Scrapy nor Flask"),
        ("src/jobtracker/listing.py", "sqlalchemy", "the plain rules know no database"),
        ("src/jobtracker/lifecycle.py", "jobtracker.models", "the plain rules know no database"),
        ("src/jobtracker/normalise/__init__.py", "jobtracker.models", "the plain rules know no database"),
    ],
)
def test_a_planted_import_is_reported(copy, where, planted, contract):
    file = copy / where
    clean = file.read_text()
    file.write_text(f"{clean}\nimport {planted}\n")
    try:
        report = lint_imports(copy)
    finally:
        file.write_text(clean)
    assert report.returncode == 1
    assert re.search(rf"{contract}.* BROKEN", report.stdout), report.stdout + report.stderr


# What is locked


def pinned(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE))


def wanted(requirements: Sequence[str]) -> set[str]:
    names = (re.match(r"[\w.-]+", requirement) for requirement in requirements)
    return {re.sub(r"[_.]", "-", name[0]).lower() for name in names if name}


def test_every_dependency_is_locked():
    project = PROJECT["project"]
    assert wanted(project["dependencies"]) <= pinned("requirements.txt").keys()
    assert wanted(project["optional-dependencies"]["dev"]) <= pinned("requirements-dev.txt").keys()
    assert pinned("requirements.txt").items() <= pinned("requirements-dev.txt").items()


def imported(file: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(file.read_text())))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level]
    return {name.split(".")[0] for name in names}


def test_every_library_imported_is_locked():
    files = [file for folder in [*SOURCES, ROOT / "migrations"] for file in folder.rglob("*.py")]
    imports = {name for file in files for name in imported(file)}
    foreign = imports - sys.stdlib_module_names - {"jobtracker", "crawler", "api", "services", "gate", "sample_sites"}
    brought_by = packages_distributions()
    locked = pinned("requirements.txt").keys()
    assert {name for name in foreign if not locked & wanted(brought_by.get(name, []))} == set()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-scrapydweb.txt"])
def test_the_lock_has_hashes_and_names_no_host(name):
    text = (ROOT / name).read_text()
    packages = re.split(r"^(?=[a-z0-9-]+==)", text, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in package for package in packages)
    assert not re.search(r"://|--(extra-)?index-url|--find-links", text)


def test_what_is_installed_fits_together():
    installed = run(sys.executable, "-m", "pip", "check")
    assert installed.returncode == 0, installed.stdout


# Skips


SKIPPING = """
import pytest

def test_needs_a_server():
    pytest.skip("mariadb: mariadbd is not installed")

@pytest.mark.xfail
def test_known():
    assert False, "mariadb"
"""


@pytest.mark.parametrize(("required", "outcome"), [("", "1 skipped, 1 xfailed"), ("mariadb", "1 failed, 1 xfailed")])
def test_ci_forbids_to_skip_what_it_requires(tmp_path, required, outcome):
    (tmp_path / "test_skipping.py").write_text(SKIPPING)
    words = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider", "test_skipping.py"]
    report = run(*words, cwd=tmp_path, PYTHONPATH=paths(ROOT), JOBTRACKER_TEST_REQUIRE=required)
    assert outcome in report.stdout


def test_ci_forbids_a_whole_file_to_skip(tmp_path):
    (tmp_path / "test_file.py").write_text('import pytest\npytest.skip("no corpus", allow_module_level=True)')
    words = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider", "test_file.py"]
    report = run(*words, cwd=tmp_path, PYTHONPATH=paths(ROOT), JOBTRACKER_TEST_REQUIRE="corpus")
    assert "JOBTRACKER_TEST_REQUIRE forbids it" in report.stdout
    assert "1 error" in report.stdout


# Network


def test_a_test_has_no_network_but_loopback():
    with pytest.raises(OSError, match="tests have no network"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(socket.gaierror, match="tests have no network"):
        socket.getaddrinfo("example.com", 443)
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


# Documents


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_links_to_what_exists(document):
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", document.read_text())
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_map_in_the_readme_is_true():
    text = (ROOT / "README.md").read_text()
    places = re.findall(r"^    (\S+)  ", text.split("## Map")[1].split("\n## ")[0], re.MULTILINE)
    assert len(places) > 10
    assert [place for place in places if not (ROOT / place).exists()] == []


def test_every_command_is_in_the_readme():
    text = (ROOT / "README.md").read_text()
    commands = PROJECT["project"]["entry-points"]["jobtracker.commands"]
    assert [name for name in commands if not re.search(rf"jobtracker (\w+\|)*{name}\b", text)] == []
