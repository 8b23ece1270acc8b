"""The engine port: what a turn shows an engine and what it gets back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable
from uuid import UUID

from prosa.agents.schemas import EscalationRule, FollowUpRule, GoalRule, KnowledgeRule, ModelPlan, Prompts, ToolRule
from prosa.agents.understanding.reading import Reading
from prosa.conversations.schemas import MessageView, Option, Summary
from prosa.core.bodies import Stream
from prosa.core.tools import Agreed, Tool


@dataclass(frozen=True, slots=True)
class Instructions:
    """A published version of an agent's persona, tone and rules. `texts` are the editable phrases by key."""

    agent_id: UUID
    version: int
    name: str
    engine: str
    """Which engine answers (its name in the registry)."""
    persona: str
    tone: str
    rules: str
    language: str
    texts: Mapping[str, tuple[str, ...]]
    files: str = "ask"
    """What an engine that cannot read a file does about it: `ask` for words, or `hand_over` to a person."""
    model: ModelPlan = field(default_factory=ModelPlan)
    tools: Mapping[str, ToolRule] = field(default_factory=dict)
    """Only those of which something was said; the others are as the tool says."""
    knowledge: KnowledgeRule = field(default_factory=KnowledgeRule)
    prompts: Prompts = field(default_factory=Prompts)
    """The company's own or the shipped ones; empty only outside a stored version."""
    escalation: tuple[EscalationRule, ...] = ()
    goals: Mapping[str, GoalRule] = field(default_factory=dict)
    hours: str = "always"
    """`company`: the agent answers only while the company is open."""
    follow_up: FollowUpRule = field(default_factory=FollowUpRule)

    def text(self, key: str, pick: int = 0) -> str:
        """The phrase for `key`; `pick` chooses among its variants. Raises KeyError for an unknown key."""
        variants = self.texts[key]
        return variants[pick % len(variants)]


@dataclass(frozen=True, slots=True)
class File:
    """A picture or document of the burst, for engines that can read it. `open` streams it from its beginning."""

    message_id: UUID
    mime_type: str
    filename: str | None
    size: int
    open: Stream


@dataclass(frozen=True, slots=True)
class Turn:
    """What an engine sees. `said` is the burst being answered, oldest first; `history` what came before it.

    A voice note has its transcript as `text`, and `payload["transcript"]` then holds how sure that is: `confidence`
    (0 to 1 or null) and `doubts`, numbers to confirm before they are used. `files` are those of the burst that are
    here, oldest first; which a file belongs to is its `message_id`.

    `state` is what the last turn's reply left to be picked up again (options offered, a goal in progress).
    """

    id: UUID
    conversation_id: UUID
    contact_name: str
    said: tuple[MessageView, ...]
    history: tuple[MessageView, ...]
    instructions: Instructions
    state: Mapping[str, Any]
    now: datetime
    first_contact: bool
    """True when the agent has never spoken to this contact: it then says that it is an automatic assistant."""
    files: tuple[File, ...] = ()
    channel_id: UUID | None = None
    reading: Reading | None = None
    """What the local model understands of the whole burst; None without words, or while it is still being trained."""
    objections: tuple[str, ...] = ()
    """Why the reply that was given to this turn before was not sent: what is wrong in it, one sentence each."""
    advice: tuple[str, ...] = ()
    """How something may honestly be suggested in this turn; empty where nothing may be."""
    preview: "Preview | None" = None
    """Where a reply may be shown before it is whole; None nearly everywhere."""
    summary: Summary | None = None
    """What was said in a long conversation up to a message; engines need only what came after it word for word."""


