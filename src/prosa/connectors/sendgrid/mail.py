"""Sending an alert with `POST /v3/mail/send`, which answers 202 without a body."""

from typing import Any

import httpx
from pydantic import BaseModel

from prosa.connectors.sendgrid.settings import SendGridSettings, own
from prosa.desk.addresses import recipients
from prosa.desk.delivering import delivered
from prosa.desk.port import Alert


class SendGridAlerting:
    """Implements `desk.port.Alerting`."""

    async def alert(self, settings: BaseModel, http: httpx.AsyncClient, alert: Alert) -> None:
        mine = own(settings)
        headers = {"authorization": f"Bearer {mine.api_key.get_secret_value()}"}
        await delivered(http, f"{mine.base_url}/v3/mail/send", json=composed(mine, alert), headers=headers)


def composed(settings: SendGridSettings, alert: Alert) -> dict[str, Any]:
    return {
        "personalizations": [{"to": [{"email": each} for each in recipients(settings.to)]}],
        "from": {"email": settings.sender, "name": "Prosa"},
        "subject": f"[{alert.company}] {alert.title}",
        "content": [{"type": "text/plain", "value": alert.text}],
        "custom_args": {"alert_id": str(alert.id)},
        # Links stay as they are: whoever follows one is nobody's business.
        "tracking_settings": {"click_tracking": {"enable": False}, "open_tracking": {"enable": False}},
    }
