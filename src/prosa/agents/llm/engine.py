"""The engine that asks a language model, and goes on without one whenever it must.

What closed words settle (a person is wanted, no more messages, an emergency) never goes to a model. Everything that
goes wrong with models, whatever it is, ends in the offline engine, in the middle of the same matter: both leave the
same state. Money is written down for every request, whatever came of it.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from prosa.accounts.schemas import Company
from prosa.agents import connections, costs
from prosa.agents.costs import Purpose
from prosa.agents.engine import Engine, ModelCall, Reply, Toolbox, Turn
from prosa.agents.llm.answer import Answer, NoAnswer
from prosa.agents.llm.asking import Asking
from prosa.agents.llm.cache import AnswerCache, key_of, may_keep
from prosa.agents.llm.choosing import Choosing, Setting, WithoutModel, settled
from prosa.agents.llm.facts import Facts
from prosa.agents.llm.files import read as contents
from prosa.agents.llm.files import readable, unopened
from prosa.agents.llm.libraries import Libraries
from prosa.agents.llm.prompt import Prompt, build, follow_up, rewriting, summary
from prosa.agents.llm.replying import SUMMARY, reply_of, wrong_with
from prosa.agents.llm.veil import Veil, left_over
from prosa.agents.offline.reading import read
from prosa.core.runtime import Runtime

log = structlog.get_logger(__name__)

RESERVE = 2.0
"""Seconds of a turn's deadline that stay for the engine without a model and for sending."""
LEAST_PATIENCE = 1.0
PATIENCE = 20.0
"""Seconds for what nobody waits for."""
CALM = 3.0
"""Seconds a process has for its start before it imports what is not needed for that."""


class LanguageModelEngine:
    """Implements `agents.engine.Engine` and `agents.engine.Writer`."""

    name = "llm"
    reads_files = True

    def __init__(self, runtime: Runtime, offline: Engine) -> None:
        self._runtime = runtime
        self._offline = offline
        self._choosing = Choosing()
        self._cache = AnswerCache()
        self._libraries = Libraries(runtime)
        self._began: dict[UUID, float] = {}

    async def close(self) -> None:
        """Lets go of what is kept open to providers."""
        await self._libraries.close()

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
            await self._libraries.ready(tuple(known.values()))

    async def respond(self, turn: Turn, toolbox: Toolbox) -> Reply:
        asking = Asking(turn, toolbox, read(turn.said), Facts(Veil(turn.contact_name)))
        try:
            return await self._with_models(asking)
        except WithoutModel as why:
            if asking.drafting is not None:
                await asking.drafting.begins()
            return await self._without(asking, str(why))
        finally:
            await self._note(_purpose(turn), asking.calls)

    async def follow_up(self, turn: Turn) -> str | None:
        veil = Veil(turn.contact_name)
        return await self._write(turn, veil, "follow_up", lambda company: follow_up(turn, company, veil))

    async def summarise(self, turn: Turn) -> str | None:
        veil = Veil(turn.contact_name)
        return await self._write(turn, veil, "summary", lambda _: summary(turn, veil))

    async def rewrite(self, turn: Turn, text: str, wish: str) -> str | None:
        """Serves `agents.engine.Rewriter`."""
        veil = Veil(turn.contact_name)
        return await self._write(turn, veil, "rewrite", lambda _: rewriting(text, wish, veil))

    async def _write(self, turn: Turn, veil: Veil, purpose: str, prompt: Callable[[Company], Prompt]) -> str | None:
        """What a model writes outside of turns, the small one before others; None when it is nothing to be used."""
        calls: list[ModelCall] = []
        plan = turn.instructions.model
        try:
            setting = await self._choosing.setting(self._runtime, turn, read(turn.said))
            chain = self._choosing.small_first(turn, setting.chain)
            running = await self._libraries.ready(chain)
            asked = self._choosing.guarded(chain)
            async with asyncio.timeout(PATIENCE):
                text: str = await running.write(self._libraries.models, prompt(setting.company), asked, plan, calls)
        except (WithoutModel, TimeoutError, NoAnswer) as why:
            log.info("nothing_written", purpose=purpose, why=str(why))
            return None
        finally:
            await self._note(Purpose(purpose, turn.instructions.agent_id, turn.conversation_id), calls)
        restored = veil.restore(text.strip())
        return None if left_over(restored) or not restored else restored

    async def _with_models(self, asking: Asking) -> Reply:
        """Raises `WithoutModel`."""
        turn = asking.turn
        if reason := settled(turn, asking.reading):
            raise WithoutModel(reason)
        setting = await self._choosing.setting(self._runtime, turn, asking.reading)
        try:
            async with asyncio.timeout(self._patience(turn)):
                answer = await self._answer(asking, setting)
        except TimeoutError:
            raise WithoutModel("deadline") from None
        reply = await reply_of(turn, asking.toolbox, asking.facts, answer, asking.reading)
        return _accounted(reply, asking, "cache" if asking.reused else asking.calls[-1].model)

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
        await asking.carry_out()
        await asking.look_up()
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
        """Raises `WithoutModel`."""
        turn, libraries = asking.turn, self._libraries
        running = await libraries.ready(setting.chain)
        files = readable(turn, setting.chain)
        asked = running.Asked(
            prompt=prompt,
            chain=self._choosing.guarded(setting.chain),
            plan=turn.instructions.model,
            tools=await asking.toolbox.available(),
            act=asking.act,
            check=lambda answer: wrong_with(turn, asking.facts, answer),
            conversation_id=turn.conversation_id,
            attachments=[running.Attachment(await contents(file), file.mime_type) for file in files],
            unopened=unopened(turn, files),
            capabilities=libraries.capabilities,
            listener=asking.listen(),
        )
        try:
            answer: Answer = await running.run(libraries.models, asked, asking.calls)
        except NoAnswer as failure:
            raise WithoutModel(str(failure)) from failure
        except Exception as error:
            log.warning("models_engine_failed", error=type(error).__name__)
            raise WithoutModel("engine_error") from error
        return answer

    async def _without(self, asking: Asking, why: str) -> Reply:
        """The offline engine's reply; what a model wrote down of the conversation stays."""
        if asking.calls:
            log.warning("models_failed", why=why, errors=[call.error for call in asking.calls])
        reply = await self._offline.respond(asking.turn, asking.toolbox)
        summary = asking.turn.state.get(SUMMARY)
        state = {**reply.state, SUMMARY: summary} if summary else reply.state
        return _accounted(replace(reply, state=state), asking, self._offline.name, why)

    async def _note(self, purpose: Purpose, calls: Sequence[ModelCall]) -> None:
        if calls:
            async with self._runtime.db.transaction() as session:
                await costs.note_calls(session, purpose, calls)


def _purpose(turn: Turn) -> Purpose:
    if turn.conversation_id.int:
        return Purpose("turn", turn.instructions.agent_id, turn.conversation_id, turn.id)
    return Purpose("rehearsal", turn.instructions.agent_id)


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
