"""`jobtracker record`, on sample sites in place of the web."""

import orjson
import pytest
from click.testing import CliRunner

from crawler import local
from crawler.commands.record import record
from sample_sites import MadeUpBoard, Sites
from sample_sites.ways import shortcut_settings


@pytest.fixture
def web(tmp_path, monkeypatch):
    (tmp_path / "lever.csv").write_text("slug,name,token\nacme,Acme,acme\n")
    monkeypatch.setenv("JOBTRACKER_REGISTRY", str(tmp_path / "lever.csv"))
    sites = Sites([MadeUpBoard("acme", "lever", 3, text=20)])
    real = local.scrapy_settings
    monkeypatch.setattr(local, "scrapy_settings", lambda changes: real({**changes, **shortcut_settings(sites)}))
    return sites


def test_a_company_is_written_down(web, tmp_path):
    result = CliRunner().invoke(record, ["acme", "--into", str(tmp_path / "case")])
    assert (result.exit_code, result.output) == (0, f"acme: complete, 3 listings, in {tmp_path / 'case'}\n")
    expected = orjson.loads((tmp_path / "case" / "expected.json").read_bytes())
    assert [posting["url"].rpartition("/")[0] for posting in expected] == ["https://jobs.lever.co/acme"] * 3
    cassette = orjson.loads((tmp_path / "case" / "cassette.json").read_bytes())
    assert [each["request"]["uri"] for each in cassette["http_interactions"]] == [
        "https://api.lever.co/robots.txt",
        "https://api.lever.co/v0/postings/acme?mode=json",
    ]


def test_a_crawl_that_fails_says_so(web, tmp_path):
    web.fault("acme", "login")
    result = CliRunner().invoke(record, ["acme", "--into", str(tmp_path / "case")])
    assert result.exit_code == 1
    assert str(result.exception).startswith("acme: failed: ")
    assert "the answer is HTML, not JSON" in str(result.exception)


def test_an_unknown_company_is_wrong_use(web):
    result = CliRunner().invoke(record, ["acne"])
    assert result.exit_code == 2
    assert "did you mean acme?" in result.output
