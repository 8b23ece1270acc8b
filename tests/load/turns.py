"""Whole offline turns on one worker process: the answer job, the deliver job, and every row they write."""

import sys

from prosa.testing.graph import Line
from tests.load.client import Load, deliver
from tests.load.figures import Figure, at_least, middle
from tests.load.house import House, house
from tests.load.lines import connect_all
from tests.load.texts import QUESTIONS
from tests.load.webhook import LEFT

GOAL = 60.0
UNSENT = """
SELECT (SELECT count(*) FROM conversation WHERE answer_due_at IS NOT NULL)
     + (SELECT count(*) FROM message WHERE outcome = 'pending')
     + (SELECT count(*) FROM message WHERE direction = 'out' AND status IN ('queued', 'sending', 'unconfirmed'))
"""
SPAN = """
SELECT count(*), extract(epoch FROM max(m.accepted_at) - min(t.started_at))::float
FROM turn t JOIN message m ON m.turn_id = t.id AND m.direction = 'out' WHERE t.started_at > %s
"""
KINDS = "SELECT string_agg(DISTINCT kind, ', ') FROM turn"


async def run(quick: bool) -> list[Figure]:
    rounds, conversations = (1, 200) if quick else (3, 600)
    async with house(burst_wait="0") as found:
        accounts = await connect_all(found)
        rates = [await _round(found, accounts, conversations, number * conversations) for number in range(rounds)]
        floor = middle([await _inserts(found) for _ in range(rounds)])
        kinds = await found.number(KINDS)
    note = f"(replies: {kinds}; floor: single INSERTs of one process)"
    return [at_least("turns on one worker", middle(rates), "/s", GOAL, floor=floor, note=note)]


async def _round(found: House, accounts: dict[str, str], conversations: int, first_person: int) -> float:
    """Everybody writes while no worker is there; then one is started. Over several lines, as one may be used only so
    fast."""
    serving = await found.start("serve")
    outcome = await deliver(
        Load(
            found.webhook,
            Line().app_secret,
            QUESTIONS,
            people=conversations,
            first_person=first_person,
            connections=8,
            seconds=600,
            messages=conversations,
            accounts=accounts,
        )
    )
    assert outcome.answered == conversations
    await found.until_zero(LEFT)
    await found.stop(serving)
    began = await found.number("SELECT now()")
    await found.query("VACUUM ANALYZE")
    working = await found.start("work")
    await found.until_zero(UNSENT)
    await found.stop(working)
    ((turns, seconds),) = await found.query(SPAN, began)
    assert turns == conversations
    return float(turns / seconds)


async def _inserts(found: House) -> float:
    """How many single INSERTs, each committed, one process makes through sixteen connections."""
    return float(await found.output(sys.executable, "-m", "tests.load.inserts", found.server.url))
