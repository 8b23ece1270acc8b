"""Trying the credentials before they are saved: each step says what to mend."""

import httpx

from prosa.channels.abilities import ProviderRefused
from prosa.channels.port import CheckStep
from prosa.connectors.evolution.calls import NoInstance, call
from prosa.connectors.evolution.settings import EvolutionSettings
from prosa.core.errors import Unavailable
from prosa.core.wire import obj, text

VERSION = "2."
"""Version 1 has other paths and bodies."""


async def check(settings: EvolutionSettings, http: httpx.AsyncClient) -> list[CheckStep]:
    """Is it an Evolution API of a version we speak, does it take the key, is there the instance. Stops at the first
    that is not: nothing else could be told then. An instance that is missing is made with the session."""
    steps = []
    for step in (_server, _instance):
        steps.append(await step(settings, http))
        if not steps[-1].ok:
            break
    return steps


async def _server(settings: EvolutionSettings, http: httpx.AsyncClient) -> CheckStep:
    try:
        about = obj(await call(settings, http, "GET", settings.base_url))
    except (Unavailable, ProviderRefused) as error:
        return CheckStep("server", ok=False, detail=error.detail)
    version = text(about.get("version")) or ""
    return CheckStep("server", ok=version.startswith(VERSION), detail=version or settings.base_url)


async def _instance(settings: EvolutionSettings, http: httpx.AsyncClient) -> CheckStep:
    try:
        found = await call(settings, http, "GET", settings.of_instance("instance", "connectionState"))
    except NoInstance:
        return CheckStep("api_key", ok=True)
    except (Unavailable, ProviderRefused) as error:
        return CheckStep("api_key", ok=False, detail=error.detail)
    state = text(obj(obj(found).get("instance")).get("state")) or ""
    return CheckStep("api_key", ok=True, detail=f"{settings.instance}: {state}")
