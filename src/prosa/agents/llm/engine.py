"""The engine that asks a language model, and goes on without one whenever it must.

What closed words settle (a person is wanted, no more messages, an emergency) never goes to a model. Everything that
goes wrong with models, whatever it is, ends in the offline engine, in the middle of the same matter: both leave the
same state. Money is written down for every request, whatever came of it.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib import import_module
from threading import Lock
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.exc import SQLAlchemyError

from prosa.accounts import get_company
from prosa.accounts.schemas import Company
from prosa.agents import connections, costs
from prosa.agents.connections import Connection
from prosa.agents.costs import Means, Purpose
from prosa.agents.engine import Engine, File, ModelCall, Reply, Toolbox, Turn
from prosa.agents.llm.answer import Answer, NoAnswer
from prosa.agents.llm.breaker import Breaker
from prosa.agents.llm.cache import AnswerCache, key_of, may_keep
from prosa.agents.llm.drafting import Drafting
from prosa.agents.llm.facts import SEARCH, Facts
from prosa.agents.llm.prompt import Prompt, build, follow_up, rewriting, summary
from prosa.agents.llm.replying import SUMMARY, reply_of, wrong_with
from prosa.agents.llm.veil import Veil, left_over
from prosa.agents.offline.memory import Memory
from prosa.agents.offline.reading import Reading, read
from prosa.core.db import Session
from prosa.core.errors import ProsaError
from prosa.core.runtime import Runtime
from prosa.core.tools import ConfirmationNeeded, ToolRefused

log = structlog.get_logger(__name__)

RESERVE = 2.0
"""Seconds of a turn's deadline that stay for the engine without a model and for sending."""
LEAST_PATIENCE = 1.0
PATIENCE = 20.0
"""Seconds for what nobody waits for."""
FRESH = 5.0
"""Seconds for which a company's name and hours are taken to be the same."""
CALM = 3.0
"""Seconds a process has for its start before it imports what is not needed for that."""
LONGEST_QUERY, MOST_PASSAGES = 1_000, 5
EASY_WORDS = 25
LARGEST_FILE = 5 * 1024 * 1024
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})


@dataclass(frozen=True, slots=True)
class Setting:
    """What a turn is answered with."""

    company: Company
    chain: tuple[Connection, ...]


@dataclass(slots=True)
class Asking:
    """One turn on its way through the models."""

    turn: Turn
    toolbox: Toolbox
    reading: Reading
    facts: Facts
    calls: list[ModelCall] = field(default_factory=list)
    acted: bool = False
    """Whether a model has called a tool."""
    reused: bool = False
    drafting: Drafting | None = None
    """Who shows the answer while it is being written."""


class WithoutModel(Exception):
    """This turn is not for a model; the word says why."""


