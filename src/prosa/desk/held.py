"""Messages that wait for a supervisor's word, as the approvals page shows them, and the rules that hold them."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from prosa import contacts
from prosa.accounts import record_action
from prosa.accounts.schemas import Principal
from prosa.conversations import Author, access, holding
from prosa.conversations.holding import Held, HeldState, HoldKind, HoldRule
from prosa.core.db import Session
from prosa.core.errors import Invalid

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=80)]


class HeldMessage(BaseModel):
    """`said` is what the contact had said before; `final` what was sent instead of `text`, if it was reworded."""

    id: UUID
    conversation_id: UUID
    contact_name: str
    author: Author
    turn_id: UUID | None
    kind: HoldKind
    state: HeldState
    said: str
    text: str
    final: str | None
    why: str | None
    held_at: datetime
    expires_at: datetime
    decided_at: datetime | None
    decided_by: str | None


class HeldList(BaseModel):
    items: list[HeldMessage]


class HoldRuleItem(BaseModel):
    """`minutes`: how long somebody may decide before a person is called. `words`, `below` (0 to 1) and `templates`
    belong to the kinds critical, low_confidence and template."""

    kind: HoldKind
    active: bool
    minutes: Annotated[int, Field(ge=1, le=24 * 60)]
    words: list[Word] | None
    below: Annotated[float, Field(gt=0, le=1)] | None
    templates: list[Word] | None


class HoldRuleList(BaseModel):
    items: list[HoldRuleItem]


async def listed(session: Session, principal: Principal, *, waiting: bool, limit: int) -> HeldList:
    """Those that wait, the most urgent first; or those decided, the latest first."""
    found = await holding.listed(session, waiting=waiting, limit=limit)
    seen = await access.among(session, principal, {each.conversation_id for each in found})
    people = await contacts.views(session, [each.contact_id for each in found])
    items = [_shown(each, people[each.contact_id].name) for each in found if each.conversation_id in seen]
    return HeldList(items=items)


def _shown(found: Held, contact_name: str) -> HeldMessage:
    same = {name: getattr(found, name) for name in HeldMessage.model_fields if name != "contact_name"}
    return HeldMessage(contact_name=contact_name, **same)


async def approve(session: Session, principal: Principal, held_id: UUID, text: str | None) -> None:
    """Lets it go, in other words where `text` says so. Raises `AlreadyDecided`, `Invalid`, `NotFound`."""
    await access.check_message(session, principal, held_id)
    await holding.approve(session, held_id, principal.name, text)
    record_action(session, principal, "message.approved", ("message", held_id), reworded=text is not None)


async def reject(session: Session, principal: Principal, held_id: UUID, why: str) -> None:
    """Raises `AlreadyDecided`, `NotFound`."""
    await access.check_message(session, principal, held_id)
    await holding.reject(session, held_id, principal.name, why)
    record_action(session, principal, "message.rejected", ("message", held_id))


async def rules(session: Session) -> HoldRuleList:
    return HoldRuleList(items=[_item(rule) for rule in await holding.rules(session)])


def _item(rule: HoldRule) -> HoldRuleItem:
    params: dict[str, Any] = {name: rule.params.get(name) for name in _PARAM.values()}
    return HoldRuleItem(kind=rule.kind, active=rule.active, minutes=rule.minutes, **params)


_PARAM = {HoldKind.CRITICAL: "words", HoldKind.LOW_CONFIDENCE: "below", HoldKind.TEMPLATE: "templates"}


async def set_rule(session: Session, principal: Principal, item: HoldRuleItem) -> None:
    """Raises `Invalid` for a rule that lacks what its kind needs."""
    if item.kind is HoldKind.ORDER:
        raise Invalid("nobody sets this rule", field="kind")
    name = _PARAM.get(item.kind)
    value = getattr(item, name) if name else None
    if name and value is None:
        raise Invalid(f"this kind of rule needs {name}", field=name)
    params = {name: value} if name else {}
    await holding.set_rule(session, HoldRule(item.kind, item.active, item.minutes, params))
    record_action(session, principal, "hold_rule.set", ("hold_rule", item.kind), active=item.active, **params)
