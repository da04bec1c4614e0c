"""Finds every spider: registry rows, the project's own sites, drop-in plugins, and installed packages."""

from __future__ import annotations

import builtins
import importlib.util
import logging
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Self
from urllib.parse import urlsplit

from scrapy.http import Request
from scrapy.settings import BaseSettings
from scrapy.utils.misc import walk_modules_iter
from scrapy.utils.spider import iter_spider_classes

from crawler.base.ats_spider import AtsSpider, BadParams
from crawler.base.company_spider import CompanySpider
from crawler.companies.added import added, merge
from crawler.companies.registry import Registry, read
from crawler.endings import PLUGIN
from crawler.recognise import Board, plain
from jobtracker.company import Company
from jobtracker.config import settings as project_settings

logger = logging.getLogger(__name__)
GROUP = "jobtracker.spiders"
FLEET = "fleet"
"""The spider that crawls them all; no company is called so."""


class RegistryLoader:
    """Scrapy's view of all companies. A row costs nothing until its company is asked for: then it becomes a class.

    A name that stands twice: a plugin takes the place of a built-in one, but not of a row that was `given` for this
    crawl; a package never takes another's place.
    """

    def __init__(self, rows: Registry, modules: Iterable[str], plugins: Path | None, *, given: bool = False) -> None:
        self._rows = dict(rows.companies)
        self._given = frozenset(self._rows if given else ())
        self.added: frozenset[str] = frozenset()
        """The slugs of rows that live in SQL alone, and are not the registry's to retire."""
        self.errors = rows.errors
        """A line for each registry row that cannot be used."""
        self._spiders: dict[str, type[CompanySpider]] = {}
        self.broken: dict[str, str] = {}
        """What could not be loaded, and why."""
        for module in modules:
            self._load_built_in(module)
        self._load_plugins(plugins)
        self._load_packages()

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """COMPANIES is a CSV or a folder of them; without it, the settings name the registry, and SQL has more."""
        given = settings.get("COMPANIES")
        source = given or project_settings().registry
        rows = Registry() if source == "none" else read(None if source == "shipped" else Path(source), adapters())
        mine = frozenset() if given else merge(rows, added())
        loader = cls(rows, settings.getlist("SPIDER_MODULES"), project_settings().plugins_dir, given=bool(given))
        loader.added = mine
        return loader

    def load(self, spider_name: str) -> type[CompanySpider]:
        """Raises KeyError if there is no company of this name."""
        kind = self._spiders.get(spider_name)
        if kind is None and spider_name == FLEET:
            from crawler.fleet import FleetSpider  # which stands on the driver, and that on the loader

            return FleetSpider  # type: ignore[return-value]  (no company, but a spider, as Scrapy has it)
        if kind is None:
            company = self._rows[spider_name]
            attributes = {"name": company.slug, "company": company, "__module__": __name__}
            kind = self._spiders[spider_name] = type(company.slug, (adapters()[company.ats],), attributes)
        return kind

    def kind_of(self, company: Company) -> type[CompanySpider] | None:
        """The spider of a company as the database has it, which may know companies and ATS that no file here does."""
        kind = self._spiders.get(company.slug)
        if kind is not None and kind.company.ats == company.ats:
            return kind  # a plugin may be of an ATS, with a quirk
        return adapters().get(company.ats)

    def list(self) -> builtins.list[str]:
        """The names of all companies, and the fleet's."""
        return [FLEET, *(self._rows.keys() | self._spiders.keys())]

    def has_own_settings(self, slug: str) -> bool:
        """True if a company's spider has custom_settings; a row's has none."""
        return slug in self._spiders and bool(self._spiders[slug].custom_settings)

    def seated(self, companies: Iterable[Company]) -> Iterator[Company]:
        """The companies with what their spiders know of them: whose rate they count under, whether they run."""
        for company in companies:
            kind = self.kind_of(company)
            if kind is None:
                yield company
            else:
                yield replace(company, host=kind.host_of(company.params), switched_off=kind.switched_off)

    def rows(self) -> builtins.list[Company]:
        """The companies that stand in a CSV."""
        return [*self._rows.values()]

    def registered(self) -> builtins.list[Company]:
        """Every company but those that live in SQL alone."""
        return [company for company in self.companies() if company.slug not in self.added]

    def companies(self) -> builtins.list[Company]:
        """Every company, rows first."""
        return [*self.rows(), *(kind.company for name, kind in self._spiders.items() if name not in self._rows)]

    def find_by_request(self, request: Request) -> builtins.list[str]:
        """The companies whose a URL is: a site's by its domains or its first pages' host, a row's by its board.

        All boards of an ATS are at one host, so there it is the careers page, the board, and what lies below it.
        """
        sites = [name for name, kind in self._spiders.items() if _has_page(kind, request)]
        return [*dict.fromkeys(sites + [row.slug for row in self._rows.values() if _has_board(row, request.url)])]

    def _load_built_in(self, name: str) -> None:
        for module in walk_modules_iter(name):
            for kind in _companies_in(module):
                if kind.name in self._rows or kind.name in self._spiders:
                    self._skip(module.__name__, f"the company {kind.name} stands elsewhere too")
                else:
                    self._spiders[kind.name] = kind

    def _load_plugins(self, folder: Path | None) -> None:
        mine: set[str] = set()
        for path in sorted(folder.glob("[!_.]*.py")) if folder and folder.is_dir() else []:
            if not path.is_file():  # a FIFO would be waited for
                self._skip(str(path), "not a regular file")
                continue
            try:
                found = list(_companies_in(_import_file(path)))
            except (Exception, SystemExit) as error:  # noqa: BLE001  (whatever it raises, the rest must list)
                self._skip(str(path), f"{type(error).__name__}: {error}")
                continue
            for kind in found:
                if kind.name in mine:
                    self._skip(str(path), f"another plugin has the company {kind.name}")
                    continue
                if kind.name in self._given:
                    logger.warning("plugin %s stands back: %s is among the given companies", path.name, kind.name)
                    continue
                if kind.name in self._rows or kind.name in self._spiders:
                    other = "registry's" if kind.name in self._rows else "built-in"
                    logger.warning("plugin %s takes the place of the %s %s", path.name, other, kind.name)
                mine.add(kind.name)
                self._rows.pop(kind.name, None)
                self._spiders[kind.name] = kind

    def _load_packages(self) -> None:
        for entry in entry_points(group=GROUP):
            try:
                kind = entry.load()
                name = kind.company.slug
            except (Exception, SystemExit) as error:  # noqa: BLE001  (as above)
                self._skip(f"package {entry.value}", f"{type(error).__name__}: {error}")
                continue
            if name in self._rows or name in self._spiders:
                self._skip(f"package {entry.value}", f"the company {name} exists already")
            else:
                self._spiders[name] = kind

    def _skip(self, what: str, why: str) -> None:
        self.broken[what] = " ".join(why.split())
        logger.warning("%s is skipped: %s", what, self.broken[what])


