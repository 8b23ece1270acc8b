"""A company of its own on which scenarios are played one after the other, through the real path of a message."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from prosa import accounts, agents, channels, contacts, knowledge, tickets
from prosa.accounts import Role
from prosa.accounts.schemas import CompanyChange, system
from prosa.agents.engine import Engine
from prosa.agents.schemas import NewVersion
from prosa.agents.understanding import Companion
from prosa.app.demo import content
from prosa.app.scenarios.format import Given, Scenario, Step, TicketForm
from prosa.app.scenarios.model import ScriptedModel, open_model
from prosa.app.scenarios.verdict import OFFLINE, Played, after_wrong, step_wrong
from prosa.contacts import Identity, IdentityKind
from prosa.conversations import AnswerDue, Draft, Inbound, MessageType, floor, receive, speaking
from prosa.conversations.models import ConversationRow, MessageRow
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.ids import new_id
from prosa.core.runtime import Runtime
from prosa.knowledge.schemas import ArticleKind, NewArticle
from prosa.tickets.schemas import NewTicket, TicketEdit
from prosa.turns.jobs import answer
from prosa.turns.models import TurnRow

ACTOR = system("scenarios")
ALWAYS = [["00:00", "24:00"]]
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FAR_AHEAD = 3
"""Days until a company that is closed opens again."""
_EARLIER = (
    "UPDATE message SET sent_at = sent_at - :past * interval '1 minute', "
    "created_at = created_at - :past * interval '1 minute' WHERE conversation_id = :id",
    "UPDATE turn SET started_at = started_at - :past * interval '1 minute', "
    "finished_at = finished_at - :past * interval '1 minute' WHERE conversation_id = :id",
    "UPDATE conversation SET last_message_at = last_message_at - :past * interval '1 minute', "
    "last_inbound_at = last_inbound_at - :past * interval '1 minute' WHERE id = :id",
)


@dataclass
class Stage:
    """`play` one scenario after the other; each has a contact of its own."""

    runtime: Runtime
    channel_id: UUID
    agent_id: UUID
    operator_id: UUID
    engine: str
    base: NewVersion
    model: ScriptedModel | None = None
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def play(self, scenario: Scenario, tell: Callable[[str], None] | None = None) -> list[str]:
        """What went otherwise than written; `tell` is told what was said and done."""
        talk = await self._enter(scenario.given)
        wrong: list[str] = []
        if tell:
            tell(f"\n{scenario.scenario}")
        for number, step in enumerate(scenario.talk, 1):
            played = await talk.take(step)
            if tell:
                tell(f"  > {_said(step)}\n{played.shown()}")
            wrong += [f"step {number} ({_said(step)}): {problem}" for problem in step_wrong(step, played, self.engine)]
        wrong += [f"after: {problem}" for problem in after_wrong(scenario.after, await talk.outcome())]
        return wrong

    @asynccontextmanager
    async def ailing(self, step: Step) -> AsyncIterator[None]:
        """What the language model does in a step, and after it: as if nothing had been."""
        if self.model is None or step.model is None:
            yield
            return
        self.model.fail(step.model)
        yield
        await self.model.recover()

    async def _enter(self, given: Given) -> "Talk":
        async with self.runtime.db.transaction() as session:
            await self._set_company(session, given)
            await self._set_agent(session, given)
            phone = f"55119{next(self.numbers):08d}"
            found = await contacts.resolve(session, [Identity(IdentityKind.PHONE, phone)], given.name, None)
            if given.vip:
                await contacts.mark_vip(session, ACTOR, found.contact_id, vip=True)
            somebody = await contacts.resolve(session, [Identity(IdentityKind.PHONE, "5511988887777")], "Outra", None)
            people = {"contact": found.contact_id, "somebody": somebody.contact_id}
            protocols = {str(form.whose): await _ticket(session, people[form.whose], form) for form in given.tickets}
        talk = Talk(self, found.contact_id, protocols)
        if not given.first:
            await talk.take(Step(contact=["oi"]))
        return talk

    async def _set_company(self, session: Session, given: Given) -> None:
        today = now().weekday()
        days = DAYS if given.open else (DAYS[(today + FAR_AHEAD) % 7],)
        hours = {day: ALWAYS for day in days}
        kept = {"name": content.company().name, "opening_hours": hours, "holidays": "none"}
        change = CompanyChange.model_validate(kept)
        await accounts.change_company(session, ACTOR, change)

    async def _set_agent(self, session: Session, given: Given) -> None:
        version = NewVersion.model_validate({**self.base.model_dump(), **given.agent})
        number = await agents.add_version(session, ACTOR, self.agent_id, version) if given.agent else 1
        await agents.publish_version(session, ACTOR, self.agent_id, number)


@dataclass
class Talk:
    """One contact's conversation. `protocols` are those of tickets that were there, by whose they are."""

    stage: Stage
    contact_id: UUID
    protocols: dict[str, str]
    turns: int = 0

    async def take(self, step: Step) -> Played:
        """What comes of a step."""
        if step.later:
            await self._let_pass(step.later)
        if step.operator is not None:
            await self._operator(step.operator)
            return Played()
        await self._receive(step)
        conversation = await self._conversation()
        async with self.stage.ailing(step):
            await answer(self.stage.runtime, AnswerDue(str(conversation.id)))
        return await self._played(conversation.id)

    async def _receive(self, step: Step) -> None:
        runtime = self.stage.runtime
        settings = runtime.settings.model_copy(update={"burst_wait": 0.0})
        async with runtime.db.transaction() as session:
            for inbound in [*self._words(step), *self._files(step)]:
                await receive(session, inbound, settings)
            if step.tap:
                await receive(session, await self._tapped(session, step.tap), settings)

    def _words(self, step: Step) -> list[Inbound]:
        latest = {"protocol": self.protocols.get("contact", ""), "foreign": self.protocols.get("somebody", "")}
        texts = [words.replace("{protocol}", latest["protocol"]) for words in step.contact]
        return [self._inbound(words.replace("{foreign}", latest["foreign"])) for words in texts]

    def _files(self, step: Step) -> list[Inbound]:
        return [replace(self._inbound(None), type=MessageType(kind)) for kind in step.sends]

    async def _tapped(self, session: Session, title: str) -> Inbound:
        """The button of that title under the agent's last message."""
        query = select(MessageRow.payload).join(ConversationRow, ConversationRow.id == MessageRow.conversation_id)
        ours = query.where(ConversationRow.contact_id == self.contact_id, MessageRow.direction == "out")
        payload = await session.scalar(ours.order_by(MessageRow.seq.desc()).limit(1)) or {}
        options = {option["title"]: option["id"] for option in payload.get("options", ())}
        inbound = self._inbound(title)
        return replace(inbound, type=MessageType.INTERACTIVE, payload={"button_id": options.get(title, "?")})

    def _inbound(self, words: str | None) -> Inbound:
        return Inbound(
            channel_id=self.stage.channel_id,
            contact_id=self.contact_id,
            provider_id=str(new_id()),
            type=MessageType.TEXT,
            text=words,
            sent_at=now(),
            window=24,
        )

    async def _conversation(self) -> ConversationRow:
        async with self.stage.runtime.db.transaction() as session:
            query = select(ConversationRow).where(ConversationRow.contact_id == self.contact_id)
            return (await session.scalars(query)).one()

    async def _played(self, conversation_id: UUID) -> Played:
        async with self.stage.runtime.db.transaction() as session:
            turns = (
                await session.scalars(
                    select(TurnRow).where(TurnRow.conversation_id == conversation_id).order_by(TurnRow.id)
                )
            ).all()
            if len(turns) == self.turns:
                return Played()
            self.turns = len(turns)
            said = select(MessageRow).where(MessageRow.turn_id == turns[-1].id, MessageRow.direction == "out")
            messages = (await session.scalars(said.order_by(MessageRow.seq))).all()
            state = (await session.get_one(ConversationRow, conversation_id)).agent_state
        return Played.of(turns[-1], messages, state)

    async def _operator(self, words: str) -> None:
        conversation = await self._conversation()
        operator = self.stage.operator_id
        async with self.stage.runtime.db.transaction() as session:
            if words == "give_back":
                await floor.give_back(session, conversation.id)
                return
            await floor.claim(session, conversation.id, operator, force=True)
            await speaking.say_as_operator(session, conversation.id, operator, Draft(text=words), str(new_id()))

    async def _let_pass(self, minutes: float) -> None:
        conversation = await self._conversation()
        async with self.stage.runtime.db.transaction() as session:
            for statement in _EARLIER:
                await session.execute(text(statement), {"past": minutes, "id": conversation.id})

    async def outcome(self) -> dict[str, object]:
        """How things are in the end."""
        conversation = await self._conversation()
        async with self.stage.runtime.db.transaction() as session:
            page = await tickets.list_tickets(session, tickets.Wanted(contact_id=self.contact_id), None, 50)
            contact = await contacts.view(session, self.contact_id)
            consent = (await contacts.current_consents(session, self.contact_id)).get(contacts.Purpose.MARKETING)
        return {
            "status": conversation.status,
            "tickets": page.items,
            "name": contact.name,
            "email": contact.address(IdentityKind.EMAIL),
            "marketing": str(consent.status) if consent else "unsaid",
        }


