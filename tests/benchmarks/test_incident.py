"""The benchmark of an ATS that breaks, in small."""

import datetime as dt

from click.testing import CliRunner

from benchmarks import incident


def test_one_incident_one_alert_one_command(monkeypatch):
    monkeypatch.setattr(incident, "STEP", dt.timedelta(hours=1))
    done = CliRunner().invoke(incident.main, ["--companies", "60", "--ill", "30"], catch_exceptions=False)
    assert "30 of 30 boards of greenhouse fail after 9:00:00; incidents opened: 1\n" in done.output
    assert "\nalerts: 1: [Job Tracker] greenhouse: " in done.output
    assert "\nall 30 read again: 1 command; 2 simulated minutes" in done.output
