"""One delivery of a WAHA webhook, one event, read into a fact.

`message` and `message.any` of the same message give the same fact, as `chats` explains. Whatever is not understood
becomes a fact as well: nothing is dropped, and only a body that is no delivery at all raises.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import orjson

from prosa.channels.abilities import SessionState
from prosa.channels.port import (
    UNDATED,
    ConnectionChange,
    Fact,
    Ignored,
    IncomingCall,
    IncomingDeletion,
    IncomingEdit,
    IncomingMessage,
    IncomingReaction,
    IncomingStatus,
    MalformedDelivery,
    Sender,
)
from prosa.connectors.waha import chats
from prosa.connectors.waha.chats import GROUP, MessageId, person, read_id, written_id
from prosa.connectors.waha.content import Content, circumstances, content_of, is_notice, quoted
from prosa.conversations.schemas import Direction, MessageStatus, MessageType
from prosa.core.wire import number, obj, read_json, text

LONGEST_ID = 512
MILLISECONDS = 1e11
"""Above it a time counts milliseconds: some events do, whatever their description says."""

ACKS = {
    -1: MessageStatus.FAILED,
    0: MessageStatus.QUEUED,
    1: MessageStatus.SENT,
    2: MessageStatus.DELIVERED,
    3: MessageStatus.READ,
    4: MessageStatus.READ,
}
SESSION_STATES = {
    "STOPPED": SessionState.STOPPED,
    "STARTING": SessionState.STARTING,
    "SCAN_QR_CODE": SessionState.PAIRING,
    "PASSKEY_REQUIRED": SessionState.PAIRING,
    "PASSKEY_CONFIRMATION_REQUIRED": SessionState.PAIRING,
    "WORKING": SessionState.WORKING,
    "FAILED": SessionState.FAILED,
}
_LIST = "@broadcast"
_STORIES = "status@broadcast"
_POSTS = "@newsletter"


@dataclass(frozen=True, slots=True)
class Event:
    """`own` are the chat ids of the business itself; `id` identifies the event, also when it is delivered again."""

    name: str
    id: str
    session: str | None
    payload: Mapping[str, Any]
    own: frozenset[str]
    at: datetime


def parse(body: bytes) -> list[Fact]:
    """Raises `MalformedDelivery` when the body is not JSON or not an event of WAHA's."""
    try:
        delivery = read_json(body)
    except ValueError as error:
        raise MalformedDelivery(f"not JSON: {error}") from None
    if not isinstance(delivery, dict) or not isinstance(delivery.get("event"), str):
        raise MalformedDelivery("not a delivery of WAHA: it names no event")
    return [_fact(_event(delivery))]


def history(session: str, message: Mapping[str, Any]) -> Fact:
    """A message of the provider's store, as its delivery would have been read."""
    return _message(Event("message.any", _digest(message), session, message, frozenset(), UNDATED))


def _event(delivery: Mapping[str, Any]) -> Event:
    me = obj(delivery.get("me"))
    own = (text(me.get(key)) for key in ("id", "lid", "jid"))
    return Event(
        name=delivery["event"],
        id=_within(text(delivery.get("id"))) or _digest(delivery),
        session=text(delivery.get("session")),
        payload=obj(delivery.get("payload")),
        own=frozenset(chats.chat_id(id_) for id_ in own if id_),
        at=when(delivery.get("timestamp"), UNDATED),
    )


def _fact(event: Event) -> Fact:
    read = _EVENTS.get(event.name)
    return read(event) if read else _ignored(event, "event_not_used")


def _ignored(event: Event, reason: str, id_: str | None = None) -> Ignored:
    return Ignored(account=event.session, id=id_ or event.id, reason=reason, type=event.name)


@dataclass(frozen=True, slots=True)
class Said:
    """Who said something where: `person` is the one on the other side, of a group the one who spoke."""

    id: MessageId
    person: Sender
    group: str | None
    direction: Direction
    odd: str | None
    """Why nobody is to be told of it."""


def _said(event: Event, message: Mapping[str, Any]) -> Said:
    id_ = read_id(written_id(message.get("id")) or "")
    from_me = message.get("fromMe") is True or id_.from_me is True
    chat = id_.chat or _chat(message, from_me)
    group = chat if chat.endswith((GROUP, _LIST)) else None
    speaker = id_.participant or text(message.get("participant")) or text(message.get("author"))
    found = person(speaker if group else chat, *_also_known_as(message, group, from_me))
    return Said(
        id=id_,
        person=found if from_me else replace(found, name=_name(message)),
        group=group if chat.endswith(GROUP) else None,
        direction=Direction.OUT if from_me else Direction.IN,
        odd=_oddity(chat, event.own),
    )


