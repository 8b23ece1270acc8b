"""Several numbers of the Cloud API in one process, each below its index, which answer at once.

Usage: python -m tests.load.lines PORT
"""

import asyncio
import sys
from collections.abc import MutableMapping
from typing import Any

from prosa.app import processes
from prosa.channels import add_channel
from prosa.core.settings import Settings
from prosa.testing.graph import FakeGraph, GraphApp, Line
from prosa.testing.stage import serving
from tests.load.house import ACTOR, House, answers, free_port

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


async def connect_all(found: House) -> dict[str, str]:
    """Ten channels beside those of the house; their phone number ids by the path of their webhook."""
    port = free_port()
    await found.launch(sys.executable, "-m", "tests.load.lines", str(port))
    base = f"http://127.0.0.1:{port}"
    await answers(f"{base}/0/fake/state")
    accounts = {}
    async with (
        processes.installation(Settings(data_dir=found.folder, _env_file=None)) as runtime,
        runtime.db.transaction() as session,
    ):
        for index, line in enumerate(NUMBERS):
            settings = line.settings(f"{base}/{index}")
            channel_id = await add_channel(session, runtime, ACTOR, f"Linha {index}", "meta_cloud", settings)
            accounts[f"/webhooks/{channel_id}"] = line.phone_number_id
    return accounts


async def main(port: int) -> None:
    async with serving(Lines(), port):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
