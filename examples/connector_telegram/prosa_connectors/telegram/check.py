"""Trying the token, and pointing the bot's webhook to us."""

import httpx
from prosa_connectors.telegram.calls import Failed, call
from prosa_connectors.telegram.parse import UPDATES
from prosa_connectors.telegram.settings import TelegramSettings

from prosa.channels.port import CheckStep
from prosa.core.wire import text


async def check(settings: TelegramSettings, http: httpx.AsyncClient) -> list[CheckStep]:
    """Is the token accepted; then, on a line that is saved and so has an address, tells Telegram to deliver there.

    Telegram shows where it delivers but not with which secret, so it is told each time: that changes nothing when all
    is as it should be, and mends it when not."""
    steps = [await _token(settings, http)]
    if steps[0].ok and settings.webhook_url:
        steps.append(await _webhook(settings, http, settings.webhook_url))
    return steps


async def _token(settings: TelegramSettings, http: httpx.AsyncClient) -> CheckStep:
    found = await call(settings, http, "getMe")
    if isinstance(found, Failed):
        return CheckStep("token", ok=False, detail=found.detail)
    username = text(found.get("username"))
    return CheckStep("token", ok=True, detail=f"@{username}" if username else "")


async def _webhook(settings: TelegramSettings, http: httpx.AsyncClient, url: str) -> CheckStep:
    wanted = {
        "url": url,
        "secret_token": settings.webhook_secret.get_secret_value(),
        "allowed_updates": list(UPDATES),
    }
    done = await call(settings, http, "setWebhook", wanted)
    found = done if isinstance(done, Failed) else await call(settings, http, "getWebhookInfo")
    if isinstance(found, Failed):
        return CheckStep("webhook", ok=False, detail=found.detail)
    said = text(found.get("last_error_message"))
    detail = f"{url}; the last delivery that failed: {said}" if said else url
    return CheckStep("webhook", ok=found.get("url") == url, detail=detail)