def _chat(message: Mapping[str, Any], from_me: bool) -> str:
    """GOWS and NOWEB write the chat into `from`, also of what the business says, and leave `to` empty."""
    ends = [text(message.get("to")), text(message.get("from"))]
    return chats.chat_id(next(filter(None, ends if from_me else reversed(ends)), ""))


def _oddity(chat: str, own: frozenset[str]) -> str | None:
    if chat == _STORIES:
        return "story"
    if chat.endswith(_POSTS):
        return "channel_post"
    return "note_to_self" if chat in own else None


def _also_known_as(message: Mapping[str, Any], group: str | None, from_me: bool) -> list[str | None]:
    """The other id of the same person. Of what the business says itself, GOWS' `SenderAlt` is the business."""
    data = obj(message.get("_data"))
    key, info = obj(data.get("key")), obj(data.get("Info"))
    if group:
        names = ("participantAlt", "participantPn")
        return [text(key.get(name)) for name in names] + ([] if from_me else [text(info.get("SenderAlt"))])
    return [
        text(key.get("remoteJidAlt")),
        text(key.get("senderPn")),
        text(info.get("RecipientAlt" if from_me else "SenderAlt")),
    ]


def _name(message: Mapping[str, Any]) -> str | None:
    data = obj(message.get("_data"))
    given = (data.get("notifyName"), data.get("pushName"), obj(data.get("Info")).get("PushName"))
    return next((name for name in map(text, given) if name), None)


def _message(event: Event) -> Fact:
    message = event.payload
    said = _said(event, message)
    key = _key(event, said)
    if said.odd or not said.person.identities():
        return _ignored(event, said.odd or "no_sender", key)
    if said.direction is Direction.OUT and _by_api(message, said.id.key):
        return IncomingStatus(
            account=event.session,
            id=key,
            status=MessageStatus.SENT,
            timestamp=when(message.get("timestamp"), event.at),
            recipient=said.person,
        )
    if is_notice(message):
        return _ignored(event, "notice", key)
    return _heard(event, said, key, content_of(message, written_id(message.get("id")) or ""))


def _by_api(message: Mapping[str, Any], key: str) -> bool:
    """Whether software sent it through WAHA, ours most likely: no person took the floor. Only deliveries say so;
    in the provider's store the form of the id does."""
    source = text(message.get("source"))
    return source == "api" if source else chats.from_linked_device(key)


def _heard(event: Event, said: Said, key: str, content: Content) -> IncomingMessage:
    message = event.payload
    quote = quoted(message)
    return IncomingMessage(
        account=event.session,
        id=key,
        sender=said.person,
        type=content.type,
        timestamp=when(message.get("timestamp"), event.at),
        direction=said.direction,
        text=content.text,
        reply_to=read_id(quote).key if quote else None,
        button_id=content.button_id,
        media=content.media,
        group_id=said.group,
        payload={**circumstances(message), **content.payload},
    )


def _reaction(event: Event) -> Fact:
    message, reaction = event.payload, obj(event.payload.get("reaction"))
    said, target = _said(event, message), written_id(reaction.get("messageId"))
    key = _key(event, said)
    if said.odd or target is None or not said.person.identities():
        return _ignored(event, said.odd or ("no_target" if target is None else "no_sender"), key)
    if said.direction is Direction.OUT and text(message.get("source")) == "api":
        return _ignored(event, "own_reaction", key)
    return IncomingReaction(
        account=event.session,
        id=_apart(event, said, read_id(target).key),
        sender=said.person,
        target=read_id(target).key,
        emoji=text(reaction.get("text")),
        timestamp=when(message.get("timestamp"), event.at),
        direction=said.direction,
    )


def _ack(event: Event) -> Fact:
    message = event.payload
    said = _said(event, message)
    level = number(message.get("ack"))
    status = ACKS.get(round(level)) if level is not None else None
    if status is None or not said.id.key:
        return _ignored(event, "unknown_status", said.id.key or None)
    if said.direction is Direction.IN:
        return _ignored(event, "receipt_of_ours", said.id.key)
    failed = status is MessageStatus.FAILED
    return IncomingStatus(
        account=event.session,
        id=_key(event, said),
        status=status,
        timestamp=event.at,
        recipient=_reader(message, said),
        error_code=(text(message.get("ackName")) or "ERROR") if failed else None,
        error_text="WhatsApp did not take the message" if failed else None,
    )


def _reader(message: Mapping[str, Any], said: Said) -> Sender | None:
    """Of a message to a group the one whose receipt it is."""
    found = person(text(message.get("participant"))) if said.group else said.person
    return found if found.identities() else None


