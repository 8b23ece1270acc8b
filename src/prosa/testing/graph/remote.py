"""Steering a fake from another thread or process, over its own HTTP."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from types import TracebackType
from typing import Any, Self

import httpx

from prosa.testing.graph.courier import Webhook
from prosa.testing.graph.payloads import Content
from prosa.testing.stage import Fault, Rates

_PAUSE = 0.05


class Remote:
    """A client for `/fake/…`. An async context manager."""

    def __init__(self, base_url: str) -> None:
        self._http = httpx.AsyncClient(base_url=base_url, timeout=30, trust_env=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def deliver_to(self, webhook: Webhook | None) -> None:
        """From now on deliveries go there."""
        await self._post("webhook", asdict(webhook) if webhook else {})

    async def goes_wrong(self, faults: Sequence[Fault | None]) -> None:
        """Adds to the script of the next sends."""
        await self._post("faults", {"script": [asdict(fault) if fault else None for fault in faults]})

    async def set_rates(self, rates: Rates) -> None:
        """What happens to sends once the script is used up."""
        await self._post("faults", {"rates": asdict(rates)})

    async def say(self, phone: str, content: Content | str, **more: object) -> str:
        """A person writes; `more` as in `FakeGraph.say`. Returns the id of the message."""
        return (await self.say_all([{"phone": phone, "content": content, **more}]))[0]

    async def say_all(self, messages: Sequence[Mapping[str, object]]) -> list[str]:
        """Several people write: objects with phone, content and what else `FakeGraph.say` takes; `echo` true for
        somebody of the business. Returns the ids."""
        ids: list[str] = (await self._post("inbound", {"messages": list(messages)}))["ids"]
        return ids

    async def sends(self) -> list[dict[str, Any]]:
        """Every message that was taken, in order."""
        found: list[dict[str, Any]] = []
        while True:
            page = await self._get(f"sends?after={len(found)}")
            found += page["sends"]
            if len(found) >= page["total"]:
                return found

    async def state(self) -> dict[str, Any]:
        """Counts: sends, doubled, faults, and the deliveries pending, delivered, attempts."""
        return await self._get("state")

    async def settled(self, within: float = 30.0) -> None:
        """Returns once every delivery has arrived. Raises `TimeoutError`."""
        async with asyncio.timeout(within):
            while (await self.state())["pending"]:
                await asyncio.sleep(_PAUSE)

    async def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return _read(await self._http.post(f"/fake/{path}", json=body))

    async def _get(self, path: str) -> dict[str, Any]:
        return _read(await self._http.get(f"/fake/{path}"))


def _read(response: httpx.Response) -> dict[str, Any]:
    response.raise_for_status()
    found: dict[str, Any] = response.json()
    return found
