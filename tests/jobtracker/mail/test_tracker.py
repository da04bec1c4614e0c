"""The mails of a tracker: what they say, where they lead, how they end, and that nothing in them is anybody else's."""

import re
from html.parser import HTMLParser

import pytest

from jobtracker.mail import job_words, tracker
from jobtracker.mail.message import build
from jobtracker.signing import read
from tests.jobtracker.mail.telling import DAY, EVIL, HOUR, NOW, SITE, card, content, group, pay, rich

TO = "eve@example.com"


def sent(its, number=5):
    message = build(tracker.mail(its, number, TO, SITE), "tracker@example.com")
    return message, *(message.get_body((kind,)).get_content() for kind in ("plain", "html"))


class Links(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags, self.hrefs, self.others = set(), [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.hrefs += [value for name, value in attrs if name == "href"]
        self.others += [value for name, value in attrs if name in {"src", "srcset", "background", "action"}]


@pytest.mark.parametrize(
    ("its", "subject"),
    [
        (content(group("Acme", card(title="Mason"))), "1 new job for Rust in Vienna, or from home: Mason at Acme"),
        (rich(), "324 new jobs for Rust in Vienna, or from home: at Acme Robotics & Söhne GmbH, Globex and 42 more"),
        (
            content(beginnings=[("Initech", 12, "initech")]),
            "Initech is now watched: 12 jobs for Rust in Vienna, or from home",
        ),
        (
            content(beginnings=[("Initech", 1, "initech", True)]),
            "Initech is read again: 1 job for Rust in Vienna, or from home",
        ),
        (
            content(beginnings=[("Initech", 1, "initech", True), ("Hooli", 2, "hooli", False)], more_beginnings=1),
            "3 more companies are now watched or read again for Rust in Vienna, or from home",
        ),
        (
            content(kind="renew"),
            "Rust in Vienna, or from home ends on Sunday, 29 November 2026: renew it with one click",
        ),
        (content(kind="closing"), "Rust in Vienna, or from home has ended: it found 34 jobs"),
    ],
)
def test_the_subject_says_what_and_how_many(its, subject):
    assert sent(its)[0]["Subject"] == subject


def test_text_and_html_say_the_same():
    _, plain, html = sent(rich())
    plain, html = " ".join(plain.split()), re.sub(r"<[^>]+>", " ", html.split("</style>")[1])
    for words in (
        "324 new jobs for Rust in Vienna",
        "Vienna, Austria; Berlin, Germany; Munich, Germany and 4 more · Hybrid",
        "EUR 65,000 to 82,000 a year, other ranges elsewhere · posted 2 days ago",
        "Remote · open to Austria, Germany, Switzerland, European Union and 1 more",
        "posted again",
        "EUR 18.50 an hour · first seen 3 hours ago",
        "JPY up to 9,000,000 a year",
        "and 312 more jobs at 41 more companies",
        "Initech is now watched: 12 of its jobs fit.",
        "Umbrella is read again: 1 of its jobs fits.",
        "So are 3 more.",
        "It mails daily at 8:00 (Europe/Vienna), until Sunday, 29 November 2026.",
        "It watches 412 companies; 5 could not be read lately: Hooli (since Tuesday), Vandelay (since 6 November)",
    ):
        assert words in plain
        assert words in " ".join(html.replace("&amp;", "&").split())
    assert "Remote · Remote" not in plain


def test_its_links_are_ours_or_the_companys_and_it_loads_nothing():
    _, plain, html = sent(rich())
    links = Links(html)
    assert links.others == []
    assert not links.tags & {"img", "script", "link", "iframe", "object", "form", "svg", "video"}
    assert not re.search(r"(?i)url\(|@import", html)
    for href in links.hrefs:
        assert href.startswith(("https://tracker.example/", "https://boards.example/"))
        assert href in plain
    assert "https://tracker.example/jobs/101" in links.hrefs
    assert "https://boards.example/acme/jobs/1" in links.hrefs
    assert "https://tracker.example/trackers/7?delivery=5" in links.hrefs
    assert "https://tracker.example/jobs?q=rust&where=Vienna&company=initech" in links.hrefs


def test_each_link_opens_one_thing():
    _, plain, _ = sent(rich())
    tokens = re.findall(r"https://tracker\.example/trackers/act#(\S+)", plain)
    opens = {purpose: [read(SITE.key, purpose, token) for token in tokens if token.startswith(purpose)]
             for purpose in ("unsubscribe", "pause", "relevant")}  # fmt: skip
    assert (opens["unsubscribe"], opens["pause"]) == ([("7",)], [("7",)])
    assert opens["relevant"][:2] == [("7", "1", "yes"), ("7", "1", "no")]
    _, plain, _ = sent(content(kind="renew"))
    [token] = re.findall(r"https://tracker\.example/trackers/act#(renew\S+)", plain)
    assert read(SITE.key, "renew", token) == ("7", str(int((NOW + 3 * DAY).timestamp())))


def test_a_mail_program_ends_it_with_one_click_and_no_machine_answers():
    message, _, _ = sent(rich())
    [url] = re.fullmatch(r"<(https://tracker\.example/api/trackers/act/(\S+))>", message["List-Unsubscribe"]).groups()[
        1:
    ]
    assert read(SITE.key, "unsubscribe", url) == ("7",)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-ID"] == "<tracker-7.tracker.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert b"List-Unsubscribe: <https://tracker.example/api/trackers/act/unsubscribe" in message.as_bytes()


def test_the_same_delivery_is_the_same_mail_whenever_it_is_sent():
    first, again, other = sent(rich())[0], sent(rich())[0], sent(rich(), 6)[0]
    assert first.as_bytes() == again.as_bytes()
    assert first["Message-ID"] == "<delivery.5.20261126090000000000@tracker.example>"
    assert first["Message-ID"] != other["Message-ID"]


def test_what_others_wrote_is_words():
    its = content(
        group(EVIL, card(title=EVIL, places=[EVIL], url="javascript:alert(1)"), more=2),
        name=EVIL,
        beginnings=[(EVIL, 1, "acme")],
        coverage={"companies": 1, "failing": 1, "named": [[EVIL, NOW.isoformat()]]},
    )
    message, plain, html = sent(its)
    assert message["Bcc"] is None
    assert "script" not in Links(html).tags
    assert all(href.startswith("https://tracker.example/") for href in Links(html).hrefs)
    assert "javascript:" not in html + plain


def test_one_is_one_and_several_are_several():
    one, failing = {"companies": 1, "failing": 0, "named": []}, [["Acme", NOW.isoformat()]]
    its = content(group("Acme", card()), coverage=one)
    assert "It watches 1 company, which could be read lately." in sent(its)[1]
    its = content(group("Acme", card()), coverage=one | {"failing": 1, "named": failing})
    assert "It watches 1 company, which could not be read lately: Acme (since Thursday)." in sent(its)[1]
    its = content(group("Acme", card()), coverage={"companies": 1200, "failing": 1, "named": failing})
    assert "It watches 1,200 companies; 1 could not be read lately: Acme" in sent(its)[1]
    ended = content(kind="closing", found=1, relevant=1, irrelevant=0)
    assert "you judged 1 of these: 1 relevant, 0 not." in " ".join(sent(ended)[1].split())


def test_an_address_of_a_company_that_no_mail_program_would_open_is_left_out():
    _, plain, html = sent(content(group("Acme", card(url="https://boards.example/" + "x" * 3000))))
    assert "boards.example" not in plain + html


@pytest.mark.parametrize(
    ("ranges", "words"),
    [
        ([], ""),
        ([pay(60000, 75000)], "EUR 60,000 to 75,000 a year"),
        ([pay(60000, None, scope="Berlin")], "EUR from 60,000 a year (Berlin)"),
        ([pay(None, 99.5, "USD", "day")], "USD up to 99.50 a day"),
        ([pay(20, 20, "USD", "hour")], "USD 20 an hour"),
    ],
)
def test_pay_in_words(ranges, words):
    assert job_words.pay(ranges) == words


def test_ages_in_words():
    ages = [job_words.ago(NOW - age, NOW) for age in (HOUR / 2, HOUR, 5 * HOUR, DAY, 12 * DAY, 100 * DAY)]
    assert ages == ["within the last hour", "1 hour ago", "5 hours ago", "1 day ago", "12 days ago", "3 months ago"]
