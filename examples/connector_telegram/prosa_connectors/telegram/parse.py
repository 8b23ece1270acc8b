"""One update of Telegram's webhook, read into facts. Whatever is not understood becomes a fact as well."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from prosa_connectors.telegram import people
from prosa_connectors.telegram.content import circumstances, content_of, unknown_kind, words

from prosa.channels.port import (
    UNDATED,
    Fact,
    Ignored,
    IncomingEdit,
    IncomingMessage,
    IncomingReaction,
    MalformedDelivery,
    Sender,
)
from prosa.conversations.schemas import MessageType
from prosa.core.wire import number, obj, objects, read_json, text

UPDATES = ("message", "edited_message", "callback_query", "message_reaction")
"""Those that are asked for and understood."""
NO_TIME = datetime.fromtimestamp(0, UTC)
PRESSED = "callback:"
"""Begins the id of a pressed button; Telegram wants to be answered under what follows."""

_SERVICE = frozenset(
    {
        "new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo", "delete_chat_photo",
        "group_chat_created", "supergroup_chat_created", "channel_chat_created", "message_auto_delete_timer_changed",
        "migrate_to_chat_id", "migrate_from_chat_id", "pinned_message", "forum_topic_created", "forum_topic_edited",
        "forum_topic_closed", "forum_topic_reopened", "general_forum_topic_hidden", "general_forum_topic_unhidden",
        "video_chat_scheduled", "video_chat_started", "video_chat_ended", "video_chat_participants_invited",
        "boost_added", "chat_background_set", "write_access_allowed", "connected_website",
        "proximity_alert_triggered",
    }
)  # fmt: skip
"""What Telegram itself writes into a chat: nobody said it."""


def parse(body: bytes) -> list[Fact]:
    """Raises `MalformedDelivery` when the body is not JSON or no update."""
    try:
        update = read_json(body)
    except ValueError as error:
        raise MalformedDelivery(f"not JSON: {error}") from None
    if not isinstance(update, dict) or people.chat_number(update.get("update_id")) is None:
        raise MalformedDelivery("not an update of Telegram: it has no update_id")
    return [_fact(f"update:{update['update_id']}", update)]


def _fact(id_: str, update: Mapping[str, Any]) -> Fact:
    kind = next((name for name in UPDATES if obj(update.get(name))), None)
    match kind:
        case "message":
            return _message(id_, obj(update["message"]))
        case "edited_message":
            return _edit(id_, obj(update["edited_message"]))
        case "callback_query":
            return _press(id_, obj(update["callback_query"]))
        case "message_reaction":
            return _reaction(id_, obj(update["message_reaction"]))
        case _:
            other = min((name for name in update if name != "update_id"), default=None)
            return Ignored(id=id_, reason="update_not_used", type=other)


def _message(id_: str, message: Mapping[str, Any]) -> Fact:
    who, said = people.sender(obj(message.get("from"))), people.message_id(message)
    chat, kind = obj(message.get("chat")), unknown_kind(message)
    if who is None or said is None:
        return Ignored(id=id_, reason="no_sender", type=kind)
    if chat.get("type") == "channel":
        return Ignored(id=id_, reason="channel", type=kind)
    if not _SERVICE.isdisjoint(message):
        return Ignored(id=id_, reason="service_message", type=kind)
    content = content_of(message)
    return IncomingMessage(
        id=said,
        sender=who,
        type=content.type,
        timestamp=_when(message.get("date"), UNDATED),
        text=content.text,
        reply_to=_answered(message),
        media=content.media,
        group_id=people.group_id(chat),
        payload={**circumstances(message), **content.payload},
    )


def _answered(message: Mapping[str, Any]) -> str | None:
    """What it answers, when that is in the same chat. In a group with topics every message answers its topic's
    beginning, which nobody meant."""
    target = obj(message.get("reply_to_message"))
    return None if "forum_topic_created" in target else people.message_id(target)


def _edit(id_: str, message: Mapping[str, Any]) -> Fact:
    """Telegram also calls it an edit when a place moves or a poll is voted on; then there are no words."""
    who, target = people.sender(obj(message.get("from"))), people.message_id(message)
    if who is None or target is None:
        return Ignored(id=id_, reason="no_sender", type="edited_message")
    written = words(message)
    if written is None:
        return Ignored(id=id_, reason="edit_without_words", type=unknown_kind(message))
    moment = _when(message.get("edit_date"), NO_TIME)
    return IncomingEdit(id=id_, sender=who, target=target, text=written, timestamp=moment)


def _press(id_: str, query: Mapping[str, Any]) -> Fact:
    """A pressed button. What it said stands in the message it hangs on, unless Telegram has forgotten that one."""
    who, pressed, data = people.sender(obj(query.get("from"))), text(query.get("id")), text(query.get("data"))
    if who is None or pressed is None or data is None:
        return Ignored(id=id_, reason="not_a_choice", type="callback_query")
    asked = obj(query.get("message"))
    return IncomingMessage(
        id=f"{PRESSED}{pressed}",
        sender=who,
        type=MessageType.INTERACTIVE,
        timestamp=UNDATED,
        text=_title(asked, data) or data,
        reply_to=people.message_id(asked),
        button_id=data,
        group_id=people.group_id(obj(asked.get("chat"))),
    )


def _title(asked: Mapping[str, Any], data: str) -> str | None:
    rows = obj(asked.get("reply_markup")).get("inline_keyboard")
    buttons = [button for row in (rows if isinstance(rows, list) else ()) for button in objects(row)]
    return next((text(button.get("text")) for button in buttons if button.get("callback_data") == data), None)


def _reaction(id_: str, reaction: Mapping[str, Any]) -> Fact:
    """The list of what is there now: the last is the newest. Emoji of one's own have no character."""
    who: Sender | None = people.sender(obj(reaction.get("user")))
    target = people.message_id(reaction)
    if who is None or target is None:
        return Ignored(id=id_, reason="no_sender", type="message_reaction")
    shown = objects(reaction.get("new_reaction"))
    emoji = next((found for each in reversed(shown) if (found := text(each.get("emoji")))), None)
    if shown and emoji is None:
        return Ignored(id=id_, reason="custom_emoji", type="message_reaction")
    moment = _when(reaction.get("date"), NO_TIME)
    return IncomingReaction(id=id_, sender=who, target=target, emoji=emoji, timestamp=moment)


def _when(value: Any, otherwise: datetime) -> datetime:
    """Seconds since 1970; `otherwise` stands for a time that cannot be read."""
    seconds = number(value) or 0.0
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds > 0 else otherwise
    except (OverflowError, ValueError, OSError):
        return otherwise
