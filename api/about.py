"""What this is, and where its documentation stands."""

from __future__ import annotations

from apiflask import APIBlueprint
from pydantic import BaseModel

from api.access import access
from jobtracker import __version__

bp = APIBlueprint("about", __name__, url_prefix="/api", tag="About")


class About(BaseModel):
    """Name, version, and where to read on."""

    name: str
    version: str
    openapi: str
    docs: str


@bp.get("")
@bp.output(About)
@access("public")
def about() -> About:
    """What this is."""
    return About(name="Job Tracker", version=__version__, openapi="/api/openapi.json", docs="/api/docs")
