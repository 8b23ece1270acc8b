"""The desk over years of work: reports, the cases behind them, the board and what waits, over the API; and whether an
index is behind each statement."""

import re
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import psycopg
from rich.console import Console

from prosa.accounts.schemas import Principal, system
from prosa.conversations import inbox
from prosa.conversations.inbox import Sort, Tab
from prosa.core.clock import now
from prosa.core.db import Database, Session
from prosa.desk import automating, board, counting, reports, surveys, targets
from prosa.desk.automation import Conditions, NewAutomation, Trigger
from prosa.desk.reports import Cut, Only, Wanted
from tests.contacts.watching import plan, statements
from tests.load import corpus
from tests.load.figures import Figure, at_most, quantile
from tests.load.house import House, house

GOAL = 100.0
_SCAN = re.compile(r'Seq Scan on (message|conversation|contact|identity|"?case"?|survey)\b')


async def run(quick: bool) -> list[Figure]:
    messages, conversations, times = (100_000, 5_000, 10) if quick else (1_000_000, 50_000, 40)
    async with house() as found:
        corpus.write(found.server.url, found.channel_id, messages, conversations)
        seconds = await _counted(found)
        _write_cases(found.server.url)
        await found.start("serve")
        async with found.signed_in() as browser:
            figures = [await _figure(browser, name, path, query, times) for name, path, query in _calls()]
        counting_lines = Figure("desk, telling the cases of 2,000 lines", seconds, "s", None, "none", True)
        return [counting_lines, *figures, await _scans(found)]


async def _counted(found: House) -> float:
    """How long the job takes for its largest step, as after an import."""
    began = time.monotonic()
    db = Database(found.server.url)
    try:
        async with db.transaction() as session:
            await counting.count(session)
    finally:
        await db.close()
    return time.monotonic() - began


def _write_cases(url: str) -> None:
    """Two matters in each conversation, some of which went to people: the corpus says things at random times, of which
    nearly each would be a matter of its own."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_NO_CASES)
        connection.execute(_CASES)
        connection.execute(_SURVEYS)
        connection.execute(_PLACE)
        connection.execute("""UPDATE "user" SET role = 'supervisor' WHERE role = 'operator'""")
        connection.execute('VACUUM ANALYZE "case", survey')


_NO_CASES = 'TRUNCATE "case"'
_PLACE = """
INSERT INTO desk_place (name, line) SELECT 'cases', id FROM message ORDER BY id DESC LIMIT 1
ON CONFLICT (name) DO UPDATE SET line = excluded.line
"""
_SURVEYS = """
INSERT INTO survey (id, kind, conversation_id, contact_id, seq, token_hash, asked_at, expires_at, score, answered_at,
                    by)
SELECT gen_random_uuid(), 'csat', conversation_id, contact_id, last_seq, id::text, ended_at, ended_at, csat, ended_at,
       'chat'
FROM "case" WHERE csat IS NOT NULL
"""
_CASES = """
INSERT INTO "case" (id, conversation_id, channel_id, contact_id, operator_id, first_seq, last_seq, opened_at, last_at,
                    state, holder, ended_at, handed_at, handoff_reason, by_agent, answer_ms, person_ms, length_ms,
                    inbound, agent_said, people_said, handoffs, transfers, asked_again, csat, nps)
SELECT gen_random_uuid(), c.id, c.channel_id, c.contact_id,
       CASE WHEN r.handed THEN (SELECT id FROM "user" ORDER BY md5(r.random::text || id::text) LIMIT 1) END,
       part * 1000, part * 1000 + 9, r.opened, r.opened + interval '2 hours', 'resolved', 'person',
       r.opened + interval '2 hours', CASE WHEN r.handed THEN r.opened + interval '1 minute' END,
       CASE WHEN r.handed THEN (ARRAY['asked_for_person', 'not_understood', 'vip'])[1 + floor(r.random * 3)::int] END,
       NOT r.handed, (r.random * 20000)::int, CASE WHEN r.handed THEN (r.random * 900000)::int END,
       (r.random * 7200000)::int, 5, 4, CASE WHEN r.handed THEN 3 ELSE 0 END, r.handed::int, 0,
       (r.random < 0.02)::int, CASE WHEN r.random < 0.1 THEN 1 + floor(r.random * 50)::int END, NULL::int
FROM conversation c, generate_series(1, 2) AS part,
     LATERAL (SELECT random() AS random, now() - random() * interval '400 days' AS opened,
                     (hashtext(c.id::text || part) % 4) = 0 AS handed) r
"""


def _calls() -> list[tuple[str, str, dict[str, str]]]:
    """What is asked for, by the name of the figure."""
    month = {"first": str((now() - timedelta(days=30)).date())}
    year = {"first": str((now() - timedelta(days=365)).date())}
    return [
        *[(f"report of a month by {cut}", "/reports", {**month, "cut": cut}) for cut in Cut],
        ("report of a year by day", "/reports", {**year, "cut": "day"}),
        ("cases of a year", "/reports/cases", year),
        ("cases behind a number", "/reports/cases", {**year, "only": "again"}),
        ("operational figures", "/metrics", {"range": "30d"}),
        ("board", "/board", {}),
        ("queue by score", "/conversations", {"tab": "waiting", "sort": "queue"}),
        ("oldest first", "/conversations", {"tab": "all", "sort": "oldest"}),
        ("answers to surveys", "/surveys", {}),
    ]


async def _figure(browser: httpx.AsyncClient, name: str, path: str, query: dict[str, str], times: int) -> Figure:
    taken = []
    for number in range(-3, times):
        began = time.perf_counter()
        (await browser.get(path, params=query)).raise_for_status()
        if number >= 0:
            taken.append((time.perf_counter() - began) * 1000)
    return at_most(f"desk, {name}, p95", quantile(taken, 0.95), "ms", GOAL)


async def _scans(found: House) -> Figure:
    """How many statements read a big table from end to end."""
    db = Database(found.server.url)
    try:
        with statements(db) as seen:
            for work in _works(system("bench")):
                async with db.transaction() as session:
                    await work(session)
        scans = {statement[0] for statement in seen if _SCAN.search(await plan(db, statement))}
    finally:
        await db.close()
    for scan in scans:
        Console(stderr=True).print(f"reads a whole table: {scan}", style="red")
    asked = len({text for text, _ in seen})
    return Figure(f"desk, statements without an index, of {asked}", len(scans), "", None, "none", not scans)


def _works(me: Principal) -> list[Callable[[Session], Awaitable[object]]]:
    today = now().date()
    month = Wanted(today - timedelta(days=30), today)
    again = Wanted(today - timedelta(days=30), today, only=Only.AGAIN)
    rule = NewAutomation(
        name="x",
        active=True,
        trigger=Trigger.MESSAGE,
        conditions=Conditions(words=["reembolso"]),
        actions=[{"kind": "give_back"}],
    )
    return [
        lambda session: reports.report(session, me, month, Cut.OPERATOR),
        lambda session: reports.page(session, me, again),
        lambda session: targets.measure(session, "24h"),
        lambda session: board.board(session, me),
        lambda session: inbox.page(session, Tab.WAITING, me, inbox.Wanted(sort=Sort.QUEUE)),
        lambda session: surveys.page(session, me, low=False, before=None, limit=50),
        lambda session: automating.dry_run(session, me, rule),
        counting.count,
        counting.close_quiet,
    ]
