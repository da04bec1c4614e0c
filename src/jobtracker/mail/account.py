"""What people are told about their accounts. Links lead to our own pages only.

The token of a link stands behind a #: no server writes that into its log, and no page passes it on as a referrer.
"""

from __future__ import annotations

from urllib.parse import urlencode

from jobtracker.mail.letter import Letter

NOT_YOU = "If you did not ask for this, you need not do anything."


def confirm(base_url: str, token: str, to: str = "") -> Letter:
    """To somebody who registers; `to` is the path that they came from, and go back to."""
    return Letter(
        subject="Confirm your address",
        paragraphs=[
            (
                "Somebody, we hope you, wants an account at Job Tracker with this address. To finish, open the link"
                " and enter the password that you chose. The link works once, for a day."
            ),
        ],
        link=("Finish the registration", _to(base_url, "confirm", token, to)),
        after=[NOT_YOU],
    )


def registered(base_url: str, to: str = "") -> Letter:
    """To somebody who registers, and has an account."""
    return Letter(
        subject="You have an account already",
        paragraphs=[
            (
                "Somebody, we think you, wanted an account at Job Tracker with this address. There is one already: "
                "you can log in, or ask for a link that sets a new password."
            ),
        ],
        link=("Log in", _to(base_url, "login", to=to)),
        after=["If it was not you: nobody has learnt that you have an account, and nothing was changed."],
    )


def invite(base_url: str, token: str) -> Letter:
    """To somebody an operator invites."""
    return Letter(
        subject="You are invited to Job Tracker",
        paragraphs=["You are invited to have an account at Job Tracker. The link works once, for a week."],
        link=("Choose a password", _to(base_url, "confirm", token)),
        after=[NOT_YOU],
    )


def added(base_url: str, token: str) -> Letter:
    """To somebody for whom an operator made an account."""
    return Letter(
        subject="Your account at Job Tracker",
        paragraphs=["An account at Job Tracker was made for you. The link works once, for a week."],
        link=("Choose a password", _to(base_url, "reset", token)),
    )


def reset(base_url: str, token: str) -> Letter:
    """To somebody who forgot the password."""
    return Letter(
        subject="Set a new password",
        paragraphs=[
            (
                "Somebody, we hope you, asked for a new password of your account at Job Tracker. The link works "
                "once, for an hour. You will be logged out everywhere else."
            ),
        ],
        link=("Set a new password", _to(base_url, "reset", token)),
        after=[NOT_YOU],
    )


def address(base_url: str, token: str) -> Letter:
    """To the new address of an account."""
    return Letter(
        subject="Confirm your new address",
        paragraphs=["This is to become the address of your account at Job Tracker. The link works once, for a day."],
        link=("Confirm the new address", _to(base_url, "address", token)),
        after=[NOT_YOU],
    )


def tracker_address(base_url: str, token: str, owner: str) -> Letter:
    """To an address that somebody wants a tracker's mails to go to."""
    return Letter(
        subject="Confirm that you want these mails",
        paragraphs=[
            (
                f"{owner}, who has an account at Job Tracker, wants mails about new jobs to be sent to this address. "
                "None is sent before you agree, and each has a link that ends them. This link works for a week."
            ),
        ],
        link=("Yes, send them here", _to(base_url, "agree", token)),
        after=["If you do not want them, you need not do anything."],
    )


def address_taken(base_url: str) -> Letter:
    """To an address that somebody wants for their account, and that has one already."""
    return Letter(
        subject="You have another account already",
        paragraphs=[
            (
                "Somebody, we think you, wanted to move an account at Job Tracker to this address. It belongs to "
                "another account already, so nothing was changed."
            ),
        ],
        link=("Log in", _to(base_url, "login")),
    )


def address_changed(base_url: str, old: str, new: str) -> Letter:
    """To both addresses."""
    return Letter(
        subject="Your address was changed",
        paragraphs=[f"The address of your account at Job Tracker was {old}; it is {new} now."],
        link=("Your account", _to(base_url, "account")),
        after=["If you did not do this, write to whoever runs this site at once: somebody knows your password."],
    )


def password_changed(base_url: str) -> Letter:
    """After each change."""
    return Letter(
        subject="Your password was changed",
        paragraphs=["The password of your account at Job Tracker was changed. You are logged out everywhere else."],
        link=("Set another one", _to(base_url, "forgot")),
        after=["If you did not do this, set another one at once."],
    )


def deleted(base_url: str) -> Letter:
    """The last one."""
    return Letter(
        subject="Your account was deleted",
        paragraphs=["Your account at Job Tracker was deleted, with all that was kept in it. You get no more mails."],
        link=("Job Tracker", base_url),
    )


def _to(base_url: str, page: str, token: str = "", to: str = "") -> str:
    way = f"?{urlencode({'to': to})}" if to else ""
    return f"{base_url.rstrip('/')}/{page}{way}{'#' if token else ''}{token}"
