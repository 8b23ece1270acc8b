"""Trying the connection before it is saved: each step says what to mend."""

import httpx

from prosa.channels.abilities import ProviderRefused, SessionState
from prosa.channels.port import CheckStep
from prosa.connectors.waha.calls import told
from prosa.connectors.waha.sessions import MISSING, WahaSessions
from prosa.connectors.waha.settings import WahaSettings
from prosa.core.errors import Unavailable
from prosa.core.wire import obj, text


async def check(settings: WahaSettings, http: httpx.AsyncClient) -> list[CheckStep]:
    """Is it a WAHA that takes the key, and is there such a session, in a state from which it can work."""
    server = await _server(settings, http)
    return [server, await _session(settings, http)] if server.ok else [server]


async def _server(settings: WahaSettings, http: httpx.AsyncClient) -> CheckStep:
    try:
        found = obj(await told(settings, http, "GET", "server", "version"))
    except (Unavailable, ProviderRefused) as error:
        return CheckStep("server", ok=False, detail=error.detail)
    words = " ".join(filter(None, (text(found.get(key)) for key in ("version", "engine"))))
    return CheckStep("server", ok=bool(words), detail=words or "this is no WAHA server")


async def _session(settings: WahaSettings, http: httpx.AsyncClient) -> CheckStep:
    try:
        link = await WahaSessions().state(settings, http)
    except (Unavailable, ProviderRefused) as error:
        return CheckStep("session", ok=False, detail=error.detail)
    detail = " ".join(filter(None, (link.detail, link.phone, link.name)))
    usable = link.state is not SessionState.FAILED and link.detail != MISSING
    return CheckStep("session", ok=usable, detail=detail)
