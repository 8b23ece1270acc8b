"""Posting an alert as JSON.

With a secret the header `X-Prosa-Signature` is `t=<seconds>,v1=<hex>`: HMAC-SHA256 over `<seconds>.<body>`, so that an
old message cannot be sent once more under a new time.
"""

import hashlib
import hmac
from typing import Any

import httpx
import orjson
from pydantic import BaseModel, SecretStr

from prosa.connectors.webhook.settings import own
from prosa.desk.delivering import delivered
from prosa.desk.port import Alert

SIGNATURE = "X-Prosa-Signature"


class WebhookAlerting:
    """Implements `desk.port.Alerting`."""

    async def alert(self, settings: BaseModel, http: httpx.AsyncClient, alert: Alert) -> None:
        mine = own(settings)
        body = orjson.dumps(composed(alert))
        headers = {"content-type": "application/json", "x-prosa-alert": str(alert.id)}
        if mine.secret is not None:
            headers[SIGNATURE] = signature(mine.secret, int(alert.at.timestamp()), body)
        await delivered(http, str(mine.url), content=body, headers=headers)


def composed(alert: Alert) -> dict[str, Any]:
    items = [
        {
            "kind": item.kind,
            "text": item.text,
            "link": item.link,
            "conversation_id": str(item.conversation_id) if item.conversation_id else None,
            "queue": item.queue,
        }
        for item in alert.items
    ]
    return {
        "id": str(alert.id),
        "title": alert.title,
        "company": alert.company,
        "at": alert.at.isoformat(),
        "items": items,
    }


def signature(secret: SecretStr, seconds: int, body: bytes) -> str:
    signed = hmac.new(secret.get_secret_value().encode(), f"{seconds}.".encode() + body, hashlib.sha256)
    return f"t={seconds},v1={signed.hexdigest()}"
