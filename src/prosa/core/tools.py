"""Tools: the only place where anybody acts for a contact. Typed arguments in, a result with evidence out.

One list serves every door (offline engine, language model, REST, MCP); a tool does not know which one calls it. What
must hold before it runs is declared here and checked in code (see `prosa.turns.contract`): no engine can talk its way
past it.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from pydantic import BaseModel

from prosa.core.errors import ProsaError
from prosa.core.ids import new_id

if TYPE_CHECKING:
    from prosa.core.runtime import Runtime


class Assurance(IntEnum):
    """How well it is known who asks; each includes the ones before."""

    ANONYMOUS = 0
    """Anybody, such as a visitor of a page."""
    CHANNEL = 1
    """The provider of the line says who writes, such as the owner of a phone number."""
    VERIFIED = 2
    """They have proved it beyond that, or a person of the team vouches for them."""


class Vouching(Protocol):
    """Plugged in by what knows the lines: whether one says who writes on it."""

    async def vouches(self, channel_id: UUID) -> bool: ...


@dataclass(frozen=True, slots=True)
class ToolContext:
    """Who calls: the contact whose turn it is, or somebody on their behalf.

    `call_id` is the same whenever the same call is repeated (a turn begun anew, an approval carried out), so a write
    that uses it as its row's id is done once. `language` is the one in which to speak to the contact.
    """

    runtime: "Runtime"
    conversation_id: UUID
    contact_id: UUID
    turn_id: UUID
    call_id: UUID = field(default_factory=new_id)
    language: str = "pt-BR"


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is done for one contact without a person. None: no limit. Money in cents, a day is 24 hours."""

    cents: int | None = None
    cents_a_day: int | None = None
    calls_a_day: int | None = None

    def narrowed(self, by: Mapping[str, int]) -> "Limits":
        """With a company's own limits, which can only be lower."""
        pairs = {name: (getattr(self, name), by.get(name)) for name in self.__slots__}
        return Limits(**{name: min((n for n in pair if n is not None), default=None) for name, pair in pairs.items()})


@dataclass(frozen=True, slots=True)
class Tool:
    """A declared tool and the contract of its calls.

    `writes` marks effects outside the turn: those are run one at a time, once per turn and arguments, and recorded.
    `personal` marks reads about the contact: they need a conversation, as every write does.

    In this order it is checked, each raising a `ToolRefused`: `identity`; `own`, that what the arguments name is this
    contact's; `ready`, what must hold whatever the arguments (a tool that is not ready is not even shown to an
    engine); `limits`, with `cents` telling the money a call moves. Then `confirm` gives what the contact has to agree
    to, from the data and not from the arguments alone, and their yes holds for exactly these words. A `sensitive` one
    waits for a person of the team even then.

    One that `proves` makes the contact `VERIFIED` for a while, by a result whose `verified` is true.
    """

    name: str
    description: str
    arguments: type[BaseModel]
    run: Callable[[ToolContext, Any], Awaitable[BaseModel]]
    writes: bool
    personal: bool = False
    identity: Assurance = Assurance.ANONYMOUS
    own: Callable[[ToolContext, Any], Awaitable[None]] | None = None
    ready: Callable[[ToolContext], Awaitable[None]] | None = None
    limits: Limits = Limits()
    cents: Callable[[Any], int] | None = None
    confirm: Callable[[ToolContext, Any], Awaitable[str]] | None = None
    sensitive: bool = False
    proves: bool = False

    @property
    def scope(self) -> str:
        """What an API key needs for it."""
        return "write" if self.writes else "read"

    @property
    def needs_contact(self) -> bool:
        return self.writes or self.personal


class ToolRefused(ProsaError):
    """The contract does not allow this call. Each reason is a class with a `code` of its own, which is also the key of
    the agent's phrase for it; `params` fill that phrase in."""

    status = 403
    code = "tool_refused"


class ToolDisabled(ToolRefused):
    """This agent may not use the tool."""

    code = "tool_disabled"


class ConversationNeeded(ToolRefused):
    """The tool acts for a contact, and nobody said for which."""

    status = 422
    code = "tool_conversation_needed"


class IdentityNeeded(ToolRefused):
    """It is not known well enough who asks; `needed` names the `Assurance`."""

    code = "tool_identity_needed"


class NotOwn(ToolRefused):
    """What was named is not this contact's, or there is no such thing: the two look alike on purpose."""

    status = 404
    code = "tool_not_own"


class NotReady(ToolRefused):
    """It cannot be done as things are now."""

    status = 409
    code = "tool_not_ready"


class OverLimit(ToolRefused):
    """More than is done without a person; `limit` names which."""

    code = "tool_over_limit"


class ConfirmationNeeded(ToolRefused):
    """The contact has to agree first. `shown` is what to show, word for word; `digest` stands for it."""

    status = 409
    code = "tool_confirmation_needed"


class ApprovalNeeded(ToolRefused):
    """A person of the team has been asked; `approval_id` is their decision to come."""

    status = 409
    code = "tool_approval_needed"


class ApprovalRejected(ToolRefused):
    """A person of the team said no."""

    code = "tool_approval_rejected"


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the contact has just said yes to: calling it again with these arguments carries it out."""

    tool: str
    arguments: Mapping[str, Any]
