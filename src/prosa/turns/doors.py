"""Tools from outside a turn: what a person or a program may call, for whom, under the same contract."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from prosa.accounts import record_action
from prosa.accounts.auth import ScopeMissing
from prosa.accounts.schemas import Principal, PrincipalKind, Scope
from prosa.conversations import access
from prosa.conversations.line_view import place_of
from prosa.core.ids import new_id
from prosa.core.runtime import Runtime
from prosa.core.tools import Assurance, ConversationNeeded, Tool, ToolContext
from prosa.turns import contract
from prosa.turns.contract import Asker, Call
from prosa.turns.schemas import NewCall, ToolItem

NOBODY = UUID(int=0)
"""The conversation and the contact of a tool that needs none."""


def listed(runtime: Runtime, principal: Principal) -> list[ToolItem]:
    """The tools whose scope the principal has, by name."""
    tools: Mapping[str, Tool] = runtime.registry.all(Tool)
    return [_item(tool) for _, tool in sorted(tools.items()) if _has_scope(principal, tool)]


async def call(runtime: Runtime, principal: Principal, name: str, new: NewCall) -> dict[str, Any]:
    """Runs a tool for the contact of a conversation. Raises `NotFound`, `Invalid`, `ToolRefused`, or what it raises."""
    tool = runtime.registry.get(Tool, name)
    if not _has_scope(principal, tool):
        raise ScopeMissing(f"this key lacks the scope {tool.scope}", required=tool.scope)
    arguments = contract.parsed(tool, new.arguments)
    context, assurance = await _context(runtime, principal, tool, new.conversation_id)
    asker = Asker(assurance, principal=principal, digest=new.digest, call_id=new.call_id)
    result = await contract.perform(Call(context, tool, arguments, asker))
    if tool.writes:
        async with runtime.db.transaction() as session:
            record_action(session, principal, "tool.called", ("conversation", context.conversation_id), tool=name)
    return result


async def _context(
    runtime: Runtime, principal: Principal, tool: Tool, conversation_id: UUID | None
) -> tuple[ToolContext, Assurance]:
    """For whom it is done, and how well it is known that they ask: a person of the team vouches for it."""
    if conversation_id is None:
        if tool.needs_contact:
            raise ConversationNeeded(f"{tool.name} needs a conversation", tool=tool.name)
        return ToolContext(runtime, NOBODY, NOBODY, new_id()), Assurance.ANONYMOUS
    async with runtime.db.transaction() as session:
        await access.check(session, principal, conversation_id)
        place = await place_of(session, conversation_id)
    context = ToolContext(runtime, conversation_id, place.contact_id, new_id())
    if principal.kind is PrincipalKind.USER:
        return context, Assurance.VERIFIED
    return context, await contract.assurance_of(runtime, place.channel_id)


def _has_scope(principal: Principal, tool: Tool) -> bool:
    return principal.kind is not PrincipalKind.API_KEY or Scope(tool.scope) in principal.scopes


def _item(tool: Tool) -> ToolItem:
    return ToolItem(
        name=tool.name,
        description=tool.description,
        arguments=tool.arguments.model_json_schema(),
        scope=tool.scope,
        writes=tool.writes,
        needs_conversation=tool.needs_contact,
        identity=tool.identity.name.lower(),
        confirms=tool.confirm is not None,
        sensitive=tool.sensitive,
        limits={name: limit for name, limit in asdict(tool.limits).items() if limit is not None},
    )
