"""The two ticks and the dots a person sees. What fails is forgotten."""

from contextlib import suppress
from typing import Any

import httpx

from prosa.channels.abilities import Heard
from prosa.channels.fitting import Unfit
from prosa.connectors.evolution import jids
from prosa.connectors.evolution.settings import EvolutionSettings

SHOWN = 10_000
"""Milliseconds the dots are shown, unless the answer comes before."""

_PATIENCE = 2.0
"""Seconds: Evolution answers only when the dots are gone again, which nobody waits for."""


async def mark_read(settings: EvolutionSettings, http: httpx.AsyncClient, heard: Heard) -> None:
    with suppress(Unfit):
        read = {"id": heard.provider_id, "fromMe": False, "remoteJid": jids.address(heard.to)}
        await _tell(settings, http, "markMessageAsRead", {"readMessages": [read]})


async def show_typing(settings: EvolutionSettings, http: httpx.AsyncClient, heard: Heard) -> None:
    with suppress(Unfit):
        body = {"number": jids.address(heard.to), "delay": SHOWN, "presence": "composing"}
        await _tell(settings, http, "sendPresence", body)


async def _tell(settings: EvolutionSettings, http: httpx.AsyncClient, operation: str, body: dict[str, Any]) -> None:
    url = settings.of_instance("chat", operation)
    with suppress(httpx.HTTPError):
        await http.post(url, json=body, headers=settings.authorization(), timeout=_PATIENCE, follow_redirects=False)