def _revoked(event: Event) -> Fact:
    """The message as it was is often not there any more (`before` null); what it became always speaks of the chat."""
    before, after = obj(event.payload.get("before")), obj(event.payload.get("after"))
    given = text(event.payload.get("revokedMessageId")) or written_id(before.get("id"))
    said = _said(event, after or before or _of_engine(event.payload))
    if given is None or said.odd or not said.person.identities():
        return _ignored(event, said.odd or ("no_target" if given is None else "no_sender"))
    target = read_id(given).key
    return IncomingDeletion(
        account=event.session,
        id=_apart(event, said, target),
        sender=said.person,
        target=target,
        timestamp=when(after.get("timestamp"), event.at) if after != before else event.at,
        direction=said.direction,
    )


def _of_engine(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The chat as the engine has it, where WAHA gives no message of its own."""
    data = obj(payload.get("_data"))
    key, info = obj(data.get("key")), obj(data.get("Info"))
    return {
        "from": text(key.get("remoteJid")) or text(info.get("Chat")),
        "fromMe": key.get("fromMe") is True or info.get("IsFromMe") is True,
        "participant": text(key.get("participant")) or text(info.get("Sender")),
        "_data": data,
    }


def _edited(event: Event) -> Fact:
    message = event.payload
    said = _said(event, message)
    given = text(message.get("editedMessageId")) or written_id(message.get("id"))
    if given is None or said.odd or not said.person.identities():
        return _ignored(event, said.odd or ("no_target" if given is None else "no_sender"))
    target = read_id(given).key
    return IncomingEdit(
        account=event.session,
        id=_apart(event, said, target),
        sender=said.person,
        target=target,
        text=text(message.get("body")),
        timestamp=when(message.get("timestamp"), event.at),
        direction=said.direction,
    )


def _apart(event: Event, said: Said, target: str) -> str:
    """An id of the change itself: some engines give it that of the message, which may be changed again."""
    key = _within(said.id.key)
    return key if key and key != target else event.id


def _vote(event: Event) -> Fact:
    """A choice made in a poll of ours, which takes the place of buttons."""
    vote, poll = obj(event.payload.get("vote")), obj(event.payload.get("poll"))
    said = _said(event, {**vote, "_data": event.payload.get("_data")})
    chosen = vote.get("selectedOptions")
    titles = [title for title in chosen if isinstance(title, str) and title] if isinstance(chosen, list) else []
    if said.odd or said.direction is Direction.OUT or not titles or not said.person.identities():
        return _ignored(event, said.odd or "no_choice")
    polled = written_id(poll.get("id"))
    return IncomingMessage(
        account=event.session,
        id=_key(event, said),
        sender=said.person,
        type=MessageType.INTERACTIVE,
        timestamp=when(vote.get("timestamp"), event.at),
        text=", ".join(titles),
        reply_to=read_id(polled).key if polled else None,
        button_id=titles[0] if len(titles) == 1 else None,
        group_id=said.group,
        payload={"poll_vote": titles},
    )


def _call(event: Event) -> Fact:
    call = event.payload
    caller = person(text(call.get("from")), *_also_known_as(call, None, from_me=False))
    id_ = text(call.get("id")) or event.id
    if not caller.identities():
        return _ignored(event, "no_sender", id_)
    return IncomingCall(
        account=event.session,
        id=id_,
        sender=caller,
        status=event.name.removeprefix("call."),
        timestamp=when(call.get("timestamp"), event.at),
    )


def _session(event: Event) -> Fact:
    """States nobody knows yet keep their own name."""
    status = text(event.payload.get("status"))
    if status is None:
        return _ignored(event, "unknown_status")
    state = SESSION_STATES.get(status)
    return ConnectionChange(account=event.session, id=event.id, state=state or status.lower(), detail=status)


def _key(event: Event, said: Said) -> str:
    return _within(said.id.key) or event.id


def _within(id_: str | None) -> str | None:
    """None for an id that is missing or absurd."""
    return id_ if id_ and len(id_) <= LONGEST_ID else None


def _digest(value: Any) -> str:
    return "sha256." + hashlib.sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()


def when(value: Any, otherwise: datetime) -> datetime:
    """Unix seconds, or milliseconds, as number or text."""
    seconds = number(value)
    if seconds is not None and seconds > MILLISECONDS:
        seconds /= 1000
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds and seconds > 0 else otherwise
    except (ValueError, OverflowError, OSError):
        return otherwise


_EVENTS: dict[str, Callable[[Event], Fact]] = {
    "message": _message,
    "message.any": _message,
    "message.reaction": _reaction,
    "message.ack": _ack,
    "message.ack.group": _ack,
    "message.revoked": _revoked,
    "message.edited": _edited,
    "poll.vote": _vote,
    "call.received": _call,
    "call.accepted": _call,
    "call.rejected": _call,
    "session.status": _session,
}
EVENTS = tuple(name for name in _EVENTS if name != "message")
"""What to subscribe to: `message` is part of `message.any`, and both together double everything."""
