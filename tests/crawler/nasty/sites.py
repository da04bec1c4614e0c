"""Good spiders on sites that are not."""

from __future__ import annotations

from tests.crawler.nasty.case import listed, plain

plain("status-401", "failed", 0, "401 Unauthorized", "/status?code=401")
plain("status-403", "failed", 0, "403 Forbidden", "/status?code=403")
plain("status-404", "failed", 0, "404 Not Found", "/status?code=404")
plain("status-429", "failed", 0, "429 Too Many Requests", "/status?code=429")
plain("status-500", "failed", 0, "500 Internal Server Error", "/status?code=500")
plain("status-204", "failed", 0, "JSONDecodeError", "/status?code=204")
plain("status-299", "failed", 0, "JSONDecodeError", "/status?code=299")
plain("half-fails", "partial", 3, "403 Forbidden", "/board", "/status?code=403")
plain("retried", "complete", 3, "", "/flaky?fails=2")
plain("retried-in-vain", "failed", 0, "500 Internal Server Error", "/flaky?fails=3")
plain("redirected", "complete", 3, "", "/hops?left=3")
plain("redirect-loop", "failed", 0, "max redirections", "/hops?left=99")
plain("redirect-to-403", "failed", 0, "403 Forbidden", "/to?url=/status?code=403")
plain("redirect-to-file", "failed", 0, "302", "/to?url=file:///etc/passwd")
plain("redirect-to-private", "failed", 0, "private address", "/to?url=http://10.0.0.1/")
plain("redirect-to-metadata", "failed", 0, "private address", "/to?url=http://169.254.169.254/latest")
plain(
    "private",
    "failed",
    0,
    "192.168.1.1 is a private address, and ALLOWED_PRIVATE_HOSTS does not",
    "http://192.168.1.1/board",
)
plain("private-ipv6", "failed", 0, "private address", "http://[::ffff:10.0.0.1]/board")
plain("robots", "failed", 0, "robots.txt", "/forbidden")
plain("robots-half", "partial", 3, "robots.txt", "/board", "/forbidden")
plain("no-such-host", "failed", 0, "no such host", "http://nowhere.invalid/board")
plain("refused", "failed", 0, "connection refused", "http://127.0.0.1:1/board")
plain("no-answer", "failed", 0, "no answer in time", "/hang", meta={"download_timeout": 0.4})
plain("too-large", "failed", 0, "larger than DOWNLOAD_MAXSIZE", "/large?bytes=3000000")
plain("bomb", "failed", 0, "larger than DOWNLOAD_MAXSIZE", "/bomb?bytes=3000000")
plain("cut", "failed", 0, "connection", "/cut")
plain("cut-chunks", "failed", 0, "connection", "/cut_chunks")
plain("no-url", "failed", 0, "Unsupported URL scheme", "gopher://x/")
plain("repeated", "partial", 3, "came twice", "/board", "/board?")
plain("starts-offsite", "complete", 3, "", "/board", allowed_domains=["example.org"])
plain("own-agent", "complete", 1, "", "/agent", user_agent="Baker/1")
for who in ("a", "b"):
    plain(
        f"cookies-{who}",
        "complete",
        2,
        "",
        f"/cookie?mine={who}",
        parse=lambda self, response: [*listed(response), self.get(f"{response.url}&again", callback=self.rest)],
    )
