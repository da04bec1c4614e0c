"""The settings: where they come from, what they refuse, and that they are documented."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from jobtracker.config import PREFIX, Settings, SettingsError, project_root, settings

ROOT = project_root()


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch):
    """Not even the plugins folder that the suite has of its own."""
    monkeypatch.delenv("JOBTRACKER_PLUGINS_DIR")


SMTP = "smtp://user:password@host:port, smtp://...?starttls or smtps://...; or nothing"


def env_example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_every_setting_is_documented_and_no_other():
    assert set(env_example()) == {PREFIX + name.upper() for name in Settings.model_fields}


def test_the_documented_values_are_the_defaults(monkeypatch):
    plain = Settings()
    for name, value in env_example().items():
        monkeypatch.setenv(name, value)
    assert Settings() == plain


def test_defaults_lie_in_the_project():
    assert settings().database_url == f"sqlite:///{ROOT}/var/jobtracker.db"
    assert settings().plugins_dir == ROOT / "plugins"


def test_the_user_agent_says_who_we_are(monkeypatch):
    monkeypatch.setenv("JOBTRACKER_BASE_URL", "https://tracker.example")
    assert settings().user_agent == "JobTracker/0.1.0 (+https://tracker.example)"


def test_dot_env_is_read_and_the_environment_wins(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("JOBTRACKER_CONCURRENCY=7\nJOBTRACKER_USER_AGENT=from-file\nOTHER=1\n")
    monkeypatch.setitem(Settings.model_config, "env_file", tmp_path / ".env")
    monkeypatch.setenv("JOBTRACKER_USER_AGENT", "from-environment")
    assert (settings().concurrency, settings().user_agent) == (7, "from-environment")


def test_a_name_in_dot_env_that_is_no_setting_is_told(monkeypatch, tmp_path, caplog):
    (tmp_path / ".env").write_text("JOBTRACKER_CONCURENCY=7\nJobTracker_Concurrency=8\nOTHER=1\n")
    monkeypatch.setitem(Settings.model_config, "env_file", tmp_path / ".env")
    assert settings().concurrency == 8
    assert caplog.messages == [".env: there is no setting JOBTRACKER_CONCURENCY: .env.example has them all"]


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("sqlite:///var/x.db", f"sqlite:///{ROOT}/var/x.db"),
        ("sqlite:////data/x.db", "sqlite:////data/x.db"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("sqlite://", "sqlite://"),
        ("postgresql+psycopg2://u:p@h/n", "postgresql+psycopg2://u:p@h/n"),
    ],
)
def test_a_relative_sqlite_file_lies_in_the_project(monkeypatch, given, meant):
    monkeypatch.setenv("JOBTRACKER_DATABASE_URL", given)
    assert settings().database_url == meant


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("CONCURRENCY", "many", "a whole number from 1 to 512"),
        ("CONCURRENCY", "0", "a whole number from 1 to 512"),
        ("CONCURRENCY", "513", "a whole number from 1 to 512"),
        ("DATABASE_URL", "oracle://x", "an SQLAlchemy URL of SQLite, PostgreSQL or MariaDB"),
        ("BASE_URL", "tracker.example", "an http(s) URL"),
        ("REGISTRY", "/no/such/file.csv", "shipped, none, or a CSV file or a folder of them that exists"),
        ("PLUGINS_DIR", "/no/such/folder", "a folder that exists"),
        ("SMTP_URL", "mail.example", SMTP),
        ("SMTP_URL", "http://mail.example", SMTP),
        ("SMTP_URL", "smtp://mail.example:99999", SMTP),
        ("SMTP_URL", "smtp://mail.example?tls", SMTP),
        ("MAIL_FROM", "Job Tracker <me@example.com>", "a mail address"),
        ("ALERT_WEBHOOK", "hooks.example/x", "an http(s) URL, or nothing"),
        ("GATE_URL", "ops.example", "an http(s) URL"),
    ],
)
def test_a_wrong_value_is_named_in_one_line(monkeypatch, name, value, expected):
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(SettingsError) as error:
        settings()
    assert str(error.value) == f"JOBTRACKER_{name}={value}: expected {expected}"


@pytest.mark.parametrize("value", ["Tracker\r\nX-Injected: 1", "Tracker\n", "Tr\u00e4cker", "\u202eT", "\x1b[31m"])
def test_a_user_agent_is_one_plain_line_and_so_is_the_error(monkeypatch, value):
    monkeypatch.setenv("JOBTRACKER_USER_AGENT", value)
    with pytest.raises(SettingsError, match="expected one line of printable ASCII") as error:
        settings()
    assert str(error.value).isprintable()


def test_nodes_stand_with_commas_between_them(monkeypatch):
    monkeypatch.setenv("JOBTRACKER_SCRAPYD_NODES", "http://a:b@one:6800, https://c:d@two/scrapyd,")
    assert settings().scrapyd_nodes == ("http://a:b@one:6800", "https://c:d@two/scrapyd")
    assert "b@one" not in repr(settings())


@pytest.mark.parametrize("node", ["http://one:6800", "one:6800", "http://a@one:6800"])
def test_a_node_without_credentials_is_refused(monkeypatch, node):
    monkeypatch.setenv("JOBTRACKER_SCRAPYD_NODES", f"http://a:secret@two:6800,{node}")
    with pytest.raises(SettingsError, match="expected addresses like") as error:
        settings()
    assert "secret" not in str(error.value)


def test_a_password_is_never_shown(monkeypatch):
    monkeypatch.setenv("JOBTRACKER_DATABASE_URL", "postgres://me:secret@host/db")
    with pytest.raises(SettingsError) as error:
        settings()
    assert "secret" not in str(error.value)
    monkeypatch.setenv("JOBTRACKER_DATABASE_URL", "postgresql://me:secret@host/db")
    assert "secret" not in repr(settings())


@pytest.mark.parametrize("url", ["smtp://mail.example", "smtps://a%40b:s%3A@mail.example:465/", "smtp://h:25?starttls"])
def test_mail_servers(monkeypatch, url):
    monkeypatch.setenv("JOBTRACKER_SMTP_URL", url)
    assert settings().smtp_url == url


def test_operators_are_several(monkeypatch):
    monkeypatch.setenv("JOBTRACKER_ALERT_TO", " ops@example.com ,night@example.com,")
    assert settings().alert_to == ("ops@example.com", "night@example.com")


@pytest.mark.parametrize("evil", ["a@b\r\nBcc: c@d", "ops", "Ops <a@b>", "a@b;c@d", "\u00fc@example.com"])
def test_an_operators_address_is_an_address(monkeypatch, evil):
    monkeypatch.setenv("JOBTRACKER_ALERT_TO", f"ops@example.com,{evil}")
    with pytest.raises(SettingsError, match=r"JOBTRACKER_ALERT_TO=.*: expected mail addresses, comma between") as error:
        settings()
    assert str(error.value).isprintable()


def test_registry_may_be_a_path(monkeypatch, tmp_path: Path):
    monkeypatch.setenv("JOBTRACKER_REGISTRY", str(tmp_path))
    assert settings().registry == tmp_path


def test_settings_are_frozen():
    with pytest.raises(ValidationError):
        settings().concurrency = 3


@pytest.fixture
def elsewhere(tmp_path):
    """A copy of the project whose .env leads to what is no demo."""
    shutil.copytree(ROOT / "src" / "jobtracker", tmp_path / "src" / "jobtracker")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / ".env").write_text(
        "JOBTRACKER_DATABASE_URL=sqlite:////real.db\nJOBTRACKER_SMTP_URL=smtp://real.example\n"
    )
    return tmp_path


def in_demo(root: Path) -> subprocess.CompletedProcess[str]:
    script = "from jobtracker.config import settings as of; print(of().database_url, of().smtp_url or 'no mail')"
    rest = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    env = {**rest, "PYTHONPATH": str(root / "src"), "JOBTRACKER_UP": "demo"}
    return subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=False)


def test_commands_reach_the_demo_whatever_dot_env_says(elsewhere):
    left = elsewhere / "var" / "demo" / "settings"
    left.parent.mkdir(parents=True)
    left.write_text("JOBTRACKER_DATABASE_URL='sqlite:////demo.db'\n")
    assert in_demo(elsewhere).stdout == "sqlite:////demo.db no mail\n"


def test_without_a_demo_its_commands_do_nothing_to_the_rest(elsewhere):
    done = in_demo(elsewhere)
    assert done.returncode == 1
    assert "JOBTRACKER_UP=demo: no demo is running; `up --demo` starts one" in done.stderr
