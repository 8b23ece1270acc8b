"""Is it Meta? The handshake that checks the webhook, and the signature of every delivery."""

import hashlib
import hmac
from collections.abc import Mapping

from prosa.channels.port import InvalidSignature
from prosa.connectors.meta_cloud.settings import MetaCloudSettings

HEADER = "x-hub-signature-256"


def answer_challenge(settings: MetaCloudSettings, query: Mapping[str, str]) -> str | None:
    """The challenge to send back as plain text, or None when the token is not ours."""
    ours = settings.verify_token.get_secret_value().encode()
    asked = query.get("hub.mode") == "subscribe"
    known = hmac.compare_digest(query.get("hub.verify_token", "").encode(), ours)
    return query.get("hub.challenge") if asked and known else None


def check_signature(settings: MetaCloudSettings, headers: Mapping[str, str], body: bytes) -> None:
    """Over the raw bytes: Meta escapes non-ASCII characters its own way, so a body that was parsed and
    written anew no longer fits. Raises `InvalidSignature`."""
    given = headers.get(HEADER, "").encode()
    if not hmac.compare_digest(given, signature(settings.app_secret.get_secret_value(), body).encode()):
        raise InvalidSignature("the signature does not fit the app secret of this channel")


def signature(app_secret: str, body: bytes) -> str:
    """The header's value, `sha256=<hex HMAC-SHA256>`."""
    return "sha256=" + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()
