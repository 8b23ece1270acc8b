"""The inbox over years of work: lists, counts and searches over the API, and whether an index is behind each."""

import re
import time
from random import Random
from uuid import UUID

import httpx
from rich.console import Console

from prosa.accounts.schemas import system
from prosa.conversations import inbox as lists
from prosa.conversations import search
from prosa.core.db import Database
from tests.contacts.watching import plan, statements
from tests.load import corpus
from tests.load.figures import Figure, at_most, quantile
from tests.load.house import House, house

GOAL = 50.0
NOBODY = system("bench")
_SCAN = re.compile(r"Seq Scan on (message|conversation|contact|identity)\b")


async def run(quick: bool) -> list[Figure]:
    messages, conversations, times = (100_000, 5_000, 10) if quick else (1_000_000, 50_000, 40)
    async with house() as found:
        written = corpus.write(found.server.url, found.channel_id, messages, conversations)
        Console(stderr=True).print(f"{messages:,} messages written in {written.seconds:.0f} s", style="dim")
        await found.start("serve")
        async with found.signed_in() as browser:
            calls = _calls(written, found.channel_id)
            figures = [await _figure(browser, name, queries, times) for name, queries in calls.items()]
        return [*figures, await _scans(found, calls)]


def _calls(written: corpus.Corpus, channel_id: str) -> dict[str, list[dict[str, str]]]:
    """What is asked for, by the name of the figure; asked in turn."""
    known, rng = corpus.vocabulary(), Random(11)
    common = ["pedido", "quero", "entrega", "prazo", "obrigado", "boleto", "bom", "frete"]
    rare = rng.sample(known[8_000:], 40)
    names = ["maria souza", "joão", "ana lima", "quitéria zanquetta", "zanq", "otávio pires dias"]
    phones = [corpus.phone(rng.randrange(written.conversations)) for _ in range(10)]
    return {
        **{f"list, tab {tab}": [{"tab": tab}] for tab in lists.Tab},
        "list, one channel": [{"tab": "all", "channel_id": channel_id}],
        "counts": [{}],
        "search, common word": [{"q": word} for word in common],
        "search, rare word": [{"q": word} for word in rare],
        "search, common words": [{"q": f"{a} {b}"} for a, b in zip(common, reversed(common), strict=True) if a != b],
        "search, common and rare word": [{"q": f"{rng.choice(common)} {word}"} for word in rare],
        "search, beginning of a word": [{"q": word[:3]} for word in common],
        "search, name": [{"q": name} for name in names],
        "search, phone": [{"q": number} for phone in phones for number in (phone, phone[4:], phone[-4:])],
    }


async def _figure(browser: httpx.AsyncClient, name: str, queries: list[dict[str, str]], times: int) -> Figure:
    taken = []
    for number in range(-3, times):
        path = "/conversations/counts" if name == "counts" else "/conversations"
        began = time.perf_counter()
        (await browser.get(path, params=queries[number % len(queries)])).raise_for_status()
        if number >= 0:
            taken.append((time.perf_counter() - began) * 1000)
    return at_most(f"inbox, {name}, p95", quantile(taken, 0.95), "ms", GOAL)


async def _scans(found: House, calls: dict[str, list[dict[str, str]]]) -> Figure:
    """How many statements behind the calls above read a big table from end to end."""
    db = Database(found.server.url)
    try:
        with statements(db) as seen:
            for queries in calls.values():
                await _in_process(db, queries[0])
        scans = {statement[0] for statement in seen if _SCAN.search(await plan(db, statement))}
    finally:
        await db.close()
    for scan in scans:
        Console(stderr=True).print(f"reads a whole table: {scan}", style="red")
    asked = len({text for text, _ in seen})
    return Figure(f"inbox, statements without an index, of {asked}", len(scans), "", None, "none", not scans)


async def _in_process(db: Database, query: dict[str, str]) -> None:
    async with db.transaction() as session:
        if "q" in query:
            await search.find(session, NOBODY, query["q"], None)
        elif "tab" in query:
            channel_id = UUID(query["channel_id"]) if "channel_id" in query else None
            await lists.page(session, lists.Tab(query["tab"]), NOBODY, lists.Wanted(channel_id=channel_id))
        else:
            await lists.counts(session, NOBODY)