class LanguageModelEngine:
    """Implements `agents.engine.Engine`."""

    name = "llm"
    reads_files = True

    def __init__(self, runtime: Runtime, offline: Engine) -> None:
        self._runtime = runtime
        self._offline = offline
        self._breakers: dict[tuple[UUID, int], Breaker] = {}
        self._cache = AnswerCache()
        self._company: tuple[float, Company] | None = None
        self._known: dict[UUID, Connection] = {}
        self._models: Any = None
        self._running: Any = None
        self._tracing: Any = None
        self._loading = Lock()
        self._began: dict[UUID, float] = {}

    async def close(self) -> None:
        """Lets go of what is kept open to providers."""
        if self._models is not None:
            await self._models.close()
            self._models = None
        if self._tracing is not None:
            await asyncio.to_thread(self._tracing.close)
            self._tracing = None

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Prepares itself a moment after the block has begun."""
        preparing = asyncio.create_task(self._prepare_in_a_moment())
        try:
            yield
        finally:
            preparing.cancel()
            with suppress(asyncio.CancelledError):
                await preparing

    async def _prepare_in_a_moment(self) -> None:
        await asyncio.sleep(CALM)
        try:
            await self.prepare()
        except (SQLAlchemyError, OSError) as trouble:
            log.warning("models_not_prepared", error=type(trouble).__name__)

    async def prepare(self) -> None:
        """Imports what the enabled connections need, so that the first turn does not wait for it."""
        if not connections.installed():
            return
        async with self._runtime.db.transaction() as session:
            known = await connections.enabled(session, self._runtime)
        if known:
            await self._ready(tuple(known.values()))

    async def respond(self, turn: Turn, toolbox: Toolbox) -> Reply:
        asking = Asking(turn, toolbox, read(turn.said), Facts(Veil(turn.contact_name)))
        try:
            return await self._with_models(asking)
        except WithoutModel as why:
            if asking.drafting is not None:
                await asking.drafting.begins()
            return await self._without(asking, str(why))
        finally:
            await self._write_down(asking)

    async def follow_up(self, turn: Turn) -> str | None:
        """Serves `agents.engine.Writer`."""
        veil = Veil(turn.contact_name)
        return await self._write(turn, veil, "follow_up", lambda company: follow_up(turn, company, veil))

    async def summarise(self, turn: Turn) -> str | None:
        """Serves `agents.engine.Writer`."""
        veil = Veil(turn.contact_name)
        return await self._write(turn, veil, "summary", lambda _: summary(turn, veil))

    async def rewrite(self, turn: Turn, text: str, wish: str) -> str | None:
        """Serves `agents.engine.Rewriter`."""
        veil = Veil(turn.contact_name)
        return await self._write(turn, veil, "rewrite", lambda _: rewriting(text, wish, veil))

    async def _write(self, turn: Turn, veil: Veil, purpose: str, prompt: Callable[[Company], Prompt]) -> str | None:
        """What a model writes outside of turns, the small one before others; None when it is nothing to be used."""
        calls: list[ModelCall] = []
        try:
            setting = await self._setting(turn, read(turn.said))
            running = await self._ready(setting.chain)
            chain = [(each, self._breaker(each)) for each in self._small_first(turn, setting.chain)]
            async with asyncio.timeout(PATIENCE):
                text: str = await running.write(
                    self._models, prompt(setting.company), chain, turn.instructions.model, calls
                )
        except (WithoutModel, TimeoutError, NoAnswer) as why:
            log.info("nothing_written", purpose=purpose, why=str(why))
            return None
        finally:
            await self._note(Purpose(purpose, turn.instructions.agent_id, turn.conversation_id), calls)
        restored = veil.restore(text.strip())
        return None if left_over(restored) or not restored else restored

    def _small_first(self, turn: Turn, chain: Sequence[Connection]) -> list[Connection]:
        small = self._known.get(turn.instructions.model.small) if turn.instructions.model.small else None
        awake = [small] if small and not self._breaker(small).resting else []
        return [*awake, *(each for each in chain if each not in awake)]

    async def _with_models(self, asking: Asking) -> Reply:
        """Raises `WithoutModel`."""
        turn = asking.turn
        if reason := _settled(turn, asking.reading):
            raise WithoutModel(reason)
        setting = await self._setting(turn, asking.reading)
        patience = self._patience(turn)
        try:
            async with asyncio.timeout(patience):
                answer = await self._answer(asking, setting)
        except TimeoutError:
            raise WithoutModel("deadline") from None
        reply = await reply_of(turn, asking.toolbox, asking.facts, answer, asking.reading)
        return _accounted(reply, asking, "cache" if asking.reused else asking.calls[-1].model)

    async def _setting(self, turn: Turn, reading: Reading) -> Setting:
        """Raises `WithoutModel` when no model may or can be asked now."""
        if not connections.installed():
            raise WithoutModel("models_missing")
        async with self._runtime.db.transaction() as session:
            company = await self._own_company(session)
            known = await self._connections(session)
            day, month = _beginnings(turn.now, company.timezone)
            plan, agent = turn.instructions.model, turn.instructions.agent_id
            left = await costs.means(session, plan.budgets, agent, turn.conversation_id, day, month)
        if left is Means.NONE:
            raise WithoutModel("budget")
        chain = _chain(turn, reading, known, left)
        if not chain:
            raise WithoutModel("no_model")
        awake = tuple(each for each in chain if not self._breaker(each).resting)
        if not awake:
            raise WithoutModel("resting")
        return Setting(company, awake)

    async def _own_company(self, session: Session) -> Company:
        """Its name and hours as they were a moment ago."""
        held = self._company
        if held is None or time.monotonic() - held[0] > FRESH:
            held = self._company = (time.monotonic(), await get_company(session))
        return held[1]

    async def _connections(self, session: Session) -> dict[UUID, Connection]:
        """Read again only when one has changed: each has a key to be opened."""
        now = await connections.revisions(session)
        if {each.id: each.revision for each in self._known.values()} != now:
            self._known = await connections.enabled(session, self._runtime)
        return self._known

    def _breaker(self, connection: Connection) -> Breaker:
        return self._breakers.setdefault((connection.id, connection.revision), Breaker())

    def _patience(self, turn: Turn) -> float:
        """Seconds left of this turn's deadline; a second answer to it has what the first one left."""
        began = self._began.pop(turn.id, None) if turn.objections else None
        if not turn.objections:
            self._began[turn.id] = time.monotonic()
            while len(self._began) > self._runtime.settings.worker_concurrency * 4:
                self._began.pop(next(iter(self._began)))
        used = time.monotonic() - began if began else 0.0
        return max(LEAST_PATIENCE, self._runtime.settings.turn_deadline - RESERVE - used)

    async def _answer(self, asking: Asking, setting: Setting) -> Answer:
        """Raises `WithoutModel`."""
        turn = asking.turn
        await _carry_out(asking)
        await _look_up(asking)
        prompt = build(turn, setting.company, asking.facts)
        keep = may_keep(turn, asking.facts)
        key = key_of(turn, prompt, asking.facts, setting.chain) if keep else ""
        if keep and (answer := self._cache.get(key)):
            asking.reused = True
            return answer
        answer = await self._ask(asking, setting, prompt)
        if keep and not asking.acted and not answer.escalation.required:
            self._cache.put(key, answer)
        return answer

    async def _ask(self, asking: Asking, setting: Setting, prompt: Prompt) -> Answer:
        running = await self._ready(setting.chain)
        asked = running.Asked(
            prompt=prompt,
            chain=[(each, self._breaker(each)) for each in setting.chain],
            plan=asking.turn.instructions.model,
            tools=await asking.toolbox.available(),
            act=_Acting(asking),
            check=lambda answer: wrong_with(asking.turn, asking.facts, answer),
            conversation_id=asking.turn.conversation_id,
            attachments=[
                running.Attachment(await _bytes(file), file.mime_type)
                for file in _readable(asking.turn, setting.chain[0])
            ],
            capabilities=[self._tracing.capability] if self._tracing else [],
            listener=_listening(asking),
        )
        try:
            with self._traced(asking.turn):
                answer: Answer = await running.run(self._models, asked, asking.calls)
        except NoAnswer as failure:
            raise WithoutModel(str(failure)) from failure
        except Exception as error:
            log.warning("models_engine_failed", error=type(error).__name__)
            raise WithoutModel("engine_error") from error
        return answer

    def _traced(self, turn: Turn) -> AbstractContextManager[None]:
        if self._tracing is None:
            return nullcontext()
        found: AbstractContextManager[None] = self._tracing.turn(str(turn.conversation_id), turn.instructions.name)
        return found

    async def _ready(self, chain: Sequence[Connection]) -> Any:
        """What runs turns, with a model for each connection. Beside the event loop, when libraries are still to be
        imported: that takes seconds."""
        models, running = self._models, self._running
        if models is None or running is None or not all(map(models.has, chain)):
            await asyncio.to_thread(self._load, chain)
        return self._running

    def _load(self, chain: Sequence[Connection]) -> None:
        with self._loading:
            if self._models is None:
                providers = import_module("prosa.agents.llm.providers")
                self._models = providers.Models(self._runtime.settings.internal_hosts)
                if self._runtime.settings.otlp_endpoint:
                    self._tracing = import_module("prosa.agents.llm.tracing").Tracing(self._runtime.settings)
            for connection in chain:
                self._models.of(connection)
            self._running = import_module("prosa.agents.llm.running")

    async def _without(self, asking: Asking, why: str) -> Reply:
        """The offline engine's reply; what a model wrote down of the conversation stays."""
        if asking.calls:
            log.warning("models_failed", why=why, errors=[call.error for call in asking.calls])
        reply = await self._offline.respond(asking.turn, asking.toolbox)
        summary = asking.turn.state.get(SUMMARY)
        state = {**reply.state, SUMMARY: summary} if summary else reply.state
        return _accounted(replace(reply, state=state), asking, self._offline.name, why)

    async def _write_down(self, asking: Asking) -> None:
        turn = asking.turn
        if turn.conversation_id.int:
            purpose = Purpose("turn", turn.instructions.agent_id, turn.conversation_id, turn.id)
        else:
            purpose = Purpose("rehearsal", turn.instructions.agent_id)
        await self._note(purpose, asking.calls)

    async def _note(self, purpose: Purpose, calls: Sequence[ModelCall]) -> None:
        if calls:
            async with self._runtime.db.transaction() as session:
                await costs.note_calls(session, purpose, calls)


