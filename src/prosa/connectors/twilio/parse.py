"""One delivery of Twilio, a form, read into facts: a message somebody wrote, or news of one we sent."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qs, parse_qsl
from uuid import UUID

from prosa.channels.port import (
    PATH,
    UNDATED,
    Fact,
    Ignored,
    IncomingMessage,
    IncomingStatus,
    MalformedDelivery,
    Sender,
)
from prosa.connectors.twilio.content import Content, Form, circumstances, contents_of
from prosa.connectors.twilio.signature import MOST_FIELDS
from prosa.conversations.schemas import MessageStatus
from prosa.core.wire import obj, read_json, text

STATUSES = {
    "accepted": MessageStatus.QUEUED,
    "scheduled": MessageStatus.QUEUED,
    "queued": MessageStatus.QUEUED,
    "sending": MessageStatus.SENDING,
    "sent": MessageStatus.SENT,
    "delivered": MessageStatus.DELIVERED,
    "read": MessageStatus.READ,
    "undelivered": MessageStatus.FAILED,
    "failed": MessageStatus.FAILED,
    "canceled": MessageStatus.FAILED,
}
OUR_ID = "message_id"
"""Query field of the address for statuses: our own id, which comes back with each."""

_ARRIVED = ("received", "receiving")
_PREFIX = "whatsapp:"
_LONGEST_ID = 128
_PHONE = re.compile(r"\+?[0-9]{5,20}")
_PARENT = re.compile(r"[A-Z]{2}\.ENT\.[0-9A-Za-z]+")
_BSUID = re.compile(r"[A-Z]{2}\.[0-9A-Za-z]+")


def parse(headers: Mapping[str, str], body: bytes) -> list[Fact]:
    """Raises `MalformedDelivery` when the body is not a form of Twilio."""
    form = _form(body)
    id_ = _id(form)
    if id_ is None:
        if "AccountSid" not in form:
            raise MalformedDelivery("not a delivery of Twilio: it names no account and no message")
        return [Ignored(id=None, reason="no_message", type=text(form.get("EventType")))]
    if not _is_whatsapp(form):
        return [Ignored(id=id_, reason="other_channel", type=form.get("From", "").partition(":")[0] or None)]
    word = text(form.get("MessageStatus")) or text(form.get("SmsStatus"))
    if word in _ARRIVED or (word is None and "From" in form):
        return _said(form, id_)
    return [_status(form, id_, word, headers)]


def _form(body: bytes) -> Form:
    """Of a field that comes several times, the first value. Without NUL, which PostgreSQL would refuse."""
    plain = body.decode("utf-8", "replace")
    try:
        pairs = parse_qsl(plain, keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS)
    except ValueError as problem:
        raise MalformedDelivery(str(problem)) from None
    return {name: value.replace("\0", "") for name, value in reversed(pairs)}


def _id(form: Form) -> str | None:
    found = form.get("MessageSid") or form.get("SmsSid") or form.get("SmsMessageSid")
    return found if found and len(found) <= _LONGEST_ID else None


def _is_whatsapp(form: Form) -> bool:
    """A number at Twilio may take text messages on the same address."""
    return form.get("From", "").startswith(_PREFIX) or form.get("To", "").startswith(_PREFIX)


def _said(form: Form, id_: str) -> list[Fact]:
    sender = _sender(form)
    if not sender.identities():
        return [Ignored(id=id_, reason="no_sender", type=text(form.get("MessageType")))]
    found = contents_of(form)
    return [_message(form, f"{id_}.{place}" if place else id_, sender, each) for place, each in enumerate(found)]


def _message(form: Form, id_: str, sender: Sender, content: Content) -> IncomingMessage:
    return IncomingMessage(
        id=id_,
        sender=sender,
        type=content.type,
        timestamp=UNDATED,
        text=content.text,
        reply_to=text(form.get("OriginalRepliedMessageSid")),
        button_id=content.button_id,
        media=content.media,
        payload={**circumstances(form), **content.payload},
    )


def _sender(form: Form) -> Sender:
    """Under every identifier the form has, each with or without `whatsapp:` before it."""
    given = _identified(
        form.get("WaId"), form.get("From"), form.get("ExternalUserId"), form.get("ParentExternalUserId")
    )
    context = _context(form)
    return Sender(
        phone=given.phone,
        bsuid=given.bsuid,
        parent_bsuid=given.parent_bsuid,
        username=text(form.get("ProfileUsername")),
        name=text(form.get("ProfileName")) or text(context.get("ProfileName")),
    )


def _identified(*values: str | None) -> Sender:
    """The first of each kind."""
    bare = [value.removeprefix(_PREFIX).strip() for value in values if value]
    parents = [value for value in bare if _PARENT.fullmatch(value)]
    scoped = [value for value in bare if _BSUID.fullmatch(value)]
    phones = [value.removeprefix("+") for value in bare if _PHONE.fullmatch(value)]
    return Sender(phone=_first(phones), bsuid=_first(scoped), parent_bsuid=_first(parents))


def _first(values: list[str]) -> str | None:
    return values[0] if values else None


def _context(form: Form) -> Mapping[str, object]:
    """`ChannelMetadata` repeats, as JSON, what WhatsApp said of the sender."""
    try:
        told = read_json(form.get("ChannelMetadata", "{}").encode())
    except ValueError:
        return {}
    return obj(obj(obj(told).get("data")).get("context"))


def _status(form: Form, id_: str, word: str | None, headers: Mapping[str, str]) -> Fact:
    status = STATUSES.get(word or "")
    if status is None:
        return Ignored(id=id_, reason="unknown_status", type=word)
    failed = status is MessageStatus.FAILED
    recipient = _identified(form.get("To"), form.get("RecipientExternalUserId"))
    return IncomingStatus(
        id=id_,
        status=status,
        timestamp=UNDATED,
        message_id=_our_id(headers),
        recipient=recipient if recipient.identities() else None,
        error_code=text(form.get("ErrorCode")),
        error_text=text(form.get("ErrorMessage"))
        or text(form.get("ChannelStatusMessage"))
        or (word if failed else None),
    )


def _our_id(headers: Mapping[str, str]) -> UUID | None:
    told = parse_qs(headers.get(PATH, "").partition("?")[2]).get(OUR_ID, [""])
    try:
        return UUID(told[0])
    except ValueError:
        return None
