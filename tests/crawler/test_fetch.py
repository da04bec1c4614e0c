"""What is fetched by hand: public addresses only, whatever a URL, a redirect or a name server says."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

import pytest

from crawler import fetch as module
from crawler.fetch import Fetcher, Refused, Unreachable


class Site(BaseHTTPRequestHandler):
    """Answers by path; what it was asked stands in `asked`."""

    asked: list[tuple[str, str, str]]
    robots = ""

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.asked.append((self.command, self.path, self.rfile.read(length).decode()))
        status, headers, body = self.page()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815

    def page(self) -> tuple[int, dict[str, str], bytes]:
        path, _, target = self.path.partition("?to=")
        if path == "/robots.txt":
            return (200, {}, self.robots.encode()) if self.robots else (404, {}, b"")
        if path == "/redirect":
            return 302, {"Location": target}, b""
        if path == "/loop":
            return 302, {"Location": "/loop"}, b""
        if path == "/large":
            return 200, {}, b"x" * 50_000
        return 200, {"Content-Type": "text/plain"}, f"{path} at {self.headers['Host']}".encode()

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(module, "DELAY", 0.0)
    monkeypatch.setattr(Site, "asked", [], raising=False)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def resolve(monkeypatch: pytest.MonkeyPatch, names: dict[str, list[str]]) -> list[str]:
    """Stand in for the resolver, which takes numbers for addresses too, as the real one does."""
    asked: list[str] = []

    def getaddrinfo(host: str, port: Any, *args: Any, **kwargs: Any) -> list[Any]:
        asked.append(host)
        if host not in names:
            raise socket.gaierror
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", (address, port or 0)) for address in names[host]]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def local() -> Fetcher:
    return Fetcher("Test/1.0", allowed={"127.0.0.1", "pinned.example"})


def test_a_page_is_fetched_with_its_own_host_name(site: str) -> None:
    answer = local().fetch(f"{site}/page")
    assert (answer.status, answer.body.decode()) == (200, f"/page at {site.removeprefix('http://')}")


def test_a_name_is_resolved_and_that_very_address_connected_to(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    resolve(monkeypatch, {"pinned.example": ["127.0.0.1"], "127.0.0.1": ["127.0.0.1"]})
    port = site.rpartition(":")[2]
    assert local().fetch(f"http://pinned.example:{port}/x").body.decode() == f"/x at pinned.example:{port}"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://10.0.0.1/", "http://192.168.1.1/", "http://169.254.169.254/latest/meta-data/", "http://0.0.0.0:{port}/",
        "http://100.64.0.1/", "http://[fd00::1]/", "http://[fe80::1]/",
    ],
)  # fmt: skip
def test_a_private_address_is_refused_before_any_request(site: str, url: str) -> None:
    with pytest.raises(Refused, match="private address"):
        Fetcher("Test/1.0").fetch(url.format(port=site.rpartition(":")[2]))
    assert Site.asked == []


@pytest.mark.parametrize(
    ("host", "addresses"),
    [
        ("2130706433", ["127.0.0.1"]),
        ("0x7f.1", ["127.0.0.1"]),
        ("inside.example", ["10.1.2.3"]),
        ("both.example", ["8.8.8.8", "127.0.0.1"]),
        ("six.example", ["::ffff:10.0.0.1"]),
        ("nat.example", ["64:ff9b::7f00:1"]),
    ],
)
def test_a_name_that_leads_inside_is_refused(
    site: str, monkeypatch: pytest.MonkeyPatch, host: str, addresses: list[str]
) -> None:
    resolve(monkeypatch, {host: addresses})
    with pytest.raises(Refused, match="leads to the private address"):
        Fetcher("Test/1.0").fetch(f"http://{host}:{site.rpartition(':')[2]}/")
    assert Site.asked == []


@pytest.mark.parametrize(
    "target", ["http://10.0.0.1/", "http://[::1]/", "//169.254.169.254/x", "file:///etc/passwd", "ftp://x.example/"]
)
def test_a_redirect_inside_is_refused(site: str, target: str) -> None:
    with pytest.raises(Refused):
        local().fetch(f"{site}/redirect?to={target}")
    assert [unquote(path) for _, path, _ in Site.asked] == ["/robots.txt", f"/redirect?to={target}"]


def test_where_sample_sites_are_the_web_no_name_is_resolved(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = resolve(monkeypatch, {"127.0.0.1": ["127.0.0.1"]})
    fetcher = Fetcher("Test/1.0", sample_sites=site)
    answer = fetcher.fetch("https://jobs.acme.example/list?page=2")
    assert answer.url == "https://jobs.acme.example/list?page=2"
    assert [path for _, path, _ in Site.asked] == [
        "/jobs.acme.example/robots.txt",
        "/jobs.acme.example/list?page=2",
    ]
    assert set(asked) <= {"127.0.0.1"}, "the server's own"


def test_redirects_are_followed_a_few_times(site: str) -> None:
    assert local().fetch(f"{site}/redirect?to=/end").url == f"{site}/end"
    with pytest.raises(Unreachable, match="more than 5 redirects"):
        local().fetch(f"{site}/loop")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://x.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "x",
        "http://[bad",
        "http://x:99999/",
        "http://a:b@x.example/",
    ],
)
def test_what_is_no_plain_web_url_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        Fetcher("Test/1.0").fetch(url)


def test_robots_txt_is_obeyed_and_asked_once(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Site, "robots", "User-agent: *\nDisallow: /private")
    fetcher = local()
    with pytest.raises(Refused, match=r"robots\.txt of 127\.0\.0\.1 forbids it"):
        fetcher.fetch(f"{site}/private/x")
    fetcher.fetch(f"{site}/public")
    assert [path for _, path, _ in Site.asked] == ["/robots.txt", "/public"]


def test_a_host_that_is_not_there_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve(monkeypatch, {})
    with pytest.raises(Unreachable, match=r"no such host: nowhere\.example"):
        Fetcher("Test/1.0").fetch("http://nowhere.example/")


def test_an_answer_has_a_size_it_may_not_exceed(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", 10_000)
    with pytest.raises(Unreachable, match="larger than"):
        local().fetch(f"{site}/large")


def test_a_post_keeps_its_body(site: str) -> None:
    local().fetch(f"{site}/search", method="POST", body=b'{"a":1}', headers={"Content-Type": "application/json"})
    assert Site.asked[-1] == ("POST", "/search", '{"a":1}')


def test_a_robots_txt_that_cannot_be_had_forbids_everything(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Site, "page", lambda self: (503, {}, b""))
    with pytest.raises(Unreachable, match=r"^robots\.txt of 127\.0\.0\.1: status 503$"):
        local().fetch(f"{site}/public")
