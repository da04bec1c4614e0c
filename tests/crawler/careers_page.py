"""A careers page on this machine that one can look at, be refused by, and wait for."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler


class Site(BaseHTTPRequestHandler):
    """A careers page with two JobPostings, and pages that are none."""

    hang = threading.Event()
    asked = threading.Event()

    def do_GET(self) -> None:
        self.asked.set()
        if self.path == "/hang":
            self.hang.wait(60)
        status = {"/blocked": 403, "/gone": 404}.get(self.path, 200)
        jobs = {f"/jobs/{number}": f"Mason {number}" for number in (1, 2)}
        body = "<html>nothing</html>"
        if self.path == "/jobs":
            body = "".join(f'<a href="{path}">{title}</a>' for path, title in jobs.items())
        elif self.path in jobs:
            record = {"@type": "JobPosting", "title": jobs[self.path], "hiringOrganization": {"name": "Pebble"}}
            body = f'<html><script type="application/ld+json">{json.dumps(record)}</script></html>'
        elif self.path == "/robots.txt":
            status = 404
        self.send_response(status)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args: object) -> None:
        pass
