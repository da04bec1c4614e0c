"""Letters: text and HTML say the same, and what others wrote is words in both."""

from jobtracker.mail import account, letter, notices
from jobtracker.mail.message import build

BASE = "https://tracker.example/"
EVIL = "<script>alert(1)</script>\r\nBcc: x@example.com\r\n\r\n<a href='https://evil.example'>"


def parts(its):
    message = build(letter.mail(its, "eve@example.com"), "tracker@example.com")
    return message, *(message.get_body((kind,)).get_content() for kind in ("plain", "html"))


def test_links_lead_to_us_only_and_carry_their_token_behind_a_hash():
    letters = [
        *(
            make(BASE, "TOKEN")
            for make in (account.confirm, account.invite, account.added, account.reset, account.address)
        ),
        *(
            make(BASE)
            for make in (account.registered, account.address_taken, account.password_changed, account.deleted)
        ),
        account.address_changed(BASE, "a@example.com", "b@example.com"),
    ]
    for each in letters:
        _, plain, html = parts(each)
        assert each.link
        address = each.link[1]
        assert address.startswith("https://tracker.example/")
        assert "TOKEN" not in address.partition("#")[0]
        assert address in plain
        assert f'href="{address}"' in html
        assert plain.count("http") == html.count("http") == 1


def test_what_others_wrote_is_words():
    lines = [notices.Line(kind, EVIL, {"title": EVIL, "changed": {"title": [EVIL, EVIL]}}) for kind in notices.SAID]
    message, plain, html = parts(notices.letter(lines, 5, BASE, "TOKEN"))
    assert message["Bcc"] is None
    assert message["Subject"] == "9 news of what you keep"
    assert "<script>" not in html
    assert "href='https://evil" not in html
    assert "and 5 more" in plain
    assert not [line for line in plain.splitlines() if line.startswith("Bcc")]
    assert max(map(len, plain.splitlines())) <= 200


def test_a_mail_that_may_be_silenced_says_how():
    message, plain, html = parts(notices.letter([notices.Line("new", "Acme", {"more": 30})], 0, BASE, "TOKEN"))
    assert message["Subject"] == "Acme has 30 more new jobs"
    assert message["List-Unsubscribe"] == "<https://tracker.example/api/account/unsubscribe?token=TOKEN>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for text in (plain, html):
        assert "https://tracker.example/unsubscribe#TOKEN" in text
