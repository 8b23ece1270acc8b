"""Who is who. Telegram's ids are numbers of its own, no phones: they are kept with its name before them, so that they
meet no other channel's."""

from collections.abc import Iterable, Mapping
from typing import Any

from prosa.channels.fitting import Unfit
from prosa.channels.port import Sender
from prosa.contacts.schemas import Identity, IdentityKind
from prosa.core.wire import text

MARK = "telegram:"
_LONGEST_ID = 20
"""Ids have at most 52 significant bits, so far."""


def chat_number(value: Any) -> int | None:
    """An id of a person, group or message as Telegram writes it: whole, and negative for groups."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and len(str(value)) <= _LONGEST_ID else None


def sender(user: Mapping[str, Any]) -> Sender | None:
    """The person; None when there is none."""
    number = chat_number(user.get("id"))
    if not number:
        return None
    name = " ".join(filter(None, (text(user.get("first_name")), text(user.get("last_name")))))
    return Sender(visitor=f"{MARK}{number}", username=text(user.get("username")), name=name or None)


def group_id(chat: Mapping[str, Any]) -> str | None:
    """The group's id; None for a talk between two."""
    number = chat_number(chat.get("id"))
    return f"{MARK}{number}" if number and chat.get("type") in ("group", "supergroup") else None


def chat_of(to: Iterable[Identity]) -> int:
    """Where a message goes: the group, or the person. Raises `Unfit`."""
    kinds = (IdentityKind.GROUP, IdentityKind.VISITOR)
    known = sorted((each for each in to if each.kind in kinds), key=lambda each: kinds.index(each.kind))
    for identity in known:
        digits = identity.value.removeprefix(MARK)
        if identity.value.startswith(MARK) and _is_number(digits):
            return int(digits)
    raise Unfit("no_address", "the contact has not written to this bot: only they can begin")


def _is_number(digits: str) -> bool:
    plain = digits.removeprefix("-")
    return plain.isascii() and plain.isdigit() and len(digits) <= _LONGEST_ID


def message_id(message: Mapping[str, Any]) -> str | None:
    """`<chat>:<number>`, for the number alone is Telegram's within one chat only. None when it has none."""
    chat = message.get("chat")
    where = chat_number(chat.get("id")) if isinstance(chat, Mapping) else None
    number = chat_number(message.get("message_id"))
    return f"{where}:{number}" if where and number else None


def numbered(provider_id: str | None) -> int | None:
    """The number in a `message_id`; None for ids of another kind."""
    chat, _, number = (provider_id or "").partition(":")
    return int(number) if _is_number(chat) and _is_number(number) else None
