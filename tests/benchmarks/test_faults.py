"""The benchmark of faults, on a small set of the kind that it is run on."""

from click.testing import CliRunner

from benchmarks.faults import leaves, main
from crawler.recordings import save_cassette, write_json
from sample_sites import Asked, MadeUpBoard

URL = "https://boards-api.greenhouse.io/v1/boards/{slug}/jobs?content=true"


def interaction(board):
    url = URL.format(slug=board.slug)
    body = board.answer(Asked("GET", url)).body.decode()
    return {
        "recorded_at": "2026-04-01T00:00:00",
        "request": {"body": {"encoding": "utf-8", "string": ""}, "headers": {}, "method": "GET", "uri": url},
        "response": {
            "body": {"encoding": "utf-8", "string": body},
            "headers": {"Content-Type": ["application/json"]},
            "status": {"code": 200, "message": "OK"},
            "url": url,
        },
    }


def test_a_set_is_crawled_through_its_bad_day(tmp_path):
    boards = [MadeUpBoard(f"b{n}", "greenhouse", 40, text=20) for n in range(3)]
    for board in boards:
        save_cassette(tmp_path / "cassettes" / f"{board.slug}.json", [interaction(board)])
    rows = "".join(f"{board.slug},{board.slug},{board.slug}\n" for board in boards)
    (tmp_path / "companies").mkdir()
    (tmp_path / "companies" / "greenhouse.csv").write_text(f"slug,name,token\n{rows}")
    write_json(
        tmp_path / "expected.json", {b.slug: {"ids": sorted(b.external_ids()), "complete": True} for b in boards}
    )
    result = CliRunner(catch_exceptions=False).invoke(
        main, [str(tmp_path), "--kind", "500", "--kind", "half-corrected", "--spacing", "close"]
    )
    go = sum(leaves(id_) for board in boards for id_ in board.external_ids())
    assert go > 0
    assert f"3 boards, 120 listings; {go} come or go in a day" in result.stderr
    failed, halved = (line.split("\t") for line in result.stdout.splitlines())
    assert failed[:6] == ["500", "close", "3 failed", "0", "0", "0"]
    assert halved[:3] == ["half-corrected", "close", "3 complete"]
    assert halved[4:6] == ["0", "0"]
    assert failed[-1] == halved[-1] == "0"
