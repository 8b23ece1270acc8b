"""Canned replies: texts the team keeps at hand, with blanks that are filled in on use."""

import re
from collections.abc import Mapping, Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from prosa.accounts import get_company, record_action
from prosa.accounts.schemas import Principal
from prosa.contacts import fields, name_of
from prosa.conversations.views import ConversationItem
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import Conflict, Invalid, NotFound
from prosa.core.ids import new_id
from prosa.core.live import publish
from prosa.desk.models import CannedReplyRow
from prosa.desk.schemas import CannedReply, CannedReplyChange, NewCannedReply

VARIABLES = (
    "contact.name",
    "contact.first_name",
    "operator.name",
    "operator.first_name",
    "company.name",
    "conversation.protocol",
    "greeting",
)

FIELD = "contact.field."
"""Begins the variable of each field of the company's own: `{contact.field.<key>}`."""

_VARIABLE = re.compile(r"\{\s*([\w.]+)\s*\}")
_WITH_COMMA = re.compile(r"^\{\s*([\w.]+)\s*\}[,;:]?[ \t]*|,?[ \t]*\{\s*([\w.]+)\s*\}", re.MULTILINE)


class ShortcutTaken(Conflict):
    code = "shortcut_taken"


class UnknownVariable(Invalid):
    """`params.names` are the ones we do not know, `params.known` those there are."""

    code = "unknown_variable"


async def list_canned_replies(session: Session) -> list[CannedReply]:
    """All, as they were written, by shortcut."""
    rows = await session.scalars(select(CannedReplyRow).order_by(CannedReplyRow.shortcut))
    return [CannedReply.model_validate(row) for row in rows]


async def list_ready_for(session: Session, operator: Principal, contact_id: UUID) -> list[CannedReply]:
    """All, filled in for this contact and operator. Raises `NotFound` for an unknown contact."""
    values = await _values(session, operator, contact_id, protocol=None)
    return _filled(await list_canned_replies(session), values)


async def list_ready_in(session: Session, operator: Principal, item: ConversationItem) -> list[CannedReply]:
    """Those of everybody and of the conversation's team, filled in."""
    values = await values_for(session, operator, item)
    queue_id = item.queue.id if item.queue else None
    fitting = [reply for reply in await list_canned_replies(session) if reply.queue_id in (None, queue_id)]
    return _filled(fitting, values)


async def values_for(session: Session, operator: Principal, item: ConversationItem) -> dict[str, str]:
    """What the variables stand for in a conversation."""
    return await _values(session, operator, item.contact.id, item.protocol)


async def _values(session: Session, operator: Principal, contact_id: UUID, protocol: str | None) -> dict[str, str]:
    company = await get_company(session)
    name = await name_of(session, contact_id)
    known = {f"{FIELD}{each.key}": _written(each.value) for each in await fields.values_of(session, contact_id)}
    return known | {
        "contact.name": name,
        "contact.first_name": _first(name),
        "operator.name": operator.name,
        "operator.first_name": _first(operator.name),
        "company.name": company.name,
        "conversation.protocol": protocol or "",
        "greeting": _greeting(now().astimezone(ZoneInfo(company.timezone)).hour),
    }


def _written(value: fields.Value | None) -> str:
    """As it stands in a sentence: a number without `.0`. Yes and no say nothing there."""
    if value is None or isinstance(value, bool):
        return ""
    return f"{value:g}" if isinstance(value, float) else value


def _first(name: str) -> str:
    return name.split(" ", 1)[0]


def _greeting(hour: int) -> str:
    """As it is said in Portuguese at this hour of the day."""
    if 5 <= hour < 12:
        return "Bom dia"
    return "Boa tarde" if 12 <= hour < 18 else "Boa noite"


def _filled(replies: Sequence[CannedReply], values: Mapping[str, str]) -> list[CannedReply]:
    return [reply.model_copy(update={"text": fill(reply.text, values)}) for reply in replies]


async def add_canned_reply(session: Session, actor: Principal, new: NewCannedReply) -> CannedReply:
    """Raises `ShortcutTaken`, `UnknownVariable`."""
    check_variables(new.text)
    row = CannedReplyRow(id=new_id(), **new.model_dump())
    session.add(row)
    return await _saved(session, actor, row, "canned_reply.added")


async def change_canned_reply(
    session: Session, actor: Principal, reply_id: UUID, change: CannedReplyChange
) -> CannedReply:
    """Raises `NotFound`, `ShortcutTaken`, `UnknownVariable`."""
    check_variables(change.text or "")
    row = await _get(session, reply_id)
    for name, value in change.given().items():
        setattr(row, name, value)
    return await _saved(session, actor, row, "canned_reply.changed")


async def remove_canned_reply(session: Session, actor: Principal, reply_id: UUID) -> None:
    """Raises `NotFound`."""
    row = await _get(session, reply_id)
    await session.delete(row)
    _tell(session, actor, row, "canned_reply.removed")


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its variables replaced, in one pass: a value is never read as a variable.

    A value nobody knows takes the comma before it along: "Olá, {contact.name}!" becomes "Olá!".
    """

    def drop_if_empty(found: re.Match[str]) -> str:
        return found[0] if values.get(found[1] or found[2], found[0]) else ""

    kept = _WITH_COMMA.sub(drop_if_empty, text)
    return _VARIABLE.sub(lambda found: values.get(found[1], found[0]), kept)


def check_variables(text: str) -> None:
    """Raises `UnknownVariable`."""
    unknown = sorted({name for name in _VARIABLE.findall(text) if not (name in VARIABLES or name.startswith(FIELD))})
    if unknown:
        raise UnknownVariable(f"no such variable: {', '.join(unknown)}", names=unknown, known=VARIABLES)


async def _get(session: Session, reply_id: UUID) -> CannedReplyRow:
    row = await session.get(CannedReplyRow, reply_id)
    if row is None:
        raise NotFound("no such canned reply")
    return row


async def _saved(session: Session, actor: Principal, row: CannedReplyRow, action: str) -> CannedReply:
    shortcut = row.shortcut
    try:
        await session.flush()
    except IntegrityError as error:
        if "queue" in str(error.orig):
            raise Invalid("there is no such queue", field="queue_id") from error
        raise ShortcutTaken(f"another canned reply is called /{shortcut}", shortcut=shortcut) from error
    _tell(session, actor, row, action)
    return CannedReply.model_validate(row)


def _tell(session: Session, actor: Principal, row: CannedReplyRow, action: str) -> None:
    record_action(session, actor, action, ("canned_reply", row.id), shortcut=row.shortcut)
    publish(session, "canned-replies")
