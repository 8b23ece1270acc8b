"""A screen that shows everything: fetched once, kept true by changes alone, compared with a fresh fetch."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing, asynccontextmanager
from typing import Any

from sqlalchemy import select, text

from prosa import accounts, agents, contacts, tickets
from prosa.accounts import hours
from prosa.accounts.schemas import system
from prosa.agents import connections
from prosa.agents.understanding import corrections
from prosa.agents.understanding.settings import get_settings
from prosa.app.live import fresh
from prosa.channels import address, directory, health, prices, templates
from prosa.contacts import queries
from prosa.conversations import inbox, labels, mentions, messages
from prosa.conversations.inbox import Tab
from prosa.core.clock import now
from prosa.core.db import Database, Session
from prosa.core.live import LiveReader
from prosa.core.runtime import Runtime
from prosa.desk import (
    alerts,
    automating,
    automation,
    canned,
    held,
    macros,
    presence,
    reports,
    saved_views,
    scheduled,
    surveys,
)
from prosa.desk.models import ScheduledRow
from prosa.desk.reports import Cut, Wanted
from prosa.knowledge import gaps, sources
from prosa.knowledge import service as knowledge
from prosa.knowledge.models import EmbeddingRow
from prosa.speech import service as speech
from prosa.tickets import policies
from prosa.turns import approvals
from prosa.turns.schemas import ApprovalState

Shown = dict[str, Any]


TOLD_BY_TIME: Shown = {"last_event_at": None, "queued": 0}
"""Of a line: every message moves them. Screens look again now and then (`upkeep.remind`)."""


async def channels(session: Session, runtime: Runtime) -> Any:
    """The cards, the groups in which each line answers, and the address all are reached by."""
    lines = await health.overview(session, runtime)
    groups = [await directory.answered_groups(session, line.id) for line in lines]
    return [line.model_copy(update=TOLD_BY_TIME) for line in lines], groups, await address.current(session, runtime)


async def people(session: Session, _: Runtime) -> Any:
    """The list, and the panel of each."""
    found = await queries.search(session, "", None, 100)
    fields = [await contacts.fields.values_of(session, item.id) for item in found.items]
    return found, [await contacts.detail(session, item.id) for item in found.items], fields


async def services(session: Session, runtime: Runtime) -> Any:
    return await accounts.services.in_use(session), await speech.settings(session, runtime)


async def understanding(session: Session, _: Runtime) -> Any:
    """What was taught, and how what is read is used."""
    return await corrections.list_examples(session), await get_settings(session)


async def waiting(session: Session, _: Runtime) -> Any:
    """What a person has to decide, and what they decided."""
    return [await approvals.listed(session, system("test"), state, 100) for state in ApprovalState]


async def company(session: Session, _: Runtime) -> Any:
    """Who it is, and its special days."""
    return await accounts.get_company(session), await hours.list_special_days(session)


async def deadlines(session: Session, _: Runtime) -> Any:
    """What is promised, and the rules of follow-ups."""
    return await policies.list_policies(session), await tickets.follow_ups.list_rules(session)


async def matters(session: Session, _: Runtime) -> Any:
    """Tickets and follow-ups."""
    found = await tickets.list_tickets(session, tickets.Wanted(), None, 100)
    return found, await tickets.follow_ups.list_follow_ups(session, system("test"), over=True)


async def notes_that_call(session: Session, _: Runtime) -> Any:
    """What everybody has not read yet."""
    return [await mentions.list_of(session, user.id) for user in await accounts.list_users(session)]


async def written_for_later(session: Session, _: Runtime) -> Any:
    """All of it, wherever."""
    ids = await session.scalars(select(ScheduledRow.id).order_by(ScheduledRow.id))
    return [await scheduled.get(session, system("test"), id_) for id_ in ids]


async def held_back(session: Session, _: Runtime) -> Any:
    """What waits for a supervisor's word, what became of the others, and the rules."""
    stands = [await held.listed(session, system("test"), waiting=waiting, limit=200) for waiting in (True, False)]
    return stands, await held.rules(session)


async def counted_today(session: Session, _: Runtime) -> Any:
    """Of the board: whoever waits or works is looked up again every few seconds."""
    today = (await reports.default_days(session, 1))[0]
    return (await reports.report(session, system("test"), Wanted(today, today), Cut.DAY)).total


async def how_it_was(session: Session, _: Runtime) -> Any:
    """What contacts are asked, and what they answered."""
    pages = [await surveys.page(session, system("test"), low=low, before=None, limit=200) for low in (False, True)]
    return await surveys.get_plan(session), pages


