"""`bench normalise`: of what sets it takes the measure."""

import orjson
import pytest
from click.testing import CliRunner

from benchmarks.normalise import main
from crawler.recordings import save_cassette


@pytest.fixture
def recorded(tmp_path):
    (tmp_path / "companies").mkdir()
    (tmp_path / "companies" / "lever.csv").write_text("slug,name,token\nacme,Acme,acme\n")
    board = [{"id": "7", "text": "Baker", "hostedUrl": "https://jobs.lever.co/acme/7"}]
    answers = {"https://api.lever.co/robots.txt": "", "https://api.lever.co/v0/postings/acme": orjson.dumps(board)}
    save_cassette(
        tmp_path / "cassettes" / "acme.json",
        [
            {
                "request": {"uri": uri},
                "response": {"body": {"string": body if isinstance(body, str) else body.decode()}},
            }
            for uri, body in answers.items()
        ],
    )
    return tmp_path


def test_a_recorded_set_is_measured_whatever_stands_before_the_board(recorded):
    result = CliRunner().invoke(main, [str(recorded)], catch_exceptions=False)
    assert result.exit_code == 0
    assert "\t1\t" in result.stdout.splitlines()[0]


def test_a_set_of_several_ats_or_of_none_is_named(recorded):
    (recorded / "companies" / "ashby.csv").touch()
    result = CliRunner().invoke(main, [str(recorded)])
    assert result.exit_code == 2
    assert "rows of ashby, lever" in result.stderr
    for file in (recorded / "companies").iterdir():
        file.unlink()
    assert "no companies/*.csv" in CliRunner().invoke(main, [str(recorded)]).stderr