@asynccontextmanager
async def open_stage(runtime: Runtime, engine: str = OFFLINE) -> AsyncIterator[Stage]:
    """The demo company with an agent of that engine, and a local model that has been trained. The runtime is plugged
    in. The language model is a scripted one behind the real libraries."""
    if engine == OFFLINE:
        yield await _furnished(runtime, engine, {})
        return
    async with open_model(runtime) as model:
        runtime.registry.add(Engine, model.name, model)
        stage = await _furnished(runtime, model.name, {"model": {"chain": [model.connection_id]}})
        stage.engine, stage.model = engine, model
        yield stage


async def _furnished(runtime: Runtime, engine: str, version: Mapping[str, Any]) -> Stage:
    demo = content.company()
    base = NewVersion.model_validate({**demo.agent.model_dump(exclude={"name"}), **version})
    nobodys = await accounts.hash_password(accounts.readable_password())
    async with runtime.db.transaction() as session:
        for article in content.articles():
            new = NewArticle(title=article.title, kind=ArticleKind(article.kind), body=article.body)
            await knowledge.create_article(session, ACTOR, new)
        agent_id = await agents.create_agent(session, ACTOR, demo.agent.name, base, engine=engine)
        operator = await accounts.add_user(
            session, ACTOR, email="paula@example.com", name="Paula", role=Role.OPERATOR, password_hash=nobodys
        )
        settings = {"business_name": demo.name}
        channel = await channels.add_channel(session, runtime, ACTOR, "Cenários", "simulator", settings)
    await runtime.registry.get(Companion, "understanding").prepare()
    return Stage(runtime, channel, agent_id, operator.id, engine, base)


async def _ticket(session: Session, contact_id: UUID, form: TicketForm) -> str:
    new = NewTicket.model_validate(form.model_dump(include={"summary", "category", "priority"}))
    ticket_id = await tickets.open_ticket(session, ACTOR, contact_id, None, new)
    await tickets.change_ticket(session, ACTOR, ticket_id, TicketEdit.model_validate({"status": form.status}))
    return (await tickets.get_ticket(session, ticket_id)).protocol


def _said(step: Step) -> str:
    return " / ".join(step.contact)[:60] or step.tap or step.operator or ", ".join(step.sends)
