"""Calls besides those that send: the result, or what went wrong in a few words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from prosa_connectors.telegram.errors import refusal
from prosa_connectors.telegram.settings import TelegramSettings

from prosa.channels.outcome import body_of, reason
from prosa.core.wire import obj


@dataclass(frozen=True, slots=True)
class Failed:
    """`code` is Telegram's, None when it did not answer or said nothing. `detail` never holds the token."""

    code: int | None
    detail: str


async def call(
    settings: TelegramSettings, http: httpx.AsyncClient, method: str, parameters: Mapping[str, Any] | None = None
) -> dict[str, Any] | Failed:
    """The object Telegram answers; empty for a bare "yes"."""
    try:
        response = await http.post(settings.url(method), json=parameters or {}, follow_redirects=False)
    except httpx.HTTPError as error:
        return Failed(None, f"{settings.base_url}: {reason(error)}")
    refused = refusal(response)
    if refused is not None:
        return Failed(response.status_code, f"{refused.text} ({response.status_code})")
    body = body_of(response)
    if not response.is_success or body.get("ok") is not True:
        return Failed(None, f"{settings.base_url}: HTTP {response.status_code}")
    return obj(body.get("result"))
