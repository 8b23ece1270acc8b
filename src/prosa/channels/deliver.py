"""Delivering: one conversation's messages to the provider, in order, each once.

The intent is committed before the call and its outcome after it; nothing is open across the network. An outcome
nobody knows is settled by receipts, and only their absence on a line that speaks lets a message go out again.
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import structlog
from sqlalchemy import exists, select, update

from prosa import contacts
from prosa.channels import address, file_links, metrics, pace
from prosa.channels.lines import Line, lines
from prosa.channels.models import ChannelRow, DeliveryRow
from prosa.channels.port import Accepted, ErrorAction, Outgoing, Refused, SendOutcome, Unknown
from prosa.contacts.schemas import Identity
from prosa.conversations import Media, attachments, outcomes, sending
from prosa.conversations.schemas import Doubtful, Later, Ready, Send
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.live import publish
from prosa.core.runtime import Runtime

log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 6
LONGEST_PAUSE = 300.0
STOPPED = timedelta(seconds=30)
"""Pause of a message whose line was refused: longer than any process takes to see that the line is stopped."""
PATIENCES = 10
"""How many times the patience a send may stay unconfirmed on a silent line before it is given up."""


@dataclass(frozen=True, slots=True)
class Attempt:
    send: Send
    to: tuple[Identity, ...]
    line: Line


async def deliver(runtime: Runtime, conversation_id: UUID) -> None:
    """Sends what is due in a conversation until nothing is, or until something must be waited for."""
    note: Callable[[Session], Awaitable[None]] | None = None
    while True:
        async with runtime.db.transaction() as session:
            if note is not None:
                await note(session)
            attempt = await _next(runtime, session, conversation_id)
        if attempt is None:
            return
        outcome = await _call(runtime, attempt)
        note = _noting(runtime, attempt, outcome)


async def _next(runtime: Runtime, session: Session, conversation_id: UUID) -> Attempt | None:
    patience = runtime.settings.send_patience
    while True:
        match await sending.next_send(session, conversation_id, patience):
            case None:
                return None
            case Later(at):
                await sending.pause(session, conversation_id, at)
                return None
            case Doubtful() as doubtful:
                await _reconcile(runtime, session, conversation_id, doubtful)
                return None
            case Ready() as ready:
                return await _begin(runtime, session, conversation_id, ready)


async def _begin(runtime: Runtime, session: Session, conversation_id: UUID, ready: Ready) -> Attempt | None:
    line = await lines(runtime).get(ready.channel_id)
    if not line.open:
        return None
    to = await contacts.addresses(session, ready.contact_id)
    # Last before the intent: all senders of a line wait for this row until we have committed.
    at = await pace.reserve(session, line.capabilities, line.id, ready.contact_id)
    if at is not None:
        await sending.pause(session, conversation_id, at)
        return None
    return Attempt(await sending.begin(session, ready), to, line)


async def _call(runtime: Runtime, attempt: Attempt) -> SendOutcome:
    send, line = attempt.send, attempt.line
    media, file_url = await _media(runtime, send)
    if media is not None and (media.key is None or not await runtime.storage.has(media.key)):
        return Refused("file_missing", "the file of this message is not in the storage", ErrorAction.GIVE_UP)
    outgoing = Outgoing(
        message_id=send.message_id,
        to=attempt.to,
        type=send.type,
        text=send.text,
        options=send.options,
        media=media,
        file=partial(runtime.storage.open, media.key) if media is not None and media.key else None,
        file_url=file_url,
        reply_to=send.reply_to,
        payload=send.payload,
        attempt=send.attempts,
    )
    began = time.perf_counter()
    with structlog.contextvars.bound_contextvars(message_id=str(send.message_id)):
        outcome = await line.port.send(line.settings, runtime.http, outgoing)
        log.info("send", outcome=type(outcome).__name__.lower(), attempt=send.attempts)
    metrics.SEND_SECONDS.labels(connector=line.connector).observe(time.perf_counter() - began)
    metrics.SENDS.labels(connector=line.connector, outcome=type(outcome).__name__.lower()).inc()
    return outcome


async def _media(runtime: Runtime, send: Send) -> tuple[Media | None, str | None]:
    """The file of a message, and where a provider can fetch it."""
    if send.attachment_id is None:
        return None, None
    async with runtime.db.transaction() as session:
        url = await address.file_url(session, runtime, file_links.token(runtime.vault, send.attachment_id))
        return await attachments.media(session, send.attachment_id), url


def _noting(runtime: Runtime, attempt: Attempt, outcome: SendOutcome) -> Callable[[Session], Awaitable[None]]:
    async def note(session: Session) -> None:
        match outcome:
            case Accepted(provider_id, address):
                await outcomes.sent(session, attempt.send, provider_id)
                if address is not None:
                    await contacts.confirm_address(session, attempt.send.contact_id, address)
            case Refused() as refusal:
                await _refused(session, attempt, refusal)
            case Unknown(reason):
                await _lost_sight(runtime, session, attempt, reason)
        await _tell_other_side(session, attempt, outcome)

    return note


async def _tell_other_side(session: Session, attempt: Attempt, outcome: SendOutcome) -> None:
    line, send = attempt.line, attempt.send
    if line.other_side is not None:
        await line.other_side.told(session, line.id, line.settings, send.message_id, send.attempts, outcome)


async def _refused(session: Session, attempt: Attempt, refusal: Refused) -> None:
    again = _again_at(refusal, attempt.send.attempts)
    await outcomes.refused(session, attempt.send, refusal.code, refusal.text, again)
    if refusal.action is ErrorAction.STOP_CHANNEL:
        await _stop(session, attempt.line.id, f"{refusal.code}: {refusal.text}")


def _again_at(refusal: Refused, attempts: int) -> datetime | None:
    """When to try again: never, after the provider's own word, or after 1, 4, 16 … seconds."""
    match refusal.action:
        case ErrorAction.GIVE_UP:
            return None
        case ErrorAction.STOP_CHANNEL:
            return now() + STOPPED
        case ErrorAction.RETRY if attempts >= MOST_ATTEMPTS:
            return None
    pause = refusal.retry_after or min(4.0 ** (attempts - 1), LONGEST_PAUSE)
    return now() + timedelta(seconds=pause)


