"""Which address is which, which password is one, who may sign up."""

from importlib.resources import files

import pytest

from jobtracker import passwords
from jobtracker.account import Refused, check_password, fold, hash_of, new_token, signup

EVE = "eve@example.com"


@pytest.mark.parametrize(
    ("given", "folded"),
    [
        (" Eve@Example.COM\n", EVE),
        ("e.v.e+jobs@gmail.com", "e.v.e+jobs@gmail.com"),  # whose mailbox that is, its server knows
        ("x@localhost", "x@localhost"),
    ],
)
def test_an_address_has_one_spelling(given, folded):
    assert fold(given) == folded


@pytest.mark.parametrize(
    "given",
    [
        *("", "eve", "@", "eve@", "@example.com", "a b@example.com", "eve@exa\nmple.com", "Eve <eve@example.com>"),
        *("e@x..y", "a@b@c", "ëve@example.com", "eve@example.com,adam@example.com", "eve@\0x.com"),
        f"{'e' * 64}@{'x' * 190}.com",
    ],
)
def test_what_is_no_address_is_refused(given):
    with pytest.raises(Refused, match="email is not a mail address"):
        fold(given)


@pytest.mark.parametrize(
    ("password", "rule"),
    [
        ("eleven char", "12 to 200"),
        ("x y" * 67, "12 to 200"),
        ("Password1234", "tried first"),
        ("aaaabbbbaaaabbbb", "tried first"),
        ("EVE@example.com", "address"),
        ("moc.elpmaxe@eve", "address"),
        ("with a \0 null in it", "printable"),
        ("with a \ud800 surrogate", "printable"),
        ("with\ttabs and so on", "printable"),
    ],
)
def test_a_password_that_is_none_is_refused_with_its_rule(password, rule):
    with pytest.raises(Refused, match=rule):
        check_password(password, EVE)


@pytest.mark.parametrize(
    "password", ["seven quiet herons", "ünïcödé wörds", "鷺が七羽しずかに立つ朝の川辺", "x" * 8 + "y1z2"]
)
def test_a_password_that_is_one_is_taken(password):
    assert passwords.fits(password, passwords.make(check_password(password, EVE)))


def test_the_same_characters_are_the_same_password_however_a_keyboard_writes_them():
    assert passwords.fits("caf\u00e9 am Rande \ufb01", passwords.make("cafe\u0301 am Rande fi"))


def test_no_hash_fits_nothing_and_costs_the_same(monkeypatch):
    verified = []

    class Hasher(passwords.PasswordHasher):
        def verify(self, kept, password):
            verified.append(passwords.PasswordHasher.check_needs_rehash(self, kept))
            return super().verify(kept, password)

    monkeypatch.setattr(passwords, "HASHER", Hasher(time_cost=1, memory_cost=8, parallelism=1))
    for kept in ("", passwords.make("seven quiet herons")):
        assert not passwords.fits("eight loud herons", kept)
    assert verified == [False, False]  # both of the cost that hashes have
    assert not passwords.fits("", "")
    assert not passwords.fits("x", "no hash at all")


def test_hashes_are_argon2id_of_no_less_than_is_asked_for():
    kept = passwords.make("seven quiet herons")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not passwords.is_old(kept)
    assert passwords.is_old(kept.replace("t=2", "t=1"))


def test_the_list_of_the_commonest_is_of_passwords_that_would_be_long_enough():
    words = files("jobtracker").joinpath("common_passwords.txt").read_text().split()
    assert len(words) == len(set(words)) >= 200
    assert all(len(word) >= 12 and word == word.casefold() for word in words)


@pytest.mark.parametrize(
    ("setting", "has_admin", "allowed"),
    [
        ("", False, "open"),
        ("", True, "closed"),
        ("open", True, "open"),
        ("invite", True, "invite"),
        ("closed", False, "closed"),
    ],
)
def test_sign_up_is_open_until_there_is_an_admin_unless_it_is_set(setting, has_admin, allowed):
    assert signup(setting, has_admin=has_admin) == allowed


def test_secrets_are_long_and_their_hashes_say_nothing():
    tokens = {new_token("jt_") for _ in range(100)}
    assert len(tokens) == 100
    assert {len(token) for token in tokens} == {46}
    assert {len(hash_of(token)) for token in (*tokens, "", "\ud800")} == {64}
