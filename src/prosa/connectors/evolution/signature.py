"""Is it our Evolution? It signs no bodies: a secret in a header, or a token made with it, shows who calls.

Evolution takes 401 for a last word and drops the event, so only what certainly is not ours is refused.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping

from prosa.channels.port import InvalidSignature
from prosa.connectors.evolution.settings import EvolutionSettings
from prosa.core.clock import now
from prosa.core.wire import number, obj, read_json

SECRET_HEADER = "x-prosa-secret"  # noqa: S105  (its name, not its value)

LEEWAY = 25 * 60
"""Seconds a token is good for beyond its `exp`. It is made once per event, for ten minutes; the last of the ten
attempts to deliver come 615, 915 and 1215 seconds after the first."""

_BEARER = "bearer "


def check_secret(settings: EvolutionSettings, headers: Mapping[str, str]) -> None:
    """Either our own header, or the token Evolution makes of a `jwt_key`. Raises `InvalidSignature`."""
    secret = settings.webhook_secret.get_secret_value().encode()
    if hmac.compare_digest(headers.get(SECRET_HEADER, "").encode("utf-8", "replace"), secret):
        return
    authorization = headers.get("authorization", "")
    if authorization.lower().startswith(_BEARER) and _is_token(authorization[len(_BEARER) :], secret):
        return
    raise InvalidSignature("the delivery does not carry the webhook secret of this channel")


def _is_token(token: str, secret: bytes) -> bool:
    """Compared as text: the last sign of a Base64 text may be written in several ways that mean the same bytes."""
    head, _, rest = token.partition(".")
    claims, _, given = rest.partition(".")
    ours = signature(secret, f"{head}.{claims}")
    if not hmac.compare_digest(given.encode("utf-8", "replace"), ours.encode()):
        return False
    expires = number(_read(claims).get("exp"))
    return _read(head).get("alg") == "HS256" and expires is not None and now().timestamp() <= expires + LEEWAY


def signature(secret: bytes, signed: str) -> str:
    """HS256 of a token's first two parts (RFC 7515)."""
    digest = hmac.new(secret, signed.encode("utf-8", "replace"), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _read(part: str) -> dict[str, object]:
    try:
        return obj(read_json(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))))
    except (ValueError, binascii.Error):
        return {}
