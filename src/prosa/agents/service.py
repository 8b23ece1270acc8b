"""Agents: saving versions of instructions, publishing one, and the instructions of now."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from prosa.accounts import record_action
from prosa.accounts.schemas import Principal
from prosa.agents.engine import Instructions
from prosa.agents.models import AgentRow, AgentVersionRow
from prosa.agents.phrases import check, overlaid, shipped
from prosa.agents.schemas import AgentDetail, AgentItem, AgentVersion, NewVersion, OnFile
from prosa.core import driver
from prosa.core.db import Session
from prosa.core.errors import NotFound
from prosa.core.ids import new_id
from prosa.core.outbox import publish

OFFLINE = "offline"
NOBODY = UUID(int=0)
"""The agent of a company that has not made one: the shipped phrases under a plain name."""
PLAIN_NAME = "Prosa"

_CURRENT = "SELECT id, name, engine, published_version FROM agent ORDER BY id LIMIT 1"
_read: dict[UUID, Instructions] = {}
"""What each agent was found to go by. A version never changes, so it is read once."""


async def create_agent(session: Session, actor: Principal, name: str, first: NewVersion, engine: str = OFFLINE) -> UUID:
    """Makes an agent whose first version is published. Raises `UnknownText`."""
    check(first.texts)
    row = AgentRow(id=new_id(), name=name, engine=engine, published_version=1)
    session.add(row)
    await session.flush()
    session.add(_version(actor, row.id, 1, first))
    record_action(session, actor, "agent.created", ("agent", row.id), name=name)
    publish(session, "agents")
    return row.id


async def add_version(session: Session, actor: Principal, agent_id: UUID, new: NewVersion) -> int:
    """Saves a version without publishing it and returns its number. Raises `NotFound`, `UnknownText`."""
    check(new.texts)
    await _locked(session, agent_id)
    highest = select(func.max(AgentVersionRow.version)).where(AgentVersionRow.agent_id == agent_id)
    version = (await session.scalar(highest) or 0) + 1
    session.add(_version(actor, agent_id, version, new))
    record_action(session, actor, "agent.version_added", ("agent", agent_id), version=version)
    publish(session, "agents")
    return version


async def publish_version(session: Session, actor: Principal, agent_id: UUID, version: int) -> None:
    """Lets the agent answer with this version from its next turn on, also an older one. Raises `NotFound`."""
    row = await _locked(session, agent_id)
    if await session.get(AgentVersionRow, (agent_id, version)) is None:
        raise NotFound("this agent has no such version")
    before, row.published_version = row.published_version, version
    await session.flush()
    record_action(session, actor, "agent.published", ("agent", agent_id), version=version, before=before)
    publish(session, "agents")


async def list_agents(session: Session) -> list[AgentItem]:
    rows = await session.scalars(select(AgentRow).order_by(AgentRow.id))
    return [AgentItem.model_validate(row, from_attributes=True) for row in rows]


async def get_agent(session: Session, agent_id: UUID) -> AgentDetail:
    """Raises `NotFound`."""
    row = await session.get(AgentRow, agent_id)
    if row is None:
        raise NotFound("no such agent")
    statement = (
        select(AgentVersionRow).where(AgentVersionRow.agent_id == agent_id).order_by(AgentVersionRow.version.desc())
    )
    versions = [_line(version, row.published_version) for version in await session.scalars(statement)]
    item = AgentItem.model_validate(row, from_attributes=True)
    defaults = {key: list(variants) for key, variants in shipped().items()}
    return AgentDetail(**item.model_dump(), versions=versions, default_texts=defaults)


async def current_instructions(session: Session) -> Instructions:
    """What the company's agent goes by now: one short query, and one more when something else was published.
    A company without an agent gets the shipped phrases."""
    rows = await driver.run(session, _CURRENT, {})
    if not rows:
        return Instructions(NOBODY, 0, PLAIN_NAME, OFFLINE, "", "", "", "pt-BR", shipped())
    agent = rows[0]
    known = _read.get(agent.id)
    if known is None or (known.version, known.name, known.engine) != (
        agent.published_version,
        agent.name,
        agent.engine,
    ):
        known = _read[agent.id] = await _instructions(session, agent)
    return known


async def _instructions(session: Session, agent: Any) -> Instructions:
    version = await session.get_one(AgentVersionRow, (agent.id, agent.published_version))
    return Instructions(
        agent_id=agent.id,
        version=version.version,
        name=agent.name,
        engine=agent.engine,
        persona=version.persona,
        tone=version.tone,
        rules=version.rules,
        language=version.language,
        texts=overlaid(version.texts),
        files=version.files,
    )


async def _locked(session: Session, agent_id: UUID) -> AgentRow:
    row = await session.get(AgentRow, agent_id, with_for_update=True)
    if row is None:
        raise NotFound("no such agent")
    return row


def _version(actor: Principal, agent_id: UUID, version: int, new: NewVersion) -> AgentVersionRow:
    return AgentVersionRow(agent_id=agent_id, version=version, author=actor.name, **new.model_dump())


def _line(version: AgentVersionRow, published: int) -> AgentVersion:
    return AgentVersion(
        version=version.version,
        at=version.at,
        author=version.author,
        persona=version.persona,
        tone=version.tone,
        rules=version.rules,
        language=version.language,
        texts=version.texts,
        files=OnFile(version.files),
        published=version.version == published,
    )
