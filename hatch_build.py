"""Before a wheel or an sdist is packed the web page is built, as `./jobtracker` does it: both have it in them."""

from __future__ import annotations

from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuildThePage(BuildHookInterface):
    """Who installs what is packed needs no Node. An editable install has its page built by `./jobtracker`."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build it, if frontend/ is not what it was built from. Raises RuntimeError if there is none in the end."""
        if version == "editable":
            return
        root = Path(self.root)
        SourceFileLoader("bootstrap", str(root / "jobtracker")).load_module().set_up_page()
        if not (root / "api" / "static" / "app" / "index.html").is_file():
            raise RuntimeError("the web page could not be built, see above; nothing is packed without it")
