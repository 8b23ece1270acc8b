"""Posting an alert to an incoming webhook, which answers `ok`."""

from typing import Any

import httpx
from pydantic import BaseModel

from prosa.connectors.slack.settings import own
from prosa.desk.delivering import delivered
from prosa.desk.port import Alert, AlertItem

LONGEST = 2900
"""Characters of one section; Slack takes 3,000."""


class SlackAlerting:
    """Implements `desk.port.Alerting`."""

    async def alert(self, settings: BaseModel, http: httpx.AsyncClient, alert: Alert) -> None:
        await delivered(http, own(settings).webhook_url.get_secret_value(), json=composed(alert))


def composed(alert: Alert) -> dict[str, Any]:
    """`text` is what notifications show, the blocks what the channel does."""
    title = escaped(alert.title)
    lines = "\n".join(_line(item) for item in alert.items)
    if len(lines) > LONGEST:
        lines = lines[:LONGEST].rsplit("\n", 1)[0] + "\n…"
    section = {"type": "section", "text": {"type": "mrkdwn", "text": f"*{title}*\n{lines}"}}
    return {"text": title, "blocks": [section], "unfurl_links": False}


def _line(item: AlertItem) -> str:
    return f"• <{item.link}|{escaped(item.text)}>" if item.link else f"• {escaped(item.text)}"


def escaped(text: str) -> str:
    """A contact's name must not become a link, a mention of the whole channel or markup."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return plain.translate({ord(mark): f"\u200b{mark}" for mark in "*_~`|"})
