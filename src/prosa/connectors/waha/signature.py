"""Is it WAHA? The signature of every delivery."""

import hashlib
import hmac
from collections.abc import Mapping

from prosa.channels.port import InvalidSignature
from prosa.connectors.waha.settings import WahaSettings

HEADER = "x-webhook-hmac"


def check_signature(settings: WahaSettings, headers: Mapping[str, str], body: bytes) -> None:
    """Over the raw bytes. The header that names the algorithm is not asked: whoever forges a delivery writes it.
    Raises `InvalidSignature`."""
    given = headers.get(HEADER, "").encode()
    if not hmac.compare_digest(given, signature(settings.webhook_key.get_secret_value(), body).encode()):
        raise InvalidSignature("the signature does not fit the webhook key of this channel")


def signature(key: str, body: bytes) -> str:
    """The header's value, hex HMAC-SHA512."""
    return hmac.new(key.encode(), body, hashlib.sha512).hexdigest()
