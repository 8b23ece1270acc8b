"""From the webhook to the reply at the provider, at a steady pace with burst wait off."""

from datetime import datetime

from prosa.testing.graph import Line, Remote, Webhook
from tests.load.client import Load, deliver
from tests.load.figures import Figure, at_most, middle, quantile
from tests.load.house import House, house
from tests.load.texts import QUESTIONS
from tests.load.turns import UNSENT
from tests.load.webhook import LEFT

RATE = 20.0
GOAL = 100.0
PEOPLE = 1000
"""More than write in a round."""


async def run(quick: bool) -> list[Figure]:
    rounds, seconds = (1, 4.0) if quick else (3, 10.0)
    async with house(burst_wait="0") as found:
        await found.start_graph()
        await found.start("serve")
        await found.start("work")
        async with Remote(found.graph_address) as graph:
            await graph.deliver_to(Webhook(url=found.webhook, app_secret=Line().app_secret))
            await _round(found, graph, seconds / 2, first_person=0)
            times = [await _round(found, graph, seconds, number * PEOPLE) for number in range(1, rounds + 1)]
    p50, p95 = (middle([quantile(each, share) for each in times]) for share in (0.5, 0.95))
    return [
        Figure("webhook to reply at 20/s, p50", p50, "ms"),
        at_most("webhook to reply at 20/s, p95", p95, "ms", GOAL, note="(receipts coming in meanwhile)"),
    ]


async def _round(found: House, graph: Remote, seconds: float, first_person: int) -> list[float]:
    """Milliseconds from when each message was due at the webhook to its reply at the fake. Everybody is new: whom
    the agent has handed over to a person, it does not answer."""
    known = len(await graph.sends())
    load = Load(
        found.webhook,
        Line().app_secret,
        QUESTIONS,
        people=PEOPLE,
        first_person=first_person,
        rate=RATE,
        seconds=seconds,
    )
    outcome = await deliver(load)
    await found.until_zero(LEFT)
    await found.until_zero(UNSENT)
    await graph.settled()
    sends = (await graph.sends())[known:]
    at = {send["to"]: datetime.fromisoformat(send["at"]).timestamp() for send in sends}
    if missing := outcome.due.keys() - at.keys():
        raise RuntimeError(f"{len(missing)} messages were not answered")
    return [(at[phone] - due) * 1000 for phone, due in outcome.due.items()]
