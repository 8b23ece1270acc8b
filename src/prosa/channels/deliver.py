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
from prosa.channels import address, caution, circuit, failover, file_links, metrics, pace, watch
from prosa.channels.abilities import Directory, Lookup
from prosa.channels.events import LineTroubled
from prosa.channels.lines import Line, lines
from prosa.channels.models import ChannelRow, DeliveryRow
from prosa.channels.port import Accepted, ErrorAction, Outgoing, Refused, SendOutcome, Unknown
from prosa.channels.schemas import NoticeCode
from prosa.contacts.schemas import Identity, IdentityKind
from prosa.conversations import Media, attachments, attention, outcomes, sending
from prosa.conversations.schemas import Doubtful, Later, Ready, Send
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.core.errors import ProsaError
from prosa.core.events import emit
from prosa.core.live import publish
from prosa.core.runtime import Runtime

log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 6
HELD_PAUSE = 10.0
"""Seconds until a message is tried again whose file waits for the virus scan."""
MOST_WHILE_AWAY = 500
"""Tries of a message while the provider does not work; with the pauses between them, most of a day."""
LONGEST_PAUSE = 300.0
STOPPED = timedelta(seconds=30)
"""Pause of a message whose line was refused: longer than any process takes to see that the line is stopped."""
ASKING = timedelta(seconds=45)
"""How long whoever asks the provider about a message has it for itself."""
CLOCK_TOLERANCE = timedelta(seconds=2)
"""Providers tell times in whole seconds."""
PATIENCES = 10
"""How many times the patience a send may stay unconfirmed on a silent line before it is given up."""