async def _stop(session: Session, channel_id: UUID, detail: str) -> None:
    """The provider refuses the line itself: nothing more is sent on it, what is queued waits."""
    await session.execute(
        update(ChannelRow).where(ChannelRow.id == channel_id).values(state="stopped", state_detail=detail)
    )
    publish(session, "channels")


async def _lost_sight(runtime: Runtime, session: Session, attempt: Attempt, reason: str) -> None:
    """Where the provider drops a repeated id, the same send may simply be made again; else receipts decide."""
    if attempt.line.capabilities.idempotent_sends:
        again = _again_at(Refused("unknown", reason, ErrorAction.RETRY), attempt.send.attempts)
        await outcomes.refused(session, attempt.send, "unconfirmed", reason, again)
        return
    await outcomes.lost_sight(session, attempt.send, reason, runtime.settings.send_patience)


async def _reconcile(runtime: Runtime, session: Session, conversation_id: UUID, doubtful: Doubtful) -> None:
    """No receipt came in time. It goes out again only on proof that one would have come."""
    line = await lines(runtime).get(doubtful.channel_id)
    patience = timedelta(seconds=runtime.settings.send_patience)
    if await _deliveries_unread(session, doubtful):
        await outcomes.wait_longer(session, conversation_id, doubtful.message_id, now() + patience / 2)
    elif line.capabilities.status_echo and await _would_have_heard(session, doubtful, patience):
        log.info("send_again", message_id=str(doubtful.message_id))
        await outcomes.send_again(session, conversation_id, doubtful.message_id)
    elif now() - doubtful.since > patience * PATIENCES:
        await outcomes.give_up(session, conversation_id, doubtful.message_id, "unconfirmed", "no receipt ever came")
    else:
        await outcomes.wait_longer(session, conversation_id, doubtful.message_id, now() + patience / 2)


async def _deliveries_unread(session: Session, doubtful: Doubtful) -> bool:
    """Whether a stored delivery that may hold its receipt is still waiting to be read: then nothing is proved."""
    unread = exists().where(DeliveryRow.channel_id == doubtful.channel_id, DeliveryRow.state == "stored")
    return bool(await session.scalar(select(unread)))


async def _would_have_heard(session: Session, doubtful: Doubtful, patience: timedelta) -> bool:
    """Silence proves something only when the line speaks: a receipt came well after our send."""
    heard_at = await session.scalar(select(ChannelRow.last_receipt_at).where(ChannelRow.id == doubtful.channel_id))
    return heard_at is not None and heard_at >= doubtful.since + patience / 2