class ReplyKind(StrEnum):
    ANSWER = "answer"
    """From a source: `evidence` is not empty."""
    MENU = "menu"
    """Unsure: up to three titles to choose from."""
    SMALL_TALK = "small_talk"
    """Greeting, thanks and the like; states no fact."""
    HANDOFF = "handoff"
    """To a person; `handoff_reason` says why."""
    CLARIFY = "clarify"
    """Asks the contact to say it another way."""
    ASK = "ask"
    """Asks for what a goal under way needs: a detail, a choice or a yes."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where an answer comes from: an article's passage (`knowledge:<article id>@<version>#<passage>`)."""

    ref: str
    title: str
    quote: str
    score: float


class Preview(Protocol):
    """Shows a reply while it is being written, sentence by sentence, where the contact's line can and as far as the
    guards let it through."""

    async def show(self, text: str, evidence: tuple[Evidence, ...]) -> bool:
        """The reply as far as it goes, in whole sentences; False: it is not to be shown any further."""
        ...

    async def drop(self) -> None:
        """What was shown is void."""
        ...


@dataclass(frozen=True, slots=True)
class ModelCall:
    """One request to a language model, also one that failed (`error` is a code). `input_tokens` include the
    `cached_tokens`; `micros` are millionths of the currency of the prices, 0 where nobody knows them."""

    model: str
    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    micros: int = 0
    ms: int = 0
    error: str | None = None
    connection_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What the engine decided. `text` may be empty only for a silent handoff. `confidence` is 0 to 1."""

    kind: ReplyKind
    text: str
    options: tuple[Option, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    handoff_reason: str | None = None
    confidence: float = 1.0
    understanding: Mapping[str, Any] = field(default_factory=dict)
    """What was read: intent, language, entities; shown in the trace."""
    state: Mapping[str, Any] = field(default_factory=dict)
    cost_micros: int = 0
    """Money spent on this reply, in millionths of the account's currency."""
    models: tuple[ModelCall, ...] = ()
    """The language models that were asked, in order."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A reply as a voice note in the storage."""

    key: str
    mime_type: str
    size: int


class Speaker(Protocol):
    """Says replies aloud, where the company wishes it."""

    async def speak(self, turn: Turn, reply: Reply) -> Spoken | None:
        """The voice note to send instead of the text; None when it is to be read. Never raises for what the network
        or the service did."""
        ...


class Toolbox(Protocol):
    """The tools of this turn. Every call is recorded in the trace."""

    async def call(self, name: str, /, **arguments: Any) -> dict[str, Any]:
        """Runs a tool with JSON arguments and returns its JSON result.

        Raises `ProsaError` when the tool is unknown or fails, and `core.tools.ToolRefused` when its contract does not
        allow the call: `ConfirmationNeeded.params["shown"]` is then what the contact must be shown, as it is; the turn
        adds it to the reply, with buttons, where the engine did not.
        """
        ...

    async def available(self) -> Sequence[Tool]:
        """What this agent may call now, for this contact."""
        ...

    async def agreed(self) -> Agreed | None:
        """What the contact has said yes to with this burst, if anything: call it to have it done."""
        ...


class Engine(Protocol):
    """Produces an answer. Must be cancellable at any await; may raise anything, the turn has a good end for it.

    An engine that can read `Turn.files` says so with an attribute `reads_files = True`: its turns wait a moment for
    files that are on their way.
    """

    name: str

    async def respond(self, turn: Turn, toolbox: Toolbox) -> Reply: ...


@runtime_checkable
class Writer(Protocol):
    """An engine that also words what no contact waits for. None when it cannot now; never raises."""

    async def follow_up(self, turn: Turn) -> str | None:
        """A message that takes up again what a contact has left; `turn.said` is what they wrote last."""
        ...

    async def summarise(self, turn: Turn) -> str | None:
        """What was said in `turn.summary` and, after it, in `turn.history`, in a few sentences."""
        ...


@runtime_checkable
class Rewriter(Protocol):
    """An engine that also puts what an operator wrote into better words. None when it cannot now; never raises."""

    async def rewrite(self, turn: Turn, text: str, wish: str) -> str | None:
        """`wish` says in a sentence what is wanted of the text; `turn` is the conversation it is for."""
        ...
