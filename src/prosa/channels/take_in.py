"""What each kind of fact does to the books."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update

from prosa import contacts
from prosa.channels import deliver, directory, templates, watch
from prosa.channels.abilities import Sessions, SessionState
from prosa.channels.events import LineNews
from prosa.channels.lines import Line, lines
from prosa.channels.models import ChannelRow
from prosa.channels.port import (
    UNDATED,
    ConnectionChange,
    ErrorAction,
    Fact,
    IdentityChange,
    IncomingCall,
    IncomingDeletion,
    IncomingEdit,
    IncomingMessage,
    IncomingReaction,
    IncomingStatus,
    MarketingChoice,
    Sender,
    TemplateChange,
)
from prosa.contacts import ConsentSource, ConsentStatus, Purpose
from prosa.contacts.schemas import Identity, IdentityKind
from prosa.conversations import (
    Amendment,
    Author,
    Direction,
    Inbound,
    MessageStatus,
    MessageType,
    Receipt,
    amend,
    line_view,
    outcomes,
    receive,
)
from prosa.core import driver
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import NotFound
from prosa.core.events import emit
from prosa.core.live import publish
from prosa.core.runtime import Runtime

RECEIPT_MARK = timedelta(seconds=1)
"""How often the line's last receipt is written down; finer is of no use and would be a hot row."""
LATE = timedelta(minutes=5)
RECENT = timedelta(hours=12)
"""Between the two, a message that comes late is answered when nobody has answered it."""
_OF_PEOPLE = (IncomingMessage, IncomingStatus, IncomingReaction, IncomingEdit, IncomingDeletion, IncomingCall)
_CLOSE = "UPDATE delivery SET state = 'taken_in' WHERE id = %(delivery)s"


def person(line: Line, fact: Fact) -> str:
    """Whose order the fact must keep: the same string for the same person."""
    match fact:
        case IncomingStatus():
            return str(fact.message_id or fact.id)
        case IncomingMessage(group_id=str(group)):
            return f"{line.id}:{group}"
        case IncomingMessage() | IncomingReaction() | IncomingEdit() | IncomingDeletion() | IncomingCall():
            known = fact.sender.identities()
            return f"{line.id}:{known[0].value}" if known else str(line.id)
        case _:
            return str(line.id)


async def fact(
    runtime: Runtime, line: Line, found: Fact, closes: UUID | None = None, *, delivered: bool = True
) -> None:
    """Takes in one fact, in one transaction, with which the delivery `closes` is done. A repeat changes nothing.
    `delivered` false: we have asked for it, so that it is no sign of the line's life."""
    found = _dated(found)
    async with runtime.db.transaction() as session:
        channel_id = await _channel_of(session, line, found)
        if channel_id is not None:
            await _write_down(session, runtime, line, channel_id, found)
            if delivered and isinstance(found, _OF_PEOPLE) and lines(runtime).spoke(channel_id):
                await watch.spoke(session, channel_id)
        if closes is not None:
            await driver.run(session, _CLOSE, {"delivery": closes})


def _dated(found: Fact) -> Fact:
    """With the time of arrival, where the provider tells none."""
    if isinstance(found, IncomingMessage | IncomingStatus | IncomingCall) and found.timestamp == UNDATED:
        return replace(found, timestamp=now())
    return found


async def _write_down(session: Session, runtime: Runtime, line: Line, channel_id: UUID, found: Fact) -> None:
    match found:
        case IncomingMessage():
            line = line if channel_id == line.id else await lines(runtime).get(channel_id)
            await _message(session, runtime, line, found)
        case IncomingStatus():
            await _status(session, runtime, channel_id, found)
        case IncomingReaction() | IncomingEdit() | IncomingDeletion():
            await _amendment(session, channel_id, found)
        case IncomingCall():
            await _call(session, runtime, line, found)
        case IdentityChange():
            await contacts.record_change(session, found.previous.identities(), found.current.identities())
        case ConnectionChange():
            await _connection(session, channel_id, found)
        case TemplateChange():
            await templates.apply(session, channel_id, found)
        case MarketingChoice():
            await _marketing(session, found)
        case _:
            pass


