"""A whole installation reads what it is told, and a supervisor teaches it."""

from typing import Any

import httpx
import pytest

from prosa.accounts import Role
from prosa.agents.understanding import Companion
from tests.house import House
from tests.waiting import until

PATIENCE = 240.0
"""Seconds; the process that trains gives way to all others."""


@pytest.mark.timeout(600)
async def test_a_turn_is_read_corrected_and_learned(house: House) -> None:
    companion = house.runtime.registry.get(Companion, "understanding")
    async with companion.working():
        await until(lambda: companion.read(["oi"]), PATIENCE)
        turn_id = await turn_of(house, "o sistema não abre, dá erro na tela")
        heads = (await house.get(f"/turns/{turn_id}"))["understanding"]["reading"]["heads"]
        assert heads["category"]["value"] == "tecnico"
        await until(lambda: learned(house, revision=1), PATIENCE)

        supervisor = await house.user("rita@example.com", Role.SUPERVISOR)
        path = f"/api/v1/turns/{turn_id}/correction"
        taught = await supervisor.post(path, json={"category": "reclamacao"})
        assert taught.status_code == 200
        assert taught.json()["labels"] == {"category": "reclamacao"}
        model = await until(lambda: learned(house, revision=2), PATIENCE)
        assert model["corrections"] == 1
        assert (await quality(supervisor))["weeks"][0]["decided"] == 1

        assert (await supervisor.delete(path)).status_code == 204
        assert (await supervisor.delete(path)).status_code == 404
        refused = await supervisor.post(path, json={"category": "fofoca"})
        assert refused.status_code == 422


async def turn_of(house: House, text: str) -> str:
    channel_id = await house.channel("simulator")
    await house.post(f"/simulator/{channel_id}/messages", phone="5511987654321", client_id="a", text=text)
    conversation = await house.conversation()

    async def answered() -> str | None:
        found = [line["turn_id"] for line in await house.messages(conversation["id"]) if line.get("turn_id")]
        return found[0] if found else None

    return str(await until(answered))


async def learned(house: House, revision: int) -> dict[str, Any] | None:
    model = (await quality(house.admin))["model"]
    return model if model["revision"] >= revision else None


async def quality(browser: httpx.AsyncClient) -> dict[str, Any]:
    answer = await browser.get("/api/v1/understanding")
    answer.raise_for_status()
    return dict(answer.json())
