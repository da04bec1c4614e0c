"""The ATS whose boards can be made up, a file each."""

from sample_sites.systems import (
    ashby,
    greenhouse,
    jsonld,
    lever,
    personio,
    recruitee,
    smartrecruiters,
    teamtailor,
    workable,
    workday,
)
from sample_sites.systems.system import System

SYSTEMS: dict[str, System] = {
    "ashby": ashby.SYSTEM,
    "greenhouse": greenhouse.SYSTEM,
    "jsonld": jsonld.SYSTEM,
    "lever": lever.SYSTEM,
    "personio": personio.SYSTEM,
    "recruitee": recruitee.SYSTEM,
    "smartrecruiters": smartrecruiters.SYSTEM,
    "teamtailor": teamtailor.SYSTEM,
    "workable": workable.SYSTEM,
    "workday": workday.SYSTEM,
}
OWN_HOSTS = tuple(ats for ats, system in SYSTEMS.items() if system.own_host)
"""Those at which each company has a host of its own, so that no rate is shared."""

__all__ = ["OWN_HOSTS", "SYSTEMS", "System"]