async def _channel_of(session: Session, line: Line, found: Fact) -> UUID | None:
    """The channel the fact belongs to: one webhook may serve several lines of a connector."""
    if found.account is None or found.account == line.port.account(line.settings):
        return line.id
    query = select(ChannelRow.id).where(
        ChannelRow.connector == line.connector,
        ChannelRow.account == found.account,
        ChannelRow.deleted_at.is_(None),
    )
    return await session.scalar(query)


async def _message(session: Session, runtime: Runtime, line: Line, found: IncomingMessage) -> None:
    contact_id = await _group(session, found.group_id) if found.group_id else await _contact(session, found.sender)
    if found.direction is Direction.OUT and await _is_ours(session, line, contact_id, found):
        return
    window = _window(line, found)
    inbound = Inbound(
        channel_id=line.id,
        contact_id=contact_id,
        provider_id=found.id,
        type=found.type,
        text=found.text,
        sent_at=min(found.timestamp, now()),
        window=window,
        from_phone=found.direction is Direction.OUT,
        reply_to=found.reply_to,
        media=found.media,
        payload=_payload(found),
        suppress=await _suppress(session, line, contact_id, found, window),
        text_limit=line.capabilities.text_limit,
    )
    await receive(session, inbound, runtime.settings)


async def _call(session: Session, runtime: Runtime, line: Line, found: IncomingCall) -> None:
    """A line of the thread, whatever is told of the call first; who rings is not answered in writing."""
    inbound = Inbound(
        channel_id=line.id,
        contact_id=await _contact(session, found.sender),
        provider_id=f"call.{found.id.removesuffix(f'.{found.status}')}",
        type=MessageType.CALL,
        text=None,
        sent_at=min(found.timestamp, now()),
        window=line.capabilities.window_hours,
        payload={"status": found.status},
        suppress="call",
    )
    await receive(session, inbound, runtime.settings)


def _payload(found: IncomingMessage) -> dict[str, Any]:
    payload = dict(found.payload)
    if found.button_id is not None:
        payload["button_id"] = found.button_id
    if found.group_id is not None and found.direction is Direction.IN:
        payload["participant"] = {"name": found.sender.name, "phone": found.sender.phone}
    return payload


def _window(line: Line, found: IncomingMessage) -> int | None:
    """Hours of free text after it: more when an advertisement brought the person."""
    can = line.capabilities
    return (can.ad_window_hours if found.payload.get("referral") else None) or can.window_hours


async def _is_ours(session: Session, line: Line, contact_id: UUID, found: IncomingMessage) -> bool:
    """An echo that is no other than a send of ours nobody was sure of: then it is settled by it."""
    if line.capabilities.status_echo:
        return False
    echo = Receipt(
        channel_id=line.id,
        provider_id=found.id,
        message_id=None,
        status=MessageStatus.SENT,
        at=min(found.timestamp, now()),
    )
    return await outcomes.recognise(session, contact_id, echo, found.text)


async def _suppress(
    session: Session, line: Line, contact_id: UUID, found: IncomingMessage, window: int | None
) -> str | None:
    """Why the agent must not look at it: a group's talk, one so old that no answer may be sent, or one that comes
    late and is over."""
    if found.group_id is not None:
        answered = line.rules.answer_groups and await directory.may_answer(session, line.id, found.group_id)
        return None if answered else "group"
    if window is not None and found.timestamp < now() - timedelta(hours=window):
        return "too_old"
    return "replayed" if await _is_over(session, line, contact_id, found) else None


async def _is_over(session: Session, line: Line, contact_id: UUID, found: IncomingMessage) -> bool:
    """Whether a message comes so late that nobody waits for what it would lead to.

    Linked devices replay what they missed, and History is asked for it. What is older than `LATE` is looked at by
    the agent only when it is not older than `RECENT` and nobody of ours has written to the person since.
    """
    if line.can(Sessions) is None or found.direction is Direction.OUT or found.timestamp >= now() - LATE:
        return False
    if found.timestamp < now() - RECENT:
        return True
    answered_at = await line_view.last_answer(session, line.id, contact_id)
    return answered_at is not None and answered_at >= found.timestamp