LISTS: Mapping[str, Callable[[Session, Runtime], Awaitable[Any]]] = {
    "agents": lambda session, _: agents.list_agents(session),
    "alerts": alerts.settings,
    "approvals": waiting,
    "automations": lambda session, _: automation.list_rules(session, now() - automating.WEEK),
    "board": counted_today,
    "articles": lambda session, _: knowledge.list_articles(session),
    "canned-replies": lambda session, _: canned.list_canned_replies(session),
    "channels": channels,
    "contact-fields": lambda session, _: contacts.fields.list_fields(session),
    "company": company,
    "contacts": people,
    "embeddings": lambda session, _: session.scalar(select(EmbeddingRow.problem)),
    "gaps": lambda session, _: gaps.list_gaps(session),
    "held": held_back,
    "labels": lambda session, _: labels.list_labels(session),
    "macros": lambda session, _: macros.list_macros(session),
    "mentions": notes_that_call,
    "models": lambda session, _: connections.list_models(session),
    "presence": lambda session, _: presence.listed(session),
    "queues": lambda session, _: accounts.queues.list_queues(session),
    "prices": lambda session, _: prices.listed(session),
    "saved-views": lambda session, _: saved_views.list_views(session, system("test")),
    "scheduled": written_for_later,
    "services": services,
    "sources": lambda session, _: sources.list_sources(session),
    "surveys": how_it_was,
    "templates": lambda session, _: templates.listed(session),
    "sla": deadlines,
    "tickets": matters,
    "understanding": understanding,
    "users": lambda session, _: accounts.list_users(session),
}
"""What is fetched again when its topic is named."""
NAMES = frozenset({"labels", "queues", "users"})
"""Topics after which names are read anew, wherever they stand."""

WROTE = text("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
ROUNDS = 3
"""Somebody else may commit between the changes and the fetch; what is wrong for good stays so."""


class Screen:
    """A tab with every conversation, every message and every list open. `wrong` is what it showed wrongly, ever."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._reader = LiveReader(runtime.db.url)
        self._cursor = ""
        self._alone = asyncio.Lock()
        self.shown: Shown = {}
        self.wrong: list[str] = []

    async def opens(self) -> None:
        async with aclosing(self._reader.follow()) as batches:
            self._cursor = (await anext(batches)).cursor
        self.shown = await everything(self._runtime)

    async def follows(self, what: str) -> None:
        """Applies what has changed since, and notes what is shown wrongly all the same after `what`."""
        async with self._alone:
            for _ in range(ROUNDS):
                await self._applies_changes()
                fetched = await everything(self._runtime)
                wrong = differences(self.shown, fetched)
                if not wrong:
                    break
            self.wrong += [f"{what}: {difference}" for difference in wrong]
            self.shown = fetched

    async def _applies_changes(self) -> None:
        changes, _ = await fresh(self._runtime, await self._reader.since(self._cursor))
        self._cursor = changes.cursor
        self.shown |= {f"conversation {item.id}": item for item in changes.conversations}
        self.shown |= {f"message {item.id}": item for item in changes.messages}
        self.shown |= await self._fetched_again(changes.topics)

    async def _fetched_again(self, topics: list[str]) -> Shown:
        if NAMES & set(topics):
            return await everything(self._runtime)
        async with self._runtime.db.transaction() as session:
            return {topic: await LISTS[topic](session, self._runtime) for topic in topics}


async def everything(runtime: Runtime) -> Shown:
    """As fetched by a tab that has just been opened."""
    async with runtime.db.transaction() as session:
        pages = [
            await inbox.page(session, tab, system("test"), inbox.Wanted(snoozed=snoozed), limit=1000)
            for tab in (Tab.ALL, Tab.RESOLVED)
            for snoozed in (False, True)
        ]
        items = [item for page in pages for item in page.items]
        shown: Shown = {f"conversation {item.id}": item for item in items}
        async for item in _lines(session, [item.id for item in items]):
            shown[f"message {item.id}"] = item
        return shown | {topic: await fetch(session, runtime) for topic, fetch in LISTS.items()}


async def _lines(session: Session, ids: list[Any]) -> AsyncIterator[Any]:
    for conversation_id in ids:
        page = await messages.page(session, conversation_id, limit=1000)
        assert not page.has_more
        for item in page.items:
            yield item


def differences(shown: Shown, fetched: Shown) -> list[str]:
    both = ((name, shown.get(name), fetched.get(name)) for name in sorted(shown.keys() | fetched.keys()))
    return [f"{name}: shown {_short(old, new)}, fetched {_short(new, old)}" for name, old, new in both if old != new]


def _short(one: Any, other: Any) -> Any:
    """The parts in which two views of one thing differ."""
    if isinstance(one, list | tuple) and isinstance(other, list | tuple) and len(one) == len(other):
        return [_short(mine, theirs) for mine, theirs in zip(one, other, strict=True) if mine != theirs]
    if one is None or not hasattr(one, "model_dump") or type(one) is not type(other):
        return one
    there = other.model_dump()
    return {name: value for name, value in one.model_dump().items() if value != there[name]}


class WatchedDatabase(Database):
    """Lets a screen follow after every single commit of something."""

    def __init__(self, url: str, screen: Screen) -> None:
        super().__init__(url)
        self.screen = screen
        self.doing = ""

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Session]:
        async with super().transaction() as session:
            yield session
            wrote = await session.scalar(WROTE)
        if wrote and self.screen.shown:
            await self.screen.follows(self.doing)
