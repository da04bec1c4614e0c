"""What a town's companies look for: invented, and such as people read every day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jobtracker.company import Company
from jobtracker.listing import Posting

VIENNA, GRAZ = "Vienna, Austria", "Graz, Austria"
BERLIN, MUNICH, HAMBURG = "Berlin, Germany", "Munich, Germany", "Hamburg, Germany"
LONDON, LEEDS, PARIS, LYON, UTRECHT = "London, UK", "Leeds, UK", "Paris, France", "Lyon, France", "Utrecht, Netherlands"
BOSTON, DENVER, TORONTO = "Boston, MA, US", "Denver, CO, US", "Toronto, Canada"

Line = tuple[str, str, str, str, str]
"""Title, department, place, workplace, and pay a year in thousands ("EUR 62 78") or hourly ("USD 31 38 hour")."""

ALDER = Company(
    "alder-freight", "Alder Freight", "greenhouse", {"token": "alder"}, "DE", "https://alderfreight.example"
)
COPPER = Company("copperleaf", "Copperleaf Health", "lever", {"token": "copper"}, "GB", "https://copperleaf.example")
HALDEN = Company("halden-robotics", "Halden Robotics", "ashby", {"token": "halden"}, "DE", "https://halden.example")
LARK = Company("larkspur", "Larkspur Learning", "greenhouse", {"token": "lark"}, "US", "https://larkspur.example")
ORCHARD = Company("orchard", "Orchard Software", "recruitee", {"token": "orchard"}, "AT", "https://orchard.example")
TIDE = Company("tidewell", "Tidewell Insurance", "workday", {"token": "tide"}, "US", "https://tidewell.example")
WINTER = Company(
    "winterbourne", "Winterbourne Energy", "lever", {"token": "winter"}, "NL", "https://winterbourne.example"
)
COMPANIES = (ORCHARD, HALDEN, COPPER, ALDER, LARK, TIDE, WINTER)

OPENINGS: Mapping[str, tuple[Line, ...]] = {
    ORCHARD.slug: (
        ("Backend Engineer (Python)", "Engineering", VIENNA, "hybrid", "EUR 62 78"),
        ("Senior Frontend Engineer", "Engineering", VIENNA, "hybrid", "EUR 70 85"),
        ("Data Engineer", "Data", GRAZ, "on_site", "EUR 58 72"),
        ("Product Designer", "Design", VIENNA, "remote", "EUR 54 68"),
        ("Site Reliability Engineer", "Engineering", BERLIN, "remote", "EUR 75 95"),
        ("Technical Writer", "Documentation", VIENNA, "remote", ""),
        ("Engineering Manager, Platform", "Engineering", VIENNA, "hybrid", "EUR 90 110"),
        ("QA Engineer", "Engineering", GRAZ, "hybrid", ""),
        ("Customer Support Specialist", "Support", GRAZ, "on_site", "EUR 36 42"),
        ("Security Engineer", "Engineering", VIENNA, "hybrid", "EUR 72 90"),
    ),
    HALDEN.slug: (
        ("Embedded Software Engineer", "Engineering", MUNICH, "on_site", "EUR 65 84"),
        ("Robotics Technician", "Production", MUNICH, "on_site", "EUR 42 51"),
        ("Mechanical Engineer, Grippers", "Engineering", MUNICH, "on_site", "EUR 60 76"),
        ("Machine Learning Engineer", "Research", BERLIN, "hybrid", "EUR 78 98"),
        ("Production Planner", "Production", MUNICH, "on_site", ""),
        ("Field Service Engineer", "Service", HAMBURG, "on_site", "EUR 48 58"),
        ("Werkstudent Elektrotechnik (m/w/d)", "Engineering", MUNICH, "on_site", "EUR 17 19 hour"),
        ("Buyer, Electronic Components", "Purchasing", MUNICH, "hybrid", ""),
    ),
    COPPER.slug: (
        ("Registered Nurse", "Care", LEEDS, "on_site", "GBP 34 41"),
        ("Clinical Data Analyst", "Data", LONDON, "hybrid", "GBP 45 56"),
        ("Physiotherapist", "Care", LEEDS, "on_site", "GBP 36 44"),
        ("Practice Manager", "Operations", LONDON, "on_site", "GBP 48 55"),
        ("Full-Stack Developer", "Engineering", LONDON, "remote", "GBP 60 75"),
        ("Medical Receptionist", "Operations", LEEDS, "on_site", "GBP 13 14 hour"),
        ("Clinical Pharmacist", "Care", LONDON, "hybrid", "GBP 46 53"),
    ),
    ALDER.slug: (
        ("Logistics Coordinator", "Operations", HAMBURG, "hybrid", "EUR 42 50"),
        ("Truck Dispatcher, Night Shift", "Operations", HAMBURG, "on_site", "EUR 19 22 hour"),
        ("Customs Specialist", "Operations", HAMBURG, "on_site", ""),
        ("Business Analyst", "Data", BERLIN, "hybrid", "EUR 55 68"),
        ("Account Executive", "Sales", BERLIN, "hybrid", "EUR 60 80"),
        ("Account Executive", "Sales", PARIS, "hybrid", "EUR 58 76"),
        ("Warehouse Team Lead", "Warehouse", HAMBURG, "on_site", "EUR 40 46"),
        ("Python Developer, Route Planning", "Engineering", BERLIN, "remote", "EUR 64 80"),
    ),
    LARK.slug: (
        ("Curriculum Designer, Mathematics", "Content", BOSTON, "remote", "USD 78 96"),
        ("Staff Software Engineer", "Engineering", BOSTON, "remote", "USD 175 210"),
        ("Customer Success Manager", "Customers", DENVER, "hybrid", "USD 82 101"),
        ("Instructional Coach", "Content", DENVER, "on_site", "USD 31 38 hour"),
        ("Android Developer", "Engineering", TORONTO, "remote", "CAD 110 135"),
        ("People Partner", "People", BOSTON, "hybrid", ""),
    ),
    TIDE.slug: (
        ("Claims Adjuster", "Claims", DENVER, "hybrid", "USD 58 71"),
        ("Actuarial Analyst", "Risk", BOSTON, "hybrid", "USD 84 103"),
        ("Underwriter, Small Business", "Risk", DENVER, "on_site", "USD 72 90"),
        ("Data Scientist, Pricing", "Data", BOSTON, "remote", "USD 130 160"),
        ("Office Manager", "Operations", BOSTON, "on_site", ""),
    ),
    WINTER.slug: (
        ("Wind Turbine Technician", "Field", HAMBURG, "on_site", "EUR 44 54"),
        ("Grid Planning Engineer", "Engineering", UTRECHT, "hybrid", "EUR 63 79"),
        ("Energy Trader", "Trading", UTRECHT, "on_site", "EUR 80 110"),
        ("Legal Counsel, Permits", "Legal", PARIS, "hybrid", ""),
        ("Ingénieur études électriques (H/F)", "Engineering", LYON, "on_site", "EUR 46 56"),
        ("Project Manager, Solar", "Projects", UTRECHT, "hybrid", "EUR 66 82"),
    ),
}
TEXT = """<p>{name} looks for a {title} who likes clear work and clear words. You join a team of nine in {town} that
plans two weeks at a time, shows what it made every second Friday, and goes home on time.</p>
<h2>What you will do</h2>
<ul><li>Own a part of what the {department} team does, from the first sketch to the day it is used</li>
<li>Talk with the people whose work you make easier, and write down what you learnt</li>
<li>Review what colleagues make, and have yours reviewed</li></ul>
<h2>What you bring</h2>
<ul><li>Three years or more in a similar role, or a good story of how you got here</li>
<li>Patience with old systems, and the wish to leave them better</li>
<li>English good enough to explain a hard thing simply</li></ul>
<h2>What we offer</h2>
<p>Thirty days of leave, a budget for learning, and a hiring process of three talks; you hear from us in a week.</p>"""


def posting(company: Company, number: int) -> Posting:
    """The opening of that number, as the company's site has it."""
    title, department, place, workplace, pay = OPENINGS[company.slug][number]
    about = {"name": company.name, "title": title, "department": department, "town": place.split(",")[0]}
    return Posting(
        id=str(number),
        title=title,
        url=f"{company.homepage}/careers/{number}",
        places=[place],
        department=department,
        workplace=workplace,
        employment_type="Part-time" if "Werkstudent" in title or "Night" in title else "Full-time",
        pay=[_pay(pay)] if pay else [],
        requisition_id=f"R-{title}" if title == "Account Executive" else "",
        html=TEXT.format(**about),
    )


def _pay(words: str) -> dict[str, Any]:
    currency, least, most, *hourly = words.split()
    times = 1 if hourly else 1000
    return {
        "min": int(least) * times,
        "max": int(most) * times,
        "currency": currency,
        "period": "hour" if hourly else "year",
    }
