"""Who installs a wheel has all of it, the web page too, and needs no Node."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from jobtracker.config import project_root
from tests.browser.looking import needs_the_page
from tests.services.running import free_port, until

pytestmark = pytest.mark.timeout(400)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    needs_the_page()
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(folder)]
    subprocess.run([*command, str(project_root())], check=True, capture_output=True)
    [made] = folder.glob("*.whl")
    return made


@pytest.fixture
def served(wheel: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a server out of the wheel alone, in a folder with nothing in it, without Node."""
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path / "site")
    (tmp_path / "work").mkdir()
    env = {"PATH": str(Path(sys.executable).parent), "PYTHONPATH": str(tmp_path / "site"), "HOME": str(tmp_path)}
    port = free_port()
    command = [sys.executable, "-m", "jobtracker", "serve", "--port", str(port)]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=tmp_path / "work", env=env, stdout=log, stderr=log)

    def answers() -> bool:
        assert process.poll() is None, (tmp_path / "log").read_text()
        try:
            return requests.get(f"http://127.0.0.1:{port}/healthz", timeout=5).ok
        except requests.ConnectionError:
            return False

    try:
        until(answers)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def test_a_wheel_serves_the_page_and_the_api(served: str) -> None:
    page = requests.get(f"{served}/", headers={"Accept": "text/html"}, timeout=20)
    assert 'id="app"' in page.text
    [script] = [part.split('"')[0] for part in page.text.split('src="')[1:] if part.startswith("/assets/")]
    assert requests.get(served + script, timeout=20).headers["Content-Encoding"] in {"br", "gzip"}
    found = requests.get(f"{served}/api/listings", timeout=20)
    assert (found.status_code, found.json()["items"]) == (200, [])


def test_a_wheel_has_nothing_of_what_the_page_is_built_with(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert [name for name in names if "node_modules" in name or name.startswith("frontend")] == []
