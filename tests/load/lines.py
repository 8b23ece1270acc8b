"""Several numbers of the Cloud API in one process, each below its index, which answer at once.

Usage: python -m tests.load.lines PORT
"""

import asyncio
import sys
from collections.abc import MutableMapping
from typing import Any

from prosa.testing.graph import FakeGraph, GraphApp, Line
from prosa.testing.stage import serving

NUMBERS = tuple(Line(phone_number_id=f"90000000000{index}") for index in range(10))


class Lines:
    """A `FakeApp`."""

    def __init__(self) -> None:
        self._apps = [GraphApp(FakeGraph(line=line, receipts=())) for line in NUMBERS]

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, respond: Any) -> None:
        index = scope["path"].strip("/").split("/")[0]
        await self._apps[int(index)]({**scope, "root_path": f"/{index}"}, receive, respond)

    async def close(self) -> None:
        for app in self._apps:
            await app.close()


async def main(port: int) -> None:
    async with serving(Lines(), port):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
