"""API tokens, for programs of one's own."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Annotated

from apiflask import APIBlueprint
from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from api.access import access, caller
from api.account.entering import own_id
from api.clock import now
from api.database import database
from api.errors import Problem, invalid, not_found
from api.limits import VIEWS
from api.models import Body
from jobtracker.account import TOKEN_PREFIX, Scope, new_token
from jobtracker.models import ApiToken
from jobtracker.store import api_tokens

bp = APIBlueprint("account_tokens", __name__, url_prefix="/api/account/tokens", tag="Account")
VIEWS |= {"account_tokens.make": "60 per hour"}
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")
]
LAST = dt.datetime(2200, 1, 1, tzinfo=dt.UTC)


class NewToken(Body):
    """A token to be made."""

    name: Name = Field(description="What it is for.")
    scopes: list[Scope] = Field(min_length=1, max_length=3, description="read, write; admin for admins only.")
    expires_at: AwareDatetime | None = Field(None, lt=LAST, description="After that it opens nothing. Null: never.")


class Token(BaseModel):
    """A token, without its secret."""

    id: int
    name: str
    scopes: list[Scope]
    created_at: dt.datetime
    last_used_at: dt.datetime | None = Field(description="To the minute.")
    expires_at: dt.datetime | None


class MadeToken(Token):
    """A token with its secret, which is shown this once."""

    token: str


class TokenList(BaseModel):
    """All tokens that open anything."""

    items: list[Token]


@bp.get("")
@bp.output(TokenList)
@access("user")
def tokens() -> TokenList:
    """Your tokens, the newest first."""
    found = database().read(api_tokens.living, own_id(), now=now())
    return TokenList(items=[Token.model_validate(_shown(row)) for row in found])


@bp.post("")
@bp.input(NewToken, location="json")
@bp.output(MadeToken, status_code=HTTPStatus.CREATED)
@bp.doc(responses={409: "There are too many."})
@access("user", session=True)
def make(json_data: NewToken) -> MadeToken:
    """Make a token. It is shown this once. A token cannot make tokens: it takes a session."""
    user_id = own_id()
    scopes = sorted(set(json_data.scopes))
    if "admin" in scopes and not caller().admin:
        raise invalid("scopes", "may hold admin if you are one")
    if json_data.expires_at is not None and json_data.expires_at <= now():
        raise invalid("expires_at", "is past")
    secret = new_token(TOKEN_PREFIX)
    name, expires_at = json_data.name, json_data.expires_at
    try:
        row = database().write(
            api_tokens.add, user_id, secret, name=name, scopes=scopes, expires_at=expires_at, now=now()
        )
    except api_tokens.TooMany:
        raise Problem(HTTPStatus.CONFLICT, f"You have {api_tokens.MOST} tokens: revoke one first.") from None
    return MadeToken(token=secret, **_shown(row))


@bp.delete("/<int:token_id>")
@bp.output({}, status_code=HTTPStatus.NO_CONTENT)
@access("user", session=True)
def revoke(token_id: int) -> str:
    """Revoke a token: it opens nothing any more."""
    if not database().write(api_tokens.revoke, own_id(), token_id, now=now()):
        raise not_found("token")
    return ""


def _shown(row: ApiToken) -> dict[str, object]:
    return {name: getattr(row, name) for name in Token.model_fields}
