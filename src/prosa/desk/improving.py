"""Making an operator's text better: by the language model where the agent has one, else by rules that can be read.

A model's text is only used when every number, price, link and variable of the original is in it and none is new.
"""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from prosa import contacts
from prosa.accounts.schemas import Principal
from prosa.agents import current_instructions
from prosa.agents.engine import Engine, Rewriter, Turn
from prosa.conversations import access, inbox
from prosa.core.clock import now
from prosa.core.errors import Conflict
from prosa.core.ids import new_id
from prosa.core.runtime import Runtime
from prosa.desk import polishing
from prosa.desk.polishing import How, Polished
from prosa.desk.schemas import LONGEST_REPLY

MOST_LONGER = 3
"""Times as long as the original a model's text may be: longer is not a rewriting any more."""


class Target(StrEnum):
    """Into what a text is translated."""

    PORTUGUESE = "pt"
    ENGLISH = "en"
    SPANISH = "es"


class By(StrEnum):
    MODEL = "model"
    RULES = "rules"


class NeedsModel(Conflict):
    """Only a language model does this, and none is configured or answers now."""

    code = "needs_model"


class ImproveText(BaseModel):
    """`language`: for `translate`."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), Field(max_length=LONGEST_REPLY)]
    how: How
    language: Target = Target.ENGLISH


class ImprovedText(BaseModel):
    """`rules` names what was done, when it was done by rules; empty and `text` as before: there was nothing to do."""

    text: str
    by: By
    rules: list[str]


async def improve(runtime: Runtime, actor: Principal, conversation_id: UUID, wanted: ImproveText) -> ImprovedText:
    """Raises `NotFound` for a conversation the caller may not see, and `NeedsModel`."""
    async with runtime.db.transaction() as session:
        await access.check(session, actor, conversation_id)
        item = await inbox.item(session, conversation_id)
        name = await contacts.name_of(session, item.contact.id)
        turn = Turn(
            id=new_id(),
            conversation_id=conversation_id,
            contact_name=name,
            said=(),
            history=(),
            instructions=await current_instructions(session, item.channel_id),
            state={},
            now=now(),
            first_contact=False,
            channel_id=item.channel_id,
        )
    rewritten = await _rewritten(runtime, turn, wanted)
    if rewritten is not None:
        return ImprovedText(text=rewritten, by=By.MODEL, rules=[])
    polished = by_rules(wanted.text, wanted.how, name.split(" ", 1)[0])
    if polished is None:
        raise NeedsModel("only a language model can do this")
    return ImprovedText(text=polished.text, by=By.RULES, rules=list(polished.rules))


def by_rules(text: str, how: How, first_name: str) -> Polished | None:
    """None for what rules cannot do."""
    match how:
        case How.CORRECT:
            return polishing.corrected(text)
        case How.SHORTER:
            return polishing.shorter(text)
        case How.KINDER:
            return polishing.kinder(text, first_name)
        case _:
            return None


async def _rewritten(runtime: Runtime, turn: Turn, wanted: ImproveText) -> str | None:
    engine = runtime.registry.all(Engine).get(turn.instructions.engine)
    if not isinstance(engine, Rewriter):
        return None
    written = await engine.rewrite(turn, wanted.text, _wish(wanted))
    return written if written is not None and is_faithful(wanted.text, written) else None


def is_faithful(before: str, after: str) -> bool:
    """Whether a rewriting has all the numbers, links and variables of the original, and no others."""
    return polishing.kept(before) == polishing.kept(after) and len(after) <= max(200, len(before) * MOST_LONGER)


def _wish(wanted: ImproveText) -> str:
    if wanted.how is How.TRANSLATE:
        return f"Traduza a mensagem para {_LANGUAGES[wanted.language]}, no mesmo tom."
    return _WISHES[wanted.how]


_WISHES = {
    How.CORRECT: "Corrija ortografia, acentos e pontuação; mude o mínimo.",
    How.SHORTER: "Diga o mesmo em menos palavras.",
    How.KINDER: "Diga o mesmo com mais gentileza e acolhimento, sem exagero.",
    How.FORMAL: "Diga o mesmo em tom formal e respeitoso.",
}
_LANGUAGES = {
    Target.PORTUGUESE: "português do Brasil",
    Target.ENGLISH: "inglês",
    Target.SPANISH: "espanhol",
}