Note = Callable[[Session], Awaitable[None]]
"""Writes down what came of a step."""
Step = Callable[[], Awaitable[Note]]
"""What must be done outside any transaction: it asks the provider."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """`probing`: the provider did not answer before, and this tells whether it does again."""

    send: Send
    to: tuple[Identity, ...]
    line: Line
    probing: bool = False


async def deliver(runtime: Runtime, conversation_id: UUID) -> None:
    """Sends what is due in a conversation until nothing is, or until something must be waited for."""
    note: Note | None = None
    while True:
        async with runtime.db.transaction() as session:
            if note is not None:
                await note(session)
                await session.flush()
            step = await _next(runtime, session, conversation_id)
        if step is None:
            return
        note = await step()


async def _next(runtime: Runtime, session: Session, conversation_id: UUID) -> Step | None:
    match await sending.next_send(session, conversation_id, runtime.settings.send_patience):
        case Later(at):
            await sending.pause(session, conversation_id, at)
        case Doubtful() as doubtful:
            return await _reconcile(runtime, session, conversation_id, doubtful)
        case Ready() as ready:
            return await _begin(runtime, session, ready)
    return None


async def _begin(runtime: Runtime, session: Session, ready: Ready) -> Step | None:
    way = await _way_out(runtime, session, ready)
    if way is None:
        return None
    line, probing = way
    if line.capabilities.unofficial:
        held = await caution.consider(session, line, ready)
        if held is not None:
            return await _hold(runtime, session, line, ready, held)
    to = await contacts.addresses(session, ready.contact_id)
    # Last before the intent: all senders of a line wait for this row until we have committed.
    at = await pace.reserve(session, line.capabilities, line.id, ready.contact_id, now())
    if at is not None:
        await sending.pause(session, ready.conversation_id, at)
        return None
    if line.id != ready.channel_id:
        await failover.note(session, ready.channel_id, line, ready)
    attempt = Attempt(await sending.begin(session, ready, line.id), to, line, probing)
    return partial(_try, runtime, attempt)


async def _way_out(runtime: Runtime, session: Session, ready: Ready) -> tuple[Line, bool] | None:
    """The line it goes by now, and whether that is a probe; None when it has to wait."""
    line = await lines(runtime).get(ready.bound_to or ready.channel_id)
    if line.open:
        probing = await circuit.may_try(session, line)
        if probing is not None:
            return line, probing
    backup = None if ready.bound_to else await failover.backup_of(session, runtime, line, ready)
    if backup is None:
        return None
    probing = await circuit.may_try(session, backup)
    return None if probing is None else (backup, probing)


async def _hold(
    runtime: Runtime, session: Session, line: Line, ready: Ready, held: caution.Wait | caution.Refuse | caution.Ask
) -> Step | None:
    """What caution asks instead of sending at once."""
    match held:
        case caution.Wait(at, visibly):
            await outcomes.wait_longer(session, ready.conversation_id, ready.message_id, at)
            if visibly:
                await attention.give(runtime, line.id, ready.conversation_id, answering=True)
        case caution.Refuse(code):
            await outcomes.give_up(session, ready.conversation_id, ready.message_id, code, "")
        case caution.Ask():
            to = await contacts.addresses(session, ready.contact_id)
            phone = next((each.value for each in to if each.kind is IdentityKind.PHONE), None)
            # Nobody else asks meanwhile.
            await outcomes.wait_longer(session, ready.conversation_id, ready.message_id, now() + ASKING)
            return partial(_ask, runtime, line, ready, phone)
    return None


async def _ask(runtime: Runtime, line: Line, ready: Ready, phone: str | None) -> Note:
    """Whether the number of somebody new exists, and how the provider wants to be told it. Who has none is known to
    the provider by another name, which it gave itself."""
    try:
        checks = await line.ability(Directory).check(line.settings, runtime.http, [phone]) if phone else []
    except ProsaError as problem:
        log.info("number_not_checked", reason=problem.code)
        return _nothing
    address = checks[0].address if checks else None
    exists = phone is None or address is not None

    async def note(session: Session) -> None:
        await caution.note_check(session, line.id, ready.contact_id, exists=exists)
        if not exists:
            await outcomes.give_up(session, ready.conversation_id, ready.message_id, "not_on_whatsapp", "")
            return
        if address is not None:
            await contacts.confirm_address(session, ready.contact_id, address)
        await outcomes.wait_longer(session, ready.conversation_id, ready.message_id, now())

    return note


async def _nothing(_: Session) -> None:
    """Nothing is known that was not before."""


async def _try(runtime: Runtime, attempt: Attempt) -> Note:
    return _noting(runtime, attempt, await _call(runtime, attempt))


async def _call(runtime: Runtime, attempt: Attempt) -> SendOutcome:
    send, line = attempt.send, attempt.line
    outgoing = await _outgoing(runtime, attempt)
    media = outgoing.media
    if media is not None and media.held:
        return Refused("file_held", "the file waits for the virus scan", ErrorAction.WAIT, HELD_PAUSE)
    if media is not None and (media.key is None or not await runtime.storage.has(media.key)):
        return Refused("file_missing", "the file of this message is not in the storage", ErrorAction.GIVE_UP)
    began = time.perf_counter()
    with structlog.contextvars.bound_contextvars(message_id=str(send.message_id)):
        outcome = await line.port.send(line.settings, runtime.http, outgoing)
        log.info("send", outcome=type(outcome).__name__.lower(), attempt=send.attempts)
    metrics.SEND_SECONDS.labels(connector=line.connector).observe(time.perf_counter() - began)
    metrics.SENDS.labels(connector=line.connector, outcome=type(outcome).__name__.lower()).inc()
    return outcome


async def _outgoing(runtime: Runtime, attempt: Attempt) -> Outgoing:
    """The message as the connector takes it."""
    send = attempt.send
    media, file_url = await _media(runtime, send)
    return Outgoing(
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


async def _media(runtime: Runtime, send: Send) -> tuple[Media | None, str | None]:
    """The file of a message, and where a provider can fetch it."""
    if send.attachment_id is None:
        return None, None
    async with runtime.db.transaction() as session:
        url = await address.file_url(session, runtime, file_links.token(runtime.vault, send.attachment_id))
        return await attachments.media(session, send.attachment_id), url


def _noting(runtime: Runtime, attempt: Attempt, outcome: SendOutcome) -> Note:
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
        await circuit.note(session, runtime, attempt.line, outcome, probing=attempt.probing)

    return note


async def _tell_other_side(session: Session, attempt: Attempt, outcome: SendOutcome) -> None:
    line, send = attempt.line, attempt.send
    if line.other_side is not None:
        await line.other_side.told(session, line.id, line.settings, send.message_id, send.attempts, outcome)


async def _refused(session: Session, attempt: Attempt, refusal: Refused) -> None:
    again = _again_at(refusal, attempt)
    await outcomes.refused(session, attempt.send, refusal.code, refusal.text, again)
    if refusal.action is ErrorAction.GIVE_UP and attempt.line.capabilities.unofficial:
        await caution.note_failure(session, attempt.line.id, attempt.send.contact_id)
    if refusal.action is ErrorAction.STOP_CHANNEL:
        await stop(session, attempt.line.id, f"{refusal.code}: {refusal.text}")


def _again_at(refusal: Refused, attempt: Attempt) -> datetime | None:
    """When to try again: never, after the provider's own word, or after 1, 4, 16 … seconds. While the provider does
    not answer, or answers nobody, a message is hardly ever given up: it goes when the provider is back."""
    attempts = attempt.send.attempts
    away = attempt.probing or circuit.is_unreached(refusal)
    match refusal.action:
        case ErrorAction.GIVE_UP:
            return None
        case ErrorAction.STOP_CHANNEL:
            return now() + STOPPED
        case ErrorAction.RETRY if attempts >= (MOST_WHILE_AWAY if away else MOST_ATTEMPTS):
            return None
    longest = circuit.LONGEST_REST.total_seconds() if away else LONGEST_PAUSE
    pause = refusal.retry_after or min(4.0 ** min(attempts - 1, 10), longest)
    return now() + timedelta(seconds=pause)


async def stop(session: Session, channel_id: UUID, detail: str) -> None:
    """The provider refuses the line itself: nothing more is sent on it, what is queued waits."""
    await session.execute(
        update(ChannelRow).where(ChannelRow.id == channel_id).values(state="stopped", state_detail=detail)
    )
    await watch.reckon(session, channel_id)
    emit(session, LineTroubled(str(channel_id), NoticeCode.STOPPED))
    publish(session, "channels")


async def _lost_sight(runtime: Runtime, session: Session, attempt: Attempt, reason: str) -> None:
    """Where the provider drops a repeated id, the same send may simply be made again; else receipts decide."""
    if attempt.line.capabilities.idempotent_sends:
        again = _again_at(Refused("not_reached", reason, ErrorAction.RETRY), attempt)
        await outcomes.refused(session, attempt.send, "unconfirmed", reason, again)
        return
    await outcomes.lost_sight(session, attempt.send, reason, runtime.settings.send_patience)


async def _reconcile(runtime: Runtime, session: Session, conversation_id: UUID, doubtful: Doubtful) -> Step | None:
    """No receipt came in time. It goes out again only on proof that one would have come, or when the provider says
    that it has it not."""
    line = await lines(runtime).get(doubtful.channel_id)
    patience = timedelta(seconds=runtime.settings.send_patience)
    if await _deliveries_unread(session, doubtful):
        await outcomes.wait_longer(session, conversation_id, doubtful.message_id, now() + patience / 2)
    elif line.capabilities.status_echo and await _would_have_heard(session, doubtful, patience):
        log.info("send_again", message_id=str(doubtful.message_id))
        await outcomes.send_again(session, conversation_id, doubtful.message_id)
    elif line.can(Lookup):
        send = await sending.sent_as(session, doubtful.message_id, doubtful.contact_id)
        to = await contacts.addresses(session, doubtful.contact_id)
        # Nobody else looks meanwhile.
        await outcomes.wait_longer(session, conversation_id, doubtful.message_id, now() + ASKING)
        return partial(_look_up, runtime, Attempt(send, to, line), doubtful, patience)
    else:
        await _wait_or_give_up(session, conversation_id, doubtful, patience)
    return None


async def _wait_or_give_up(session: Session, conversation_id: UUID, doubtful: Doubtful, patience: timedelta) -> None:
    if now() - doubtful.since > patience * PATIENCES:
        await outcomes.give_up(session, conversation_id, doubtful.message_id, "unconfirmed", "no receipt ever came")
    else:
        await outcomes.wait_longer(session, conversation_id, doubtful.message_id, now() + patience / 2)


async def _look_up(runtime: Runtime, attempt: Attempt, doubtful: Doubtful, patience: timedelta) -> Note:
    """Asks the provider whether it has a message whose fate nobody knows."""
    line, conversation_id = attempt.line, attempt.send.conversation_id
    outgoing, since = await _outgoing(runtime, attempt), doubtful.since - CLOCK_TOLERANCE
    try:
        found = await line.ability(Lookup).find(line.settings, runtime.http, outgoing, since)
    except ProsaError as problem:
        log.info("send_not_found_out", message_id=str(doubtful.message_id), reason=problem.code)
        return lambda session: _wait_or_give_up(session, conversation_id, doubtful, patience)
    log.info("send_found_out", message_id=str(doubtful.message_id), there=found is not None)
    if found is None:
        return lambda session: outcomes.send_again(session, conversation_id, doubtful.message_id)

    async def note(session: Session) -> None:
        if not await outcomes.found(session, attempt.send, found):
            await _wait_or_give_up(session, conversation_id, doubtful, patience)

    return note


async def _deliveries_unread(session: Session, doubtful: Doubtful) -> bool:
    """Whether a stored delivery that may hold its receipt is still waiting to be read: then nothing is proved."""
    unread = exists().where(DeliveryRow.channel_id == doubtful.channel_id, DeliveryRow.state == "stored")
    return bool(await session.scalar(select(unread)))


async def _would_have_heard(session: Session, doubtful: Doubtful, patience: timedelta) -> bool:
    """Silence proves something only when the line speaks: a receipt came well after our send."""
    heard_at = await session.scalar(select(ChannelRow.last_receipt_at).where(ChannelRow.id == doubtful.channel_id))
    return heard_at is not None and heard_at >= doubtful.since + patience / 2