@dataclass(frozen=True, slots=True)
class _Acting:
    """Runs tools for a model: personal data put back on the way in, hidden on the way out."""

    asking: Asking

    async def __call__(self, name: str, arguments: dict[str, Any]) -> Any:
        facts = self.asking.facts
        self.asking.acted = True
        try:
            result = await self.asking.toolbox.call(name, **facts.veil.restored(arguments))
        except ConfirmationNeeded as needed:
            return {"refused": needed.code, "note": "the system shows the contact what to confirm"}
        except ToolRefused as refused:
            return {"refused": refused.code, "detail": facts.veil.hide(refused.detail)}
        except ProsaError as error:
            return {"error": error.code, "detail": facts.veil.hide(error.detail)}
        return facts.take(name, result)


def _settled(turn: Turn, reading: Reading) -> str | None:
    """Why closed words, or a choice among what was offered, settle this turn without a model."""
    memory = Memory.of(turn.state)
    if reading.opt_out or reading.handoff or _wants_person(turn, memory):
        return "closed_words"
    if reading.doubts or memory.heard:
        return "numbers_heard"
    offered = {offer.id for offer in memory.offers}
    return "choice" if offered.intersection(reading.buttons) else None


def _wants_person(turn: Turn, memory: Memory) -> bool:
    """As the local model reads it; in the middle of a goal only clear words count."""
    return turn.reading is not None and bool(turn.reading.wants_human.value) and not memory.goals


