"""Asking models outside of turns: the trial of a connection, and whether models answer now."""

import asyncio
from importlib import import_module
from typing import Any
from uuid import UUID

from prosa.agents import connections, costs
from prosa.agents.connections import Connection, ModelsMissing, installed
from prosa.agents.costs import Purpose
from prosa.agents.engine import ModelCall
from prosa.agents.model_schemas import ModelHealth, ModelsHealth, Probe
from prosa.core.runtime import Runtime

LONGEST_PROBE, LONGEST_CHECK = 60.0, 10.0
"""Seconds."""


async def probe_model(runtime: Runtime, model_id: UUID) -> Probe:
    """Tries a connection and keeps what was found. Raises `NotFound`, `ModelsMissing`, `AddressRefused`."""
    async with runtime.db.transaction() as session:
        connection = await connections.opened(session, runtime, model_id)
    await connections.check_address(runtime.settings, connection.base_url)
    calls: list[ModelCall] = []
    trying, models = _loaded(runtime)
    try:
        async with asyncio.timeout(LONGEST_PROBE):
            found: Probe = await trying.probe(models, connection, calls)
    finally:
        await models.close()
        await _write_down(runtime, "probe", calls)
    async with runtime.db.transaction() as session:
        await connections.keep_profile(session, model_id, found.profile)
    return found


async def check_models(runtime: Runtime) -> ModelsHealth:
    """Asks every enabled model a word."""
    async with runtime.db.transaction() as session:
        known = list((await connections.enabled(session, runtime)).values())
    if not known:
        return ModelsHealth(ok=True, items=[])
    if not installed():
        items = [_health(connection, 0, "models_missing") for connection in known]
        return ModelsHealth(ok=False, items=items)
    trying, models = _loaded(runtime)
    try:
        items = list(await asyncio.gather(*(_check(runtime, trying, models, each) for each in known)))
    finally:
        await models.close()
    return ModelsHealth(ok=any(item.ok for item in items), items=items)


async def _check(runtime: Runtime, trying: Any, models: Any, connection: Connection) -> ModelHealth:
    calls: list[ModelCall] = []
    error: str | None
    try:
        async with asyncio.timeout(LONGEST_CHECK):
            error = await trying.answers_now(models, connection, calls)
    except TimeoutError:
        error = "timeout"
    await _write_down(runtime, "health", calls)
    return _health(connection, sum(call.ms for call in calls), error)


def _health(connection: Connection, ms: int, error: str | None) -> ModelHealth:
    return ModelHealth(
        id=connection.id, name=connection.name, model=connection.model, ok=error is None, ms=ms, error=error
    )


def _loaded(runtime: Runtime) -> tuple[Any, Any]:
    """Raises `ModelsMissing`."""
    if not installed():
        raise ModelsMissing("pip install prosa[llm]")
    providers = import_module("prosa.agents.llm.providers")
    return import_module("prosa.agents.llm.trying"), providers.Models(runtime.settings.internal_hosts)


async def _write_down(runtime: Runtime, purpose: str, calls: list[ModelCall]) -> None:
    async with runtime.db.transaction() as session:
        await costs.note_calls(session, Purpose(purpose), calls)
