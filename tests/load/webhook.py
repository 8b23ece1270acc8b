"""Accepting a webhook (verified, stored, queued), against a bare route that only does the INSERT."""

import sys

from prosa.testing.graph import Line
from tests.load.client import Load, Outcome, deliver
from tests.load.figures import Figure, middle, quantile
from tests.load.house import House, answers, free_port, house
from tests.load.texts import QUESTIONS

LEFT = "SELECT count(*) FROM delivery WHERE state = 'stored'"
RATE = 100.0


async def run(quick: bool) -> list[Figure]:
    rounds, seconds = (1, 2.0) if quick else (3, 4.0)
    async with house() as found:
        port = free_port()
        await found.launch(sys.executable, "-m", "tests.load.bare", str(port), found.server.url)
        bare = f"http://127.0.0.1:{port}/webhook"
        await answers(f"http://127.0.0.1:{port}/openapi.json")
        await found.start("serve")
        await _warm_up(found, bare)
        flat_out = [await _pair(found, bare, seconds=seconds) for _ in range(rounds)]
        steady = [await _pair(found, bare, seconds=seconds * 2, rate=RATE) for _ in range(rounds)]
        return [_rate(flat_out), _slowest(steady)]


async def _warm_up(found: House, bare: str) -> None:
    for url in (bare, found.webhook):
        await _deliver(url, seconds=1.0, rate=50.0)


async def _pair(found: House, bare: str, seconds: float, rate: float | None = None) -> tuple[Outcome, Outcome]:
    """The bare route and ours one after the other, so that both meet the same weather."""
    floor = await _deliver(bare, seconds, rate)
    ours = await _deliver(found.webhook, seconds, rate)
    await _settle(found)
    return ours, floor


async def _settle(found: House) -> None:
    """More than fits a server's waiting room is left to the workers."""
    working = await found.start("work")
    await found.until_zero(LEFT)
    await found.stop(working)


async def _deliver(url: str, seconds: float, rate: float | None = None) -> Outcome:
    outcome = await deliver(Load(url, Line().app_secret, QUESTIONS, seconds=seconds, rate=rate))
    if outcome.refused:
        raise RuntimeError(f"{outcome.refused} deliveries were refused at {url}")
    return outcome


def _rate(pairs: list[tuple[Outcome, Outcome]]) -> Figure:
    ours, floor = middle([ours.rate for ours, _ in pairs]), middle([floor.rate for _, floor in pairs])
    share = middle([ours.rate / floor.rate for ours, floor in pairs])
    return Figure("webhooks accepted", ours, "/s", floor, "at least half", share >= 0.5)


def _slowest(pairs: list[tuple[Outcome, Outcome]]) -> Figure:
    times = [(quantile(ours.milliseconds, 0.99), quantile(floor.milliseconds, 0.99)) for ours, floor in pairs]
    share = middle([ours / floor for ours, floor in times])
    ours, floor = (middle([pair[side] for pair in times]) for side in (0, 1))
    return Figure("webhook p99 at 100/s", ours, "ms", floor, "at most 4 times", share <= 4.0)
