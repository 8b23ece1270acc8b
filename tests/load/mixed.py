"""Ten lines at once for a minute: the rate at which what comes in is answered as fast as it comes."""

from prosa.testing.graph import Line
from tests.load import processors
from tests.load.client import Load, deliver
from tests.load.figures import Figure, at_least
from tests.load.house import House, house
from tests.load.idle import tree
from tests.load.lines import connect_all
from tests.load.texts import QUESTIONS
from tests.load.webhook import LEFT

GOAL = 200.0
RATES = (200.0, 120.0, 80.0, 60.0, 40.0)
"""Messages a second over all lines, tried from above until one is carried."""
PEOPLE = 500
BEHIND = """
SELECT (SELECT count(*) FROM delivery WHERE state = 'stored')
     + (SELECT count(*) FROM message WHERE outcome = 'pending')
     + (SELECT count(*) FROM message WHERE direction = 'out' AND status IN ('queued', 'sending', 'unconfirmed'))
"""
SECONDS_BEHIND = 3.0
"""What has come in this long before the end may still be on its way without the backlog growing."""


async def run(quick: bool) -> list[Figure]:
    seconds = 15.0 if quick else 60.0
    async with house() as found:
        accounts = await connect_all(found)
        serving = await found.start("serve")
        workers = [await found.start("work"), await found.start("work")]
        parts = {"server": [serving.pid], "workers": [worker.pid for worker in workers]}
        for number, rate in enumerate(RATES):
            before = processors.used(_with_database(found, parts))
            behind = await _minute(found, accounts, rate, seconds, number * PEOPLE)
            busy = processors.shares(before, processors.used(_with_database(found, parts)), seconds)
            if behind <= rate * SECONDS_BEHIND:
                break
            await found.until_zero(LEFT, 600)
            await found.until_zero(BEHIND, 600)
    note = f"({behind} on their way at the end; {busy})"
    return [at_least("messages over ten lines", rate, "/s", GOAL, note=note)]


def _with_database(found: House, parts: dict[str, list[int]]) -> dict[str, list[int]]:
    return {**parts, "database": tree(found.server.pid or 0)}


async def _minute(found: House, accounts: dict[str, str], rate: float, seconds: float, first_person: int) -> int:
    """How much is on its way when the last message has come in."""
    load = Load(
        f"{found.address}/webhooks",
        Line().app_secret,
        QUESTIONS,
        people=PEOPLE,
        first_person=first_person,
        rate=rate,
        seconds=seconds,
        accounts=accounts,
    )
    outcome = await deliver(load)
    if outcome.refused:
        raise RuntimeError(f"{outcome.refused} deliveries were refused")
    return int(await found.number(BEHIND))
