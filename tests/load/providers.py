"""Accepting what each provider delivers (verified, read, stored), against a bare route that only does the INSERT."""

import sys

from tests.load.client import Load, deliver
from tests.load.figures import Figure, middle
from tests.load.house import House, answers, free_port, house
from tests.load.letters import LINES
from tests.load.texts import QUESTIONS

MESSAGES = 1500
"""Less than a server's waiting room, so that no worker is needed to empty it."""


async def run(quick: bool) -> list[Figure]:
    rounds = 1 if quick else 3
    async with house() as found:
        port = free_port()
        await found.launch(sys.executable, "-m", "tests.load.bare", str(port), found.server.url)
        await answers(f"http://127.0.0.1:{port}/openapi.json")
        await found.start("serve")
        bare = f"http://127.0.0.1:{port}/webhook"
        return [await _figure(found, bare, connector, rounds) for connector in LINES]


async def _figure(found: House, bare: str, connector: str, rounds: int) -> Figure:
    pairs = [await _pair(found, bare, connector, number * MESSAGES) for number in range(rounds)]
    ours, floor = (middle([pair[side] for pair in pairs]) for side in (0, 1))
    return Figure(f"deliveries of {connector} accepted", ours, "/s", floor)


async def _pair(found: House, bare: str, connector: str, first_person: int) -> tuple[float, float]:
    """Ours and the bare route, messages a second."""
    floor = await _rate(bare, connector, first_person)
    ours = await _rate(found.webhook_of(connector), connector, first_person)
    await found.until_zero("SELECT count(*) FROM delivery WHERE state = 'stored'")
    return ours, floor


async def _rate(url: str, connector: str, first_person: int) -> float:
    load = Load(
        url,
        LINES[connector].app_secret if connector == "meta_cloud" else "",
        QUESTIONS,
        people=MESSAGES,
        first_person=first_person,
        seconds=600,
        messages=MESSAGES,
        connector=connector,
    )
    outcome = await deliver(load)
    if outcome.refused:
        raise RuntimeError(f"{outcome.refused} deliveries were refused at {url}")
    return outcome.rate
