"""What a person at this machine types may be a file of theirs or a page of this machine; what a site says, never."""

from __future__ import annotations

import argparse
from ipaddress import ip_address
from urllib.parse import urlsplit

from scrapy.settings import BaseSettings
from scrapy.utils.url import guess_scheme


class TypedUrl:
    """For Scrapy's commands that take one URL: mixed in before the command."""

    settings: BaseSettings | None

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Let the command reach the URL that was typed."""
        super().process_options(args, opts)  # type: ignore[misc]
        if self.settings is not None and args:
            allow(guess_scheme(args[0]), self.settings)


def allow(url: str, settings: BaseSettings) -> None:
    """Let a file be read, or a private address that the URL spells out be asked; a name is looked up as in a crawl."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "file":
        handlers = settings.getdict("DOWNLOAD_HANDLERS") | {
            "file": "scrapy.core.downloader.handlers.file.FileDownloadHandler"
        }
        settings.set("DOWNLOAD_HANDLERS", handlers, priority="cmdline")
    elif host == "localhost" or _is_address(host):
        hosts = [*settings.getlist("ALLOWED_PRIVATE_HOSTS"), host]
        settings.set("ALLOWED_PRIVATE_HOSTS", hosts, priority="cmdline")


def _is_address(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False
