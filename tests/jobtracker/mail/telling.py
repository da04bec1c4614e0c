"""What trackers' mails tell, made up."""

from __future__ import annotations

import datetime as dt

from jobtracker.mail.site import Site

NOW = dt.datetime(2026, 11, 26, 9, 0, tzinfo=dt.UTC)
SITE = Site("https://tracker.example/", "a key of thirty-two letters or so")
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
EVIL = "<script>alert(1)</script>\r\nBcc: x@example.com\r\n\r\n<a href='https://evil.example'>"


def card(number=1, title="Senior Software Engineer, Payments", **more):
    about = {
        "vacancy": number,
        "listing": 100 + number,
        "title": title,
        "places": ["Vienna, Austria"],
        "more_places": 0,
        "workplace": "unknown",
        "work_from": [],
        "pay": [],
        "posted_at": None,
        "first_seen_at": (NOW - 3 * HOUR).isoformat(),
        "reposted": False,
        "url": f"https://boards.example/acme/jobs/{number}",
    }
    return about | more


def pay(low, high, currency="EUR", period="year", scope=""):
    return {"min": low, "max": high, "currency": currency, "period": period, "scope": scope}


def group(company, *cards, more=0):
    return {"company": company, "cards": list(cards), "more": more}


def content(*groups, kind="news", beyond=(0, 0), beginnings=(), more_beginnings=0, coverage=None, **about):
    total = sum(len(each["cards"]) + each["more"] for each in groups) + beyond[0]
    its = {
        "id": 7,
        "name": "Rust in Vienna, or from home",
        "search": "q=rust&where=Vienna",
        "cadence": "daily",
        "hour": 8,
        "weekday": 0,
    }
    its |= {"zone": "Europe/Vienna", "found": 34, "relevant": 9, "irrelevant": 3}
    its |= {"created_at": (NOW - 60 * DAY).isoformat(), "ends_at": (NOW + 3 * DAY).isoformat()}
    return {
        "kind": kind,
        "at": NOW.isoformat(),
        "asked_at": NOW.isoformat(),
        "tracker": its | about,
        "total": total,
        "groups": list(groups),
        "beyond": list(beyond),
        "beginnings": [list(each) for each in beginnings],
        "more_beginnings": more_beginnings,
        "coverage": coverage or {"companies": 412, "failing": 0, "named": []},
    }


def rich():
    """A mail with all that there is."""
    first = card(
        1,
        places=["Vienna, Austria", "Berlin, Germany", "Munich, Germany"],
        more_places=4,
        workplace="hybrid",
        pay=[pay(65000, 82000), pay(70000, 90000)],
        posted_at=(NOW - 2 * DAY).isoformat(),
    )
    second = card(
        2,
        "Rust Engineer (m/w/d) – Blockchain-Infrastruktur, Speicher- und Netzwerkschichten im Hochverfügbarkeitsfall",
        workplace="remote",
        work_from=["AT", "DE", "CH", "EU", "GB"],
        places=["Remote"],
        reposted=True,
    )
    third = card(3, "Werkstudent:in Systemprogrammierung", workplace="on-site", pay=[pay(18.5, 18.5, period="hour")])
    long = card(4, "Principal_Engineer_for_" + "Very" * 20 + "LongWords", places=[], workplace="remote")
    return content(
        group("Acme Robotics & Söhne GmbH", first, second, third, more=7),
        group("Globex", long),
        group("名古屋テクノロジー株式会社", card(5, "ソフトウェアエンジニア", pay=[pay(None, 9000000, "JPY")])),
        beyond=(312, 41),
        beginnings=[("Initech", 12, "initech"), ("Umbrella", 1, "umbrella", True)],
        more_beginnings=3,
        coverage={
            "companies": 412,
            "failing": 5,
            "named": [["Hooli", (NOW - 2 * DAY).isoformat()], ["Vandelay", (NOW - 20 * DAY).isoformat()]],
        },
    )
