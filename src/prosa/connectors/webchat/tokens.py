"""The visitor's token: who wrote before on this channel, signed, without a login."""

import uuid
from datetime import timedelta

import jwt

from prosa.core import clock
from prosa.core.errors import Unauthenticated

LIFETIME = timedelta(days=180)
_AUDIENCE = "webchat"


def new_visitor() -> str:
    """A random id, not guessable and saying nothing about when the visitor came (UUIDv4 in hex)."""
    return uuid.uuid4().hex


def issue(secret: str, channel_id: uuid.UUID, visitor: str) -> str:
    claims = {"sub": visitor, "aud": f"{_AUDIENCE}:{channel_id}", "exp": clock.now() + LIFETIME}
    return jwt.encode(claims, secret, algorithm="HS256")


def visitor_of(secret: str, channel_id: uuid.UUID, token: str) -> str:
    """The visitor a token was issued to. Raises `Unauthenticated` when it is not ours, of another channel or
    expired."""
    try:
        claims = jwt.decode(
            token,
            secret,
            algorithms=["HS256"],
            audience=f"{_AUDIENCE}:{channel_id}",
            options={"require": ["sub", "aud", "exp"]},
        )
    except jwt.InvalidTokenError:
        raise Unauthenticated("this visitor token is not valid here") from None
    return str(claims["sub"])