async def _group(session: Session, group_id: str) -> UUID:
    return (await contacts.resolve(session, [Identity(IdentityKind.GROUP, group_id)], None, None)).contact_id


async def _contact(session: Session, sender: Sender) -> UUID:
    found = await contacts.resolve(session, sender.identities(), sender.name, sender.username)
    return found.contact_id


async def _status(session: Session, runtime: Runtime, channel_id: UUID, found: IncomingStatus) -> None:
    receipt = Receipt(
        channel_id=channel_id,
        provider_id=found.id,
        message_id=found.message_id,
        status=found.status,
        at=found.timestamp,
        error_code=found.error_code,
        error_text=found.error_text,
        cost_category=found.cost_category,
        billable=found.billable,
    )
    await outcomes.apply_receipt(session, receipt)
    if found.error_action is ErrorAction.STOP_CHANNEL:
        await deliver.stop(session, channel_id, f"{found.error_code}: {found.error_text or ''}")
    if not lines(runtime).heard(channel_id):
        return
    stale = or_(ChannelRow.last_receipt_at.is_(None), ChannelRow.last_receipt_at < now() - RECEIPT_MARK)
    await session.execute(update(ChannelRow).where(ChannelRow.id == channel_id, stale).values(last_receipt_at=now()))


async def _amendment(
    session: Session, channel_id: UUID, found: IncomingReaction | IncomingEdit | IncomingDeletion
) -> None:
    amendment = Amendment(
        channel_id=channel_id,
        contact_id=await _contact(session, found.sender),
        provider_id=found.id,
        kind=found.kind,
        target=found.target,
        author=Author.PHONE if found.direction is Direction.OUT else Author.CONTACT,
        text=_new_text(found),
        at=found.timestamp,
    )
    await amend(session, amendment)


def _new_text(found: IncomingReaction | IncomingEdit | IncomingDeletion) -> str | None:
    match found:
        case IncomingReaction():
            return found.emoji
        case IncomingEdit():
            return found.text
        case IncomingDeletion():
            return None


async def _connection(session: Session, channel_id: UUID, found: ConnectionChange) -> None:
    channel = await session.get(ChannelRow, channel_id)
    if channel is None:
        raise NotFound("there is no such channel")
    state = session_state(found)
    if state is not None:
        await watch.note_session(session, channel_id, state, found.detail or "")
        return
    channel.state_detail = f"{found.state}: {found.detail}" if found.detail else found.state
    publish(session, "channels")
    emit(session, LineNews(str(channel_id)))


def session_state(found: ConnectionChange) -> SessionState | None:
    """How the linked device stands, in whatever words; None for news of another kind."""
    if found.state in _STATES:
        return _STATES[found.state]
    if found.state == "close":
        return SessionState.FAILED if found.detail == "blocked" else SessionState.STOPPED
    return None


_STATES = {
    **{str(state): state for state in SessionState},
    "open": SessionState.WORKING,
    "connecting": SessionState.STARTING,
    "refused": SessionState.STOPPED,
}
"""Our words, and those of the protocol."""


async def _marketing(session: Session, found: MarketingChoice) -> None:
    """What the person told the provider holds here as well. A repeat adds nothing."""
    contact_id = await _contact(session, found.sender)
    said = (await contacts.current_consents(session, contact_id)).get(Purpose.MARKETING)
    at = min(found.timestamp, now())
    status = ConsentStatus.GRANTED if found.allowed else ConsentStatus.WITHDRAWN
    if said is not None and (said.status is status or said.at >= at):
        return
    await contacts.record_consent(
        session,
        contact_id,
        Purpose.MARKETING,
        status,
        "provider-preference",
        found.detail or "The person's own choice in WhatsApp whether this business may send marketing.",
        ConsentSource.WHATSAPP_MESSAGE,
        {"external_id": found.id},
        at,
    )
