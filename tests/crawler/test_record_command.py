"""`jobtracker record`, on sample sites in place of the web."""

import orjson
import pytest
from click.testing import CliRunner

from crawler import local, recorder
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


@pytest.mark.parametrize(("fault", "outcome"), [("login", "failed"), ("untitled", "partial")])
def test_a_crawl_that_is_not_complete_says_so_and_an_earlier_recording_stays(web, tmp_path, fault, outcome):
    folder = tmp_path / "case"
    assert CliRunner().invoke(record, ["acme", "--into", str(folder)]).exit_code == 0
    earlier = {path.name: path.read_bytes() for path in folder.iterdir()}
    web.fault("acme", fault)
    result = CliRunner().invoke(record, ["acme", "--into", str(folder)])
    assert result.exit_code == 1
    assert str(result.exception).startswith(f"acme: {outcome}: ")
    assert str(result.exception).endswith("; nothing was written")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == earlier


def test_a_crawl_that_is_too_large_says_so(web, tmp_path, monkeypatch):
    monkeypatch.setattr(recorder, "LARGEST", 2**20)
    monkeypatch.setattr(recorder.Recorder, "close", lambda self: None)
    result = CliRunner().invoke(record, ["acme", "--into", str(tmp_path / "case")])
    assert str(result.exception) == "acme: the answers are larger than 1 MB together; nothing was written"
    assert not (tmp_path / "case").exists()


def test_an_unknown_company_is_wrong_use(web):
    result = CliRunner().invoke(record, ["acne"])
    assert result.exit_code == 2
    assert "did you mean acme?" in result.output
