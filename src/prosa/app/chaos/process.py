"""A server or a worker of a chaos run: the real one, with the chaos engine and, if asked, a planted fault.

Usage: python -m prosa.app.chaos.process serve|work SEED [PLANT]
"""

import asyncio
import sys

from prosa.agents.engine import Engine
from prosa.app import processes
from prosa.app.chaos.engine import NAME, ChaosEngine
from prosa.app.chaos.faults import PLANTS
from prosa.core.settings import load_settings
from prosa.core.telemetry import configure_logging


async def main(part: str, seed: int) -> None:
    settings = load_settings()
    configure_logging(settings.log_level)
    async with processes.installation(settings) as runtime:
        runtime.registry.add(Engine, NAME, ChaosEngine(seed))
        await (processes.serve if part == "serve" else processes.work)(runtime)


if __name__ == "__main__":
    for name in sys.argv[3:]:
        PLANTS[name]()
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
