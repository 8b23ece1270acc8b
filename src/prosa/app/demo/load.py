"""Loads the demo company. What is there already stays as it is, so loading it twice changes nothing."""

import asyncio

from rich.console import Console
from rich.progress import Progress

from prosa import accounts, agents, channels, knowledge
from prosa.accounts import Role
from prosa.accounts.schemas import CompanyChange, system
from prosa.agents.schemas import NewVersion
from prosa.app.demo import content
from prosa.app.demo.day import Day
from prosa.conversations import labels
from prosa.conversations.labels import NewLabel
from prosa.core.db import Session
from prosa.core.runtime import Runtime
from prosa.desk import NewCannedReply, add_canned_reply, list_canned_replies, macros
from prosa.desk.macros import NewMacro
from prosa.knowledge.schemas import ArticleKind, NewArticle

ACTOR = system("demo")
CHANNELS = {"simulator": "WhatsApp simulado", "webchat": "Chat do site"}
AT_ONCE = 8
"""Customers who talk at the same time."""


async def when_new(runtime: Runtime) -> None:
    """Loads the demo company into an installation that has no channel yet; the day plays in the background."""
    async with runtime.db.transaction() as session:
        if await channels.list_lines(session):
            return
    await load(runtime, Console(stderr=True))


async def load(runtime: Runtime, out: Console) -> None:
    """Company, agent, articles, channels, people, replies, and a day of conversations with its progress."""
    password = await accounts.hash_password(accounts.readable_password())
    async with runtime.db.transaction() as session:
        await _company(session)
        await _people(session, password)
        await _agent(session)
        await _articles(session)
        await _replies(session)
        await _order(session)
        await _channels(session, runtime)
    await _day(runtime, out)


async def _company(session: Session) -> None:
    if await accounts.company_is_filled_in(session):
        return
    demo = content.company()
    change = CompanyChange.model_validate(
        demo.model_dump(include={"name", "timezone", "locale", "opening_hours", "holidays"})
    )
    await accounts.change_company(session, ACTOR, change)


async def _people(session: Session, password_hash: str) -> None:
    """Nobody knows their password; an admin can set one."""
    known = {user.email for user in await accounts.list_users(session)}
    for person in content.company().operators:
        if person.email not in known:
            await accounts.add_user(
                session,
                ACTOR,
                email=person.email,
                name=person.name,
                role=Role(person.role),
                password_hash=password_hash,
            )


async def _agent(session: Session) -> None:
    demo = content.company().agent
    if not await agents.list_agents(session):
        version = NewVersion.model_validate(demo.model_dump(exclude={"name"}))
        await agents.create_agent(session, ACTOR, demo.name, version)


async def _articles(session: Session) -> None:
    if await knowledge.list_articles(session):
        return
    for article in content.articles():
        new = NewArticle(title=article.title, kind=ArticleKind(article.kind), body=article.body)
        await knowledge.create_article(session, ACTOR, new)


async def _replies(session: Session) -> None:
    known = {reply.shortcut for reply in await list_canned_replies(session)}
    for reply in content.company().canned_replies:
        if reply.shortcut not in known:
            await add_canned_reply(session, ACTOR, NewCannedReply.model_validate(reply.model_dump()))


async def _order(session: Session) -> None:
    """What the team sorts by, and what it does at one touch."""
    if await labels.list_labels(session) or await macros.list_macros(session):
        return
    demo = content.company()
    for label in demo.labels:
        await labels.add_label(session, ACTOR, NewLabel.model_validate(label.model_dump()))
    for macro in demo.macros:
        await macros.add_macro(session, ACTOR, NewMacro.model_validate(macro.model_dump()))


async def _channels(session: Session, runtime: Runtime) -> None:
    for connector, name in CHANNELS.items():
        if await channels.find_channel(session, connector) is None:
            settings = {"business_name": content.company().name} if connector == "simulator" else {}
            await channels.add_channel(session, runtime, ACTOR, name, connector, settings)


async def _day(runtime: Runtime, out: Console) -> None:
    customers = content.customers()
    async with runtime.db.transaction() as session:
        channel_id = await channels.find_channel(session, "simulator")
        people = {user.email: user.id for user in await accounts.list_users(session)}
    if channel_id is None:
        return
    day = Day(runtime, await channels.lines(runtime).get(channel_id), people)
    turn = asyncio.Semaphore(AT_ONCE)
    with Progress(console=out) as progress:
        task = progress.add_task(content.company().name, total=len(customers))

        async def one(customer: content.DemoCustomer) -> None:
            async with turn:
                await day.play(customer)
            progress.advance(task)

        async with asyncio.TaskGroup() as group:
            for customer in customers:
                group.create_task(one(customer))
