"""Agents: saving versions of instructions, publishing one, and the instructions of now."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from prosa.accounts import record_action
from prosa.accounts.schemas import Principal
from prosa.agents import connections, phrases, prompts
from prosa.agents.difference import compare
from prosa.agents.engine import Instructions
from prosa.agents.models import AgentRow, AgentVersionRow
from prosa.agents.offline import goal
from prosa.agents.phrases import Texts, overlaid, shipped
from prosa.agents.schemas import AgentChange, AgentDetail, AgentItem, AgentVersion, ModelPlan, NewVersion, VersionDiff
from prosa.core import driver
from prosa.core.db import Session
from prosa.core.errors import Invalid, NotFound
from prosa.core.ids import new_id
from prosa.core.outbox import publish

OFFLINE = "offline"
NOBODY = UUID(int=0)
"""The agent of a company that has not made one: the shipped phrases under a plain name."""
PLAIN_NAME = "Prosa"

_CURRENT = """
SELECT id, name, engine, published_version FROM agent
WHERE active ORDER BY channels @> to_jsonb(%(channel)s::text) DESC NULLS LAST, channels = '[]' DESC, id LIMIT 1
"""
_read: dict[UUID, Instructions] = {}
"""What each agent was found to go by. A version never changes, so it is read once."""


class UnpricedModel(Invalid):
    """A limit of cost could not hold back these models, as nobody knows their prices; `params.models` names them."""

    code = "unpriced_model"


async def create_agent(session: Session, actor: Principal, name: str, first: NewVersion, engine: str = OFFLINE) -> UUID:
    """Makes an agent whose first version is published. Raises `UnknownText`, `UnknownVariable`."""
    _check(first)
    row = AgentRow(id=new_id(), name=name, engine=engine, published_version=1)
    session.add(row)
    await session.flush()
    session.add(_version(actor, row.id, 1, first))
    record_action(session, actor, "agent.created", ("agent", row.id), name=name)
    publish(session, "agents")
    return row.id


async def add_version(session: Session, actor: Principal, agent_id: UUID, new: NewVersion) -> int:
    """Saves a version without publishing it and returns its number.

    Raises `NotFound`, `UnknownText`, `UnknownVariable`, `UnpricedModel`.
    """
    _check(new)
    await _check_budgets(session, new.model)
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
    await _found(session, agent_id, version)
    before, row.published_version = row.published_version, version
    await session.flush()
    record_action(session, actor, "agent.published", ("agent", agent_id), version=version, before=before)
    publish(session, "agents")


async def change_agent(session: Session, actor: Principal, agent_id: UUID, change: AgentChange) -> None:
    """What is not part of a version: name, engine, channels, whether it answers at all. Raises `NotFound`."""
    row = await _locked(session, agent_id)
    changes = change.model_dump(mode="json", exclude_none=True)
    for name, value in changes.items():
        setattr(row, name, value)
    await session.flush()
    record_action(session, actor, "agent.changed", ("agent", agent_id), **changes)
    publish(session, "agents")


async def compare_versions(session: Session, agent_id: UUID, before: int, after: int) -> VersionDiff:
    """Raises `NotFound`."""
    found = [await _found(session, agent_id, version) for version in (before, after)]
    old, new = (_line(version, 0) for version in found)
    return VersionDiff(before=before, after=after, items=compare(old, new))


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
    return AgentDetail(
        **item.model_dump(),
        versions=versions,
        default_texts=_plain(shipped()),
        default_prompts=prompts.shipped(),
        prompt_variables=list(prompts.VARIABLES),
        default_goals={name: _plain(known.texts) for name, known in goal.shipped().items()},
    )


async def current_instructions(session: Session, channel_id: UUID | None = None) -> Instructions:
    """What the agent of this channel goes by now: one short query, and one more when something else was published.
    Where no agent has the channel to itself, the first that is bound to none answers; without any agent, the shipped
    phrases do."""
    rows = await driver.run(session, _CURRENT, {"channel": channel_id and str(channel_id)})
    if not rows:
        return Instructions(NOBODY, 0, PLAIN_NAME, OFFLINE, "", "", "", "pt-BR", shipped(), prompts=prompts.shipped())
    agent = rows[0]
    known = _read.get(agent.id)
    if known is None or (known.version, known.name, known.engine) != (
        agent.published_version,
        agent.name,
        agent.engine,
    ):
        known = _read[agent.id] = await _instructions(session, agent)
    return known


async def instructions_of(session: Session, agent_id: UUID, version: int) -> Instructions:
    """What an agent would go by with this version. Raises `NotFound`."""
    agent = await session.get(AgentRow, agent_id)
    found = await _found(session, agent_id, version)
    return _assembled(agent, version, _line(found, 0))


async def drafted_instructions(session: Session, agent_id: UUID, draft: NewVersion) -> Instructions:
    """What an agent would go by with what somebody is writing. Raises `NotFound`, `UnknownText`, `UnknownVariable`."""
    _check(draft)
    agent = await session.get(AgentRow, agent_id)
    if agent is None:
        raise NotFound("no such agent")
    return _assembled(agent, 0, draft)


async def _instructions(session: Session, agent: Any) -> Instructions:
    version = await _found(session, agent.id, agent.published_version)
    return _assembled(agent, version.version, _line(version, agent.published_version))


def _assembled(agent: Any, version: int, content: NewVersion) -> Instructions:
    return Instructions(
        agent_id=agent.id,
        version=version,
        name=agent.name,
        engine=agent.engine,
        persona=content.persona,
        tone=content.tone,
        rules=content.rules,
        language=content.language,
        texts=overlaid(content.texts),
        files=content.files,
        model=content.model,
        tools=content.tools,
        knowledge=content.knowledge,
        prompts=prompts.completed(content.prompts),
        escalation=content.escalation,
        goals=content.goals,
        hours=content.hours,
        follow_up=content.follow_up,
    )


def _plain(texts: Texts) -> dict[str, list[str]]:
    return {key: list(variants) for key, variants in texts.items()}


def _check(new: NewVersion) -> None:
    phrases.check(new.texts)
    prompts.check(new.prompts)
    goal.check(new.goals)


async def _check_budgets(session: Session, plan: ModelPlan) -> None:
    if all(limit is None for limit in plan.budgets.model_dump().values()):
        return
    if names := await connections.unpriced(session, plan):
        raise UnpricedModel(f"enter the prices of {', '.join(names)} before limiting what they cost", models=names)


async def _found(session: Session, agent_id: UUID, version: int) -> AgentVersionRow:
    row = await session.get(AgentVersionRow, (agent_id, version))
    if row is None:
        raise NotFound("this agent has no such version")
    return row


async def _locked(session: Session, agent_id: UUID) -> AgentRow:
    row = await session.get(AgentRow, agent_id, with_for_update=True)
    if row is None:
        raise NotFound("no such agent")
    return row


def _version(actor: Principal, agent_id: UUID, version: int, new: NewVersion) -> AgentVersionRow:
    return AgentVersionRow(agent_id=agent_id, version=version, author=actor.name, **new.model_dump(mode="json"))


def _line(row: AgentVersionRow, published: int) -> AgentVersion:
    content = {name: getattr(row, name) for name in NewVersion.model_fields}
    return AgentVersion.model_validate(
        {**content, "version": row.version, "at": row.at, "author": row.author, "published": row.version == published}
    )
