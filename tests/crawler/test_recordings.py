"""Recordings: read as Betamax wrote them, replayed, and written down."""

import base64
import gzip
import json

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import HtmlResponse, JsonResponse, Request, Response, XmlResponse

from crawler.archive import replay_settings, to_response
from crawler.recorder import LARGEST, Recorder, record_settings
from crawler.recordings import Answer, NotRecorded, Recording, recording_path, save_cassette, write_json
from jobtracker.db import open_database
from sample_sites import MadeUpBoard, Sites
from sample_sites.systems import SYSTEMS
from sample_sites.ways import shortcut_settings
from tests.crawler.web import HOUR, NOW, crawl, listed

URL = "https://api.lever.co/v0/postings/acme?mode=json"


def interaction(url=URL, body="[]", *, method="GET", sent="", status=200, headers=None, encoding="utf-8", packed=False):
    content = {"base64_string": base64.b64encode(body).decode()} if packed else {"string": body}
    return {
        "recorded_at": "2026-04-01T00:00:00",
        "request": {"body": {"encoding": "utf-8", "string": sent}, "headers": {}, "method": method, "uri": url},
        "response": {
            "body": {"encoding": encoding} | content,
            "headers": headers or {"Content-Type": ["application/json"]},
            "status": {"code": status, "message": "OK"},
            "url": url,
        },
    }


@pytest.fixture
def recording(tmp_path):
    def make(*interactions):
        save_cassette(tmp_path / "acme.json", interactions)
        return Recording(tmp_path / "acme.json")

    return make


def test_an_answer_is_found_by_method_and_uri_however_its_query_is_written(recording):
    made = recording(interaction("https://x.example/a b?one=1&two=%20", "yes"), interaction(method="HEAD", body=""))
    assert made.find("GET", "https://x.example/a%20b?two=+&one=1").body == b"yes"
    assert made.find("GET", "https://x.example/a%20b?two=+&one=2") is None
    assert made.find("GET", URL) is None
    assert made.find("HEAD", URL).body == b""


def test_a_post_is_matched_on_its_body_too_whatever_the_json_looks_like(recording):
    made = recording(
        interaction(method="POST", sent='{"offset": 0, "limit": 20}', body="first"),
        interaction(method="POST", sent='{"offset": 20, "limit": 20}', body="second"),
        interaction(method="POST", sent="a=b", body="form"),
    )
    assert made.find("POST", URL, b'{"limit":20,"offset":20}').body == b"second"
    assert made.find("POST", URL, b'{"limit":20,"offset":0}').body == b"first"
    assert made.find("POST", URL, b"a=b").body == b"form"
    assert made.find("POST", URL, b"a=c") is None


def test_the_same_answer_is_given_again(recording):
    made = recording(interaction(body="first"), interaction(body="second"))
    assert [made.find("GET", URL).body for _ in range(2)] == [b"first", b"first"]


@pytest.mark.parametrize(
    ("body", "headers", "kept"),
    [
        ("é", {"content-encoding": ["gzip"], "Content-Length": "99"}, {}),
        (gzip.compress(b"x", mtime=0), {"Content-Encoding": ["gzip"]}, {"Content-Encoding": ["gzip"]}),
        (b"unpacked", {"Content-Encoding": ["gzip"], "transfer-encoding": ["chunked"]}, {}),
        (b"\xff\x00", {"X-Two": ["a", "b"]}, {"X-Two": ["a", "b"]}),
    ],
)
def test_bytes_and_headers_fit_each_other(recording, body, headers, kept):
    answer = recording(interaction(body=body, headers=headers, packed=isinstance(body, bytes))).find("GET", URL)
    assert answer == Answer(200, kept, body if isinstance(body, bytes) else body.encode())


def test_a_body_in_another_charset_comes_as_its_own_bytes(recording):
    answer = recording(interaction(body="Zürich", encoding="latin-1")).find("GET", URL)
    assert answer.body == "Zürich".encode("latin-1")


@pytest.mark.parametrize("text", ["", "[]", '{"http_interactions": 3}', '{"http_interactions": [{}]}', "{" * 9999])
def test_what_is_no_recording_is_named_in_one_line(tmp_path, text):
    (tmp_path / "acme.json").write_text(text)
    with pytest.raises(NotRecorded, match=r"acme\.json is no recording: .") as error:
        Recording(tmp_path / "acme.json")
    assert "\n" not in str(error.value)
    with pytest.raises(NotRecorded, match=r"no recording .*other\.json: No such file"):
        Recording(tmp_path / "other.json")


def test_a_broken_answer_is_named_when_it_is_asked_for(recording):
    for broken in ({}, {"body": {"encoding": "klingon", "string": "é"}, "headers": {}, "status": {"code": 200}}):
        made = recording(interaction() | {"response": broken})
        with pytest.raises(NotRecorded, match="a broken answer"):
            made.find("GET", URL)


@pytest.mark.parametrize("place", ["acme.json", "cassettes/acme.json", "acme/cassette.json"])
def test_a_recording_is_found_in_each_layout(tmp_path, place):
    write_json(tmp_path / place, {})
    assert recording_path(tmp_path, "acme") == tmp_path / place


def test_a_file_is_written_as_a_whole_or_not_at_all(tmp_path):
    write_json(tmp_path / "x.json", [1])
    with pytest.raises(TypeError):
        write_json(tmp_path / "x.json", object())
    assert [path.name for path in tmp_path.iterdir()] == ["x.json"]
    assert json.loads((tmp_path / "x.json").read_text()) == [1]


