"""The adapters that the project ships, by name."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from types import MappingProxyType
from collections.abc import Mapping

import crawler.spiders.ats
from crawler.base import AtsSpider


@cache
def adapters() -> Mapping[str, type[AtsSpider]]:
    """Every spider class of `crawler.spiders.ats`, by the name of its ATS."""
    package = crawler.spiders.ats
    modules = [import_module(f"{package.__name__}.{found.name}") for found in pkgutil.iter_modules(package.__path__)]
    classes = [kind for module in modules for kind in vars(module).values() if _is_own(kind, module.__name__)]
    return MappingProxyType({kind.name: kind for kind in classes})


def _is_own(kind: object, module: str) -> bool:
    return isinstance(kind, type) and issubclass(kind, AtsSpider) and kind.__module__ == module