def _chain(turn: Turn, reading: Reading, known: dict[UUID, Connection], left: Means) -> tuple[Connection, ...]:
    """The connections to ask, in order: the version's, or all there are when it names none."""
    plan = turn.instructions.model
    chain = [known[each] for each in plan.chain if each in known] if plan.chain else list(known.values())
    small = known.get(plan.small) if plan.small else None
    if small and left is Means.THRIFT:
        chain = [small]
    elif small and _easy(turn, reading):
        chain = [small, *(each for each in chain if each.id != small.id)]
    if _unread(turn):
        chain = [each for each in chain if _readable(turn, each)]
    return tuple(chain)


def _easy(turn: Turn, reading: Reading) -> bool:
    """A short message in a good temper, with nothing under way."""
    under_way = any(value for key, value in turn.state.items() if key != SUMMARY)
    short = len(reading.text.split()) <= EASY_WORDS and len(reading.questions) <= 1
    return short and not (under_way or turn.files or turn.objections or reading.negative)


def _unread(turn: Turn) -> bool:
    """Whether there are files and not a word."""
    return bool(turn.files) and not any(line.text for line in turn.said)


def _readable(turn: Turn, connection: Connection) -> list[File]:
    """The files of the burst that a model can take; recordings only where nobody has written them down."""
    profile = connection.profile
    written = {line.id for line in turn.said if line.text}
    return [
        file
        for file in turn.files
        if file.size <= LARGEST_FILE
        and (
            (profile.vision and file.mime_type in PICTURES)
            or (profile.audio and file.mime_type.startswith("audio/") and file.message_id not in written)
        )
    ]


def _listening(asking: Asking) -> Drafting | None:
    """A second answer to a turn is not shown before it is whole: the first has been."""
    turn = asking.turn
    if turn.preview is not None and not turn.objections:
        asking.drafting = Drafting(turn, asking.facts, turn.preview)
    return asking.drafting


async def _bytes(file: File) -> bytes:
    return b"".join([chunk async for chunk in file.open()])


async def _carry_out(asking: Asking) -> None:
    """What the contact has just said yes to is done by code, not by a model that may think otherwise."""
    agreed = await asking.toolbox.agreed()
    if agreed is None:
        return
    asking.acted = True
    try:
        result = await asking.toolbox.call(agreed.tool, **agreed.arguments)
    except ProsaError as error:
        result = {"refused": error.code}
    asking.facts.take(agreed.tool, result)


async def _look_up(asking: Asking) -> None:
    """What was asked is looked up beforehand: most turns then need one request to a model instead of two."""
    asked = " ".join(question.text for question in asking.reading.questions)[:LONGEST_QUERY]
    if not asked.strip():
        return
    with suppress(ProsaError):
        found = await asking.toolbox.call(SEARCH, query=asked, limit=MOST_PASSAGES)
        asking.facts.take(SEARCH, found)


def _beginnings(moment: datetime, timezone: str) -> tuple[datetime, datetime]:
    """When this day and this month began for the company."""
    day = moment.astimezone(ZoneInfo(timezone)).replace(hour=0, minute=0, second=0, microsecond=0)
    return day, day.replace(day=1)


def _accounted(reply: Reply, asking: Asking, by: str, why: str | None = None) -> Reply:
    """The reply with what it cost and who gave it."""
    calls: Sequence[ModelCall] = asking.calls
    told = {"answered_by": by, **({"without_model": why} if why else {})}
    return replace(
        reply,
        models=tuple(calls),
        cost_micros=reply.cost_micros + sum(call.micros for call in calls),
        understanding={**reply.understanding, **told},
    )