@cache
def adapters() -> dict[str, type[AtsSpider]]:
    """Every ATS by name: one file each, in crawler/spiders/ats."""
    kinds = (kind for module in walk_modules_iter("crawler.spiders.ats") for kind in iter_spider_classes(module))
    return {kind.name: kind for kind in kinds if issubclass(kind, AtsSpider)}


def _has_page(kind: type[CompanySpider], request: Request) -> bool:
    host = urlsplit(request.url).netloc
    begins_there = host and any(urlsplit(url).netloc == host for url in getattr(kind, "start_urls", None) or ())
    return bool(begins_there) or kind.handles_request(request)


def _has_board(company: Company, url: str) -> bool:
    adapter = adapters()[company.ats]
    try:
        board = adapter.url_for(company.params).partition("?")[0].rstrip("/")
    except BadParams:
        return False
    if f"{url.partition('?')[0].rstrip('/')}/".startswith(f"{board}/"):
        return True
    named = adapter.recognise(url)
    return (
        named is not None
        and Board(company.ats, plain(named, adapter)).key == Board(company.ats, plain(company.params, adapter)).key
    )


def _companies_in(module: ModuleType) -> Iterator[type[CompanySpider]]:
    """The spiders of a module that are one company each; its name is the company's slug."""
    for kind in iter_spider_classes(module):
        if issubclass(kind, CompanySpider) and isinstance(getattr(kind, "company", None), Company):
            kind.name = kind.company.slug
            yield kind


def _import_file(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"{PLUGIN}{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
