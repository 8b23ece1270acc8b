"""WhatsApp's addresses: `digits@s.whatsapp.net` a person by number, `digits@lid` by hidden id, `…@g.us` a group."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from prosa.channels.fitting import Unfit
from prosa.channels.port import Sender
from prosa.contacts.schemas import Identity, IdentityKind
from prosa.core.wire import obj, text

BY_NUMBER = "@s.whatsapp.net"
BY_LID = "@lid"
GROUP = "@g.us"

NOBODY = {"@broadcast": "broadcast", "@newsletter": "newsletter"}
"""Ends of addresses behind which nobody waits for an answer: stories and lists, channels."""

_PERSON = re.compile(r"\+?([0-9]{1,20})(?:_[0-9]+)?(?::[0-9]+)?(?:@(?:s\.whatsapp\.net|c\.us))?")
_HIDDEN = re.compile(r"([0-9]{1,25})(?:_[0-9]+)?(?::[0-9]+)?@lid")
_NUMBER_FOR_NAME = re.compile(r"[\d+() -]+(?:@.*)?")

_DIRECT = ("remoteJidAlt", "previousRemoteJid")
_FROM_THEM = ("senderPn", "senderLid")
_IN_GROUP = ("participant", "participantAlt", "participantPn", "participantLid")


def identity(jid: str) -> Identity | None:
    """The person at an address, without mark of device; None when it is no person's."""
    if person := _PERSON.fullmatch(jid):
        return Identity(IdentityKind.PHONE, person[1])
    hidden = _HIDDEN.fullmatch(jid)
    return Identity(IdentityKind.LID, hidden[1] + BY_LID) if hidden else None


def person(raw: Mapping[str, Any], own: str | None = None) -> Sender:
    """The person on the other side of a message, under every address it gives: in a group the one who speaks (also
    when that is the business), else the chat itself. What stands beside the address of a chat may be the business's
    `own` number; it is not theirs."""
    key = obj(raw.get("key"))
    ours = key.get("fromMe") is True
    chat = text(key.get("remoteJid")) or ""
    if chat.endswith(GROUP):
        found = [*(text(part.get(name)) for name in _IN_GROUP for part in (key, raw)), own if ours else None]
    else:
        names = _DIRECT if ours else (*_DIRECT, *_FROM_THEM)
        beside = [text(part.get(name)) for name in names for part in (key, raw)]
        found = [chat, *(jid for jid in beside if jid and not _same(jid, own))]
    return sender(found, None if ours else text(raw.get("pushName")))


def sender(jids: Iterable[str | None], name: str | None = None) -> Sender:
    """Whoever has these addresses; the first of each kind counts. A number is no name."""
    known: dict[IdentityKind, str] = {}
    for found in (identity(jid) for jid in jids if jid):
        if found is not None:
            known.setdefault(found.kind, found.value)
    called = name if name and not _NUMBER_FOR_NAME.fullmatch(name) else None
    return Sender(phone=known.get(IdentityKind.PHONE), lid=known.get(IdentityKind.LID), name=called)


def _same(jid: str, other: str | None) -> bool:
    return other is not None and identity(jid) == identity(other)


def address(to: Sequence[Identity]) -> str:
    """Where to send: the group, the first number, or else the hidden id. Written out in full, because of bare digits
    Evolution guesses whether they have a ninth digit. Raises `Unfit`."""
    group = next((known.value for known in to if known.kind is IdentityKind.GROUP), None)
    if group:
        return group if group.endswith(GROUP) else group + GROUP
    for kind, end in ((IdentityKind.PHONE, BY_NUMBER), (IdentityKind.LID, BY_LID)):
        for known in to:
            digits = re.sub(r"\D", "", known.value.split("@")[0]) if known.kind is kind else ""
            if digits:
                return digits + end
    raise Unfit("no_address", "the contact has neither a phone nor a hidden id")
