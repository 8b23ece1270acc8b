"""Trying the credentials before they are saved: each step says what to mend."""

from typing import Any
from urllib.parse import urldefrag

import httpx

from prosa.channels.outcome import body_of
from prosa.channels.port import CheckStep
from prosa.connectors.twilio.errors import words_of
from prosa.connectors.twilio.fitting import RETRIES
from prosa.connectors.twilio.settings import TwilioSettings
from prosa.core.wire import obj, objects, text

SANDBOX = "14155238886"


async def check(settings: TwilioSettings, http: httpx.AsyncClient) -> list[CheckStep]:
    """Does the token open the account, is the number one of its senders, do deliveries come to us."""
    account = await _get(settings, http, f"{settings.url()}.json")
    if isinstance(account, str):
        return [CheckStep("token", ok=False, detail=account)]
    told = filter(None, (text(account.get("friendly_name")), text(account.get("status"))))
    active = account.get("status") == "active"
    steps = [CheckStep("token", ok=active, detail=", ".join(told))]
    return steps + await _sender(settings, http) if active else steps


async def _sender(settings: TwilioSettings, http: httpx.AsyncClient) -> list[CheckStep]:
    """The sandbox's number belongs to Twilio and stands in no account's list; neither does its webhook."""
    if settings.number == SANDBOX:
        return [CheckStep("phone_number", ok=True, detail="sandbox")]
    url = f"{settings.messaging_url}/v2/Channels/Senders?Channel=whatsapp&PageSize=1000"
    found = await _get(settings, http, url)
    if isinstance(found, str):
        return [CheckStep("phone_number", ok=False, detail=found)]
    senders = (sender for sender in objects(found.get("senders")) if sender.get("sender_id") == settings.sender)
    sender = next(senders, None)
    if sender is None:
        return [
            CheckStep("phone_number", ok=False, detail=f"{settings.sender} is not a WhatsApp sender of this account")
        ]
    status = text(sender.get("status")) or ""
    online = CheckStep("phone_number", ok=status.upper().startswith("ONLINE"), detail=status)
    return [online, *_webhook(settings, obj(sender.get("webhook")))]


def _webhook(settings: TwilioSettings, webhook: dict[str, Any]) -> list[CheckStep]:
    """Only when our own address is known. Without the fragment a delivery that fails once is lost."""
    if settings.status_callback is None:
        return []
    address, fragment = urldefrag(text(webhook.get("callback_url")) or "")
    ours = address == settings.status_callback
    lasting = "rc=" in fragment
    hint = "" if ours and lasting else f"{settings.status_callback}{RETRIES}"
    return [CheckStep("webhook", ok=ours and lasting, detail=hint)]


async def _get(settings: TwilioSettings, http: httpx.AsyncClient, url: str) -> dict[str, Any] | str:
    """The object, or what went wrong in Twilio's words."""
    try:
        response = await http.get(url, headers=settings.authorization(), follow_redirects=False)
    except httpx.HTTPError as error:
        return f"{url.split('?')[0]}: {type(error).__name__}"
    body = body_of(response)
    if response.is_success and body:
        return body
    words, code = words_of(body), text(body.get("code"))
    return f"{words} ({code})" if words else f"HTTP {response.status_code}"
