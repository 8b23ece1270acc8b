"""Waiting for a condition instead of sleeping for luck."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import Any


async def until(condition: Callable[[], Awaitable[Any] | Any], seconds: float = 20) -> Any:
    """The condition's first true value. Fails when it has none within `seconds`."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while True:
        found = condition()
        if inspect.isawaitable(found):
            found = await found
        if found:
            return found
        assert loop.time() < end, f"still not true after {seconds} s: {condition}"
        await asyncio.sleep(0.02)
