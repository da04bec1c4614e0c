"""Who may do what: each view says it, one place enforces it, and it is looked at before anything else of a request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Literal, TypeVar, cast

from flask import Flask, current_app, g, request

from api import callers
from api.callers import NOBODY, Caller
from api.errors import Problem
from jobtracker.account import Scope

Level = Literal["public", "user", "admin"]
View = TypeVar("View", bound=Callable[..., Any])
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""
_MARK = "access"


@dataclass(frozen=True, slots=True)
class Access:
    """What a view asks of its caller."""

    level: Level
    scope: Scope | None = None
    """Of a token; None: what the method says."""
    session: bool = False
    """No token will do, whatever it was made for."""

    def scope_for(self, method: str) -> Scope:
        """The scope that a token needs for this method."""
        return self.scope or ("admin" if self.level == "admin" else "read" if method in SAFE else "write")


@dataclass(frozen=True, slots=True)
class Route:
    """A line of the table of all routes."""

    method: str
    path: str
    endpoint: str
    level: Level
    scope: Scope
    session: bool
    arguments: frozenset[str] = field(default_factory=frozenset)


def access(level: Level, *, scope: Scope | None = None, session: bool = False) -> Callable[[View], View]:
    """Say who may call a view: anybody, one who is logged in, an admin.

    `scope` is what an API token must have been made for; without it, "read" or "write" by the method, "admin" for
    admins' views. Public views ask for none. With `session` no token will do: they have to be there themselves.
    """

    def mark(view: View) -> View:
        view.__dict__[_MARK] = Access(level, scope, session)  # functools.wraps carries it on
        return view

    return mark


def caller() -> Caller:
    """Whoever asks now."""
    if "caller" not in g:
        g.caller = callers.identify()
    return cast("Caller", g.caller)


def permit() -> None:
    """Refuse a request that its caller may not make. Raises Problem."""
    asked = access_of(current_app, request.endpoint)
    if asked is not None and request.method != "OPTIONS":
        demand(asked)


def demand(asked: Access) -> None:
    """Refuse this request unless its caller is such a one. Raises Problem."""
    who = caller()
    if asked.level == "public":
        return
    if who is NOBODY:
        raise Problem(HTTPStatus.UNAUTHORIZED, "Log in, or send an API token.", headers={"WWW-Authenticate": "Bearer"})
    if asked.session and who.by != "session":
        raise Problem(HTTPStatus.FORBIDDEN, "This takes a session: an API token may not do it.")
    scope = asked.scope_for(request.method)
    if scope not in who.scopes:
        raise Problem(HTTPStatus.FORBIDDEN, f"This token was not made for {scope!r}.")
    if asked.level == "admin" and not who.admin:
        raise Problem(HTTPStatus.FORBIDDEN, "Only an admin may do this.")


def routes(app: Flask) -> Iterator[Route]:
    """Every route with what it asks for, by path and method. Raises RuntimeError if one does not say it."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        asked = access_of(app, rule.endpoint)
        if asked is None:
            raise RuntimeError(f"{rule.rule}: the view {rule.endpoint} does not say who may call it (@access)")
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            scope, arguments = asked.scope_for(method), frozenset(rule.arguments)
            yield Route(method, rule.rule, rule.endpoint, asked.level, scope, asked.session, arguments)


def access_of(app: Flask, endpoint: str | None) -> Access | None:
    """What a view asks of its caller; None if there is no such view, or it does not say."""
    return None if endpoint is None else cast("Access | None", getattr(app.view_functions[endpoint], _MARK, None))