@pytest.mark.parametrize(
    ("kind", "headers", "body"),
    [
        (JsonResponse, {"Content-Type": ["application/json; charset=utf-8"]}, b"{}"),
        (HtmlResponse, {"Content-Type": ["text/html"]}, b"<html>"),
        (XmlResponse, {"Content-Type": ["application/xml"]}, b"<a/>"),
    ],
)
def test_scrapy_gets_a_response_of_the_right_class(kind, headers, body):
    response = to_response(Request(URL), Answer(203, headers, body))
    assert (type(response), response.status, response.url, response.body) == (kind, 203, URL, body)


@given(st.binary(), st.binary())
def test_what_is_recorded_is_replayed_byte_for_byte(tmp_path_factory, sent, body):
    folder = tmp_path_factory.mktemp("any")
    recorder = Recorder(folder)
    recorder.downloaded(Response(URL, body=body), Request(URL, method="POST", body=sent))
    recorder.close()
    assert Recording(folder / "cassette.json").find("POST", URL, sent).body == body


def test_secrets_are_never_recorded(tmp_path):
    recorder = Recorder(tmp_path)
    secret = {"Cookie": "s3cret", "Authorization": "s3cret", "X-Api-Key": "s3cret", "Content-Type": "a/b"}
    recorder.downloaded(Response(URL, headers={"Set-Cookie": "s3cret", "ETag": "e"}), Request(URL, headers=secret))
    recorder.close()
    text = (tmp_path / "cassette.json").read_text()
    assert "s3cret" not in text
    assert '"a/b"' in text
    assert '"e"' in text


def test_of_an_answer_that_was_tried_again_the_last_is_recorded(tmp_path):
    recorder = Recorder(tmp_path)
    for status in (503, 200):
        recorder.downloaded(Response(URL, status=status), Request(URL))
    recorder.close()
    assert Recording(tmp_path / "cassette.json").find("GET", URL).status == 200


def test_a_crawl_that_is_too_large_leaves_no_recording(tmp_path):
    recorder = Recorder(tmp_path)
    for _ in range(2):
        recorder.downloaded(Response(URL, body=bytes(LARGEST // 2 + 1)), Request(URL))
    recorder.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ats", SYSTEMS)
def test_a_crawl_that_is_written_down_can_be_crawled_again(tmp_path, ats):
    board = MadeUpBoard("acme", ats, 25, text=50)
    live = open_database(f"sqlite:///{tmp_path / 'live.db'}")
    settings = shortcut_settings(Sites([board])) | record_settings(tmp_path / "acme")
    first = crawl(live, [board], settings)["acme"]
    assert (first.outcome, first.seen, first.new) == ("complete", 25, 25)
    expected = orjson.loads((tmp_path / "acme" / "expected.json").read_bytes())
    assert {posting["id"] for posting in expected} == board.external_ids()
    assert all(posting["title"] and posting["html"] for posting in expected)
    replayed = crawl(live, [board], replay_settings(tmp_path), NOW + HOUR)["acme"]
    assert (replayed.outcome, replayed.seen, replayed.new, replayed.changed) == ("complete", 25, 0, 0)
    other = open_database(f"sqlite:///{tmp_path / 'other.db'}")
    assert crawl(other, [board], replay_settings(tmp_path))["acme"].new == 25
    live.close()
    other.close()


@pytest.fixture
def cassette(tmp_path):
    """The recording of a board with details, and a way to take some of it out again."""
    board = MadeUpBoard("acme", "smartrecruiters", 120, text=10)
    database = open_database(f"sqlite:///{tmp_path / 'first.db'}")
    crawl(database, [board], shortcut_settings(Sites([board])) | record_settings(tmp_path / "acme"))
    database.close()
    path = tmp_path / "acme" / "cassette.json"

    def without(part):
        document = orjson.loads(path.read_bytes())
        kept = [each for each in document["http_interactions"] if part not in each["request"]["uri"]]
        save_cassette(path, kept)
        return board

    return without


def replay(tmp_path, board):
    database = open_database(f"sqlite:///{tmp_path / 'replay.db'}")
    report = crawl(database, [board], replay_settings(tmp_path))[board.slug]
    opened = listed(database).get(board.slug, set())
    database.close()
    return report, opened


def test_an_unrecorded_robots_txt_counts_as_404(tmp_path, cassette):
    report, _ = replay(tmp_path, cassette("robots.txt"))
    assert (report.outcome, report.seen) == ("complete", 120)


def test_an_unrecorded_detail_leaves_its_listing_pending_and_the_list_complete(tmp_path, cassette):
    report, opened = replay(tmp_path, cassette("/postings/7"))
    assert (report.outcome, report.seen, report.error) == ("complete", 120, "")
    assert "7" in opened


def test_an_unrecorded_page_fails_its_company(tmp_path, cassette):
    report, _ = replay(tmp_path, cassette("offset=100"))
    assert report.outcome in ("failed", "partial")
    url = "https://api.smartrecruiters.com/v1/companies/acme/postings?limit=100&offset=100"
    assert report.error.startswith(f"GET {url}: not recorded")


def test_a_company_without_a_recording_fails_and_says_so(tmp_path):
    report, _ = replay(tmp_path, MadeUpBoard("nobody", "lever", 0))
    assert report.outcome == "failed"
    assert f"no recording {tmp_path / 'nobody.json'}" in report.error
