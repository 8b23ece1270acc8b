"""One delivery of Meta's webhook, read into facts.

A delivery is a batch on three levels (`entry`, `changes`, and the lists inside a change). Whatever is not
understood becomes a fact as well: nothing is dropped, and only a body that is no delivery at all raises.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from prosa.channels.port import (
    ConnectionChange,
    Fact,
    IdentityChange,
    Ignored,
    IncomingCall,
    IncomingDeletion,
    IncomingEdit,
    IncomingMessage,
    IncomingReaction,
    IncomingStatus,
    MalformedDelivery,
    MarketingChoice,
    Sender,
)
from prosa.connectors.meta_cloud.content import Content, circumstances, content_of, errors_of
from prosa.connectors.meta_cloud.errors import action_of
from prosa.connectors.meta_cloud.template_news import template_news
from prosa.conversations.schemas import Direction, MessageStatus, MessageType
from prosa.core.wire import number, obj, objects, read_json, scalars, text

OBJECT = "whatsapp_business_account"
LONGEST_ID = 512
NO_TIME = datetime.fromtimestamp(0, UTC)
"""Stands for a time that is missing or unreadable."""

STATUSES = {
    "sent": MessageStatus.SENT,
    "delivered": MessageStatus.DELIVERED,
    "read": MessageStatus.READ,
    "played": MessageStatus.READ,
    "failed": MessageStatus.FAILED,
}

LINE_FIELDS = frozenset(
    {
        "account_alerts",
        "account_review_update",
        "account_update",
        "business_capability_update",
        "business_status_update",
        "message_template_components_update",
        "phone_number_name_update",
        "phone_number_quality_update",
        "security",
    }
)
"""Webhook fields that tell of the line itself: account and number."""

TEMPLATE_FIELDS = frozenset(
    {"message_template_quality_update", "message_template_status_update", "template_category_update"}
)

_NEWS = (
    "event",
    "decision",
    "new_quality_score",
    "new_category",
    "alert_type",
    "current_limit",
    "max_daily_conversation_per_phone",
)
"""Where such a field says what happened, the first that is there."""

_MARKETING = {"stop": False, "resume": True, "signup": True}

_BSUID = re.compile(r"[A-Z]{2}\.[0-9A-Za-z.]+")


def parse(body: bytes) -> list[Fact]:
    """Raises `MalformedDelivery` when the body is not JSON or not an object of the Graph webhook's kind."""
    try:
        delivery = read_json(body)
    except ValueError as error:
        raise MalformedDelivery(f"not JSON: {error}") from None
    if not isinstance(delivery, dict) or not isinstance(delivery.get("object"), str):
        raise MalformedDelivery("not a webhook delivery of Meta: it names no object")
    if delivery["object"] != OBJECT:
        return [Ignored(id=None, reason="other_product", type=delivery["object"])]
    facts = [fact for entry in objects(delivery.get("entry")) for fact in _entry(entry)]
    return facts or [Ignored(id=None, reason="empty")]


@dataclass(frozen=True, slots=True)
class _Change:
    """One change with what its parts refer to. `people`: its contacts by phone and by business-scoped id."""

    field: str | None
    value: Mapping[str, Any]
    account: str | None
    people: Mapping[str, Mapping[str, Any]]
    at: datetime
    digest: str


def _entry(entry: Mapping[str, Any]) -> Iterator[Fact]:
    changes = objects(entry.get("changes"))
    if not changes:
        yield Ignored(id=None, reason="no_changes")
    for raw in changes:
        yield from _facts(_change(entry, raw))


def _change(entry: Mapping[str, Any], raw: Mapping[str, Any]) -> _Change:
    value = obj(raw.get("value"))
    return _Change(
        field=text(raw.get("field")),
        value=value,
        account=text(obj(value.get("metadata")).get("phone_number_id")),
        people=_people(value),
        at=_when(entry.get("time"), NO_TIME),
        digest=_digest([entry.get("id"), entry.get("time"), raw]),
    )


def _people(value: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    contacts = objects(value.get("contacts"))
    by_id = [(text(contact.get(key)), contact) for contact in contacts for key in ("wa_id", "user_id")]
    return {id_: contact for id_, contact in by_id if id_}


def _facts(change: _Change) -> Iterator[Fact]:
    parts = change.value
    found = [
        *(_message(change, raw) for raw in objects(parts.get("messages"))),
        *(_message(change, raw, echo=True) for raw in objects(parts.get("message_echoes"))),
        *(_status(change, raw) for raw in objects(parts.get("statuses"))),
        *(_call(change, raw) for raw in objects(parts.get("calls"))),
        *(_preference(change, raw) for raw in objects(parts.get("user_preferences"))),
    ]
    yield from found or [_news(change)]


def _news(change: _Change) -> Fact:
    """A change in which nobody speaks: news of the line, an error on its own, or something of no use here."""
    if change.field in TEMPLATE_FIELDS:
        return template_news(change.field, change.value, change.digest)
    if change.field in LINE_FIELDS:
        event = next((text(change.value.get(key)) for key in _NEWS if text(change.value.get(key))), "changed")
        state = f"{change.field}.{event}".lower()
        return ConnectionChange(account=change.account, id=change.digest, state=state, detail=_detail(change))
    errors = errors_of(change.value)
    if errors:
        detail = "; ".join(": ".join(filter(None, error.values())) for error in errors)
        return ConnectionChange(account=change.account, id=change.digest, state="error", detail=detail)
    return Ignored(account=change.account, id=change.digest, reason="field_not_used", type=change.field)


def _preference(change: _Change, raw: Mapping[str, Any]) -> Fact:
    """Whether the person wants marketing of this business: stopped, resumed, or signed up."""
    value = (text(raw.get("value")) or "").lower()
    sender = _person(change, {"from": raw.get("wa_id"), "from_user_id": raw.get("user_id")}, "from")
    id_ = _digest([change.account, raw])
    if value not in _MARKETING or not sender.identities():
        return Ignored(account=change.account, id=id_, reason="unknown_preference", type=value or None)
    return MarketingChoice(
        account=change.account,
        id=id_,
        sender=sender,
        allowed=_MARKETING[value],
        timestamp=_when(raw.get("timestamp"), change.at),
        detail=text(raw.get("detail")) or "",
    )


def _detail(change: _Change) -> str | None:
    inner = [scalars(item) for item in change.value.values() if isinstance(item, dict)]
    found = {key: value for part in (scalars(change.value), *inner) for key, value in part.items()}
    return ", ".join(f"{key}: {value}" for key, value in found.items())[:500] or None


def _message(change: _Change, raw: Mapping[str, Any], *, echo: bool = False) -> Fact:
    sender = _person(change, raw, "to" if echo else "from")
    kind = text(raw.get("type"))
    if kind == "system":
        return _system(change, raw, sender)
    if not sender.identities():
        return Ignored(account=change.account, id=_id(raw), reason="no_sender", type=kind)
    amendment = _amendment(change, raw, sender, echo)
    return amendment or _said(change, raw, sender, echo)


def _amendment(change: _Change, raw: Mapping[str, Any], sender: Sender, echo: bool) -> Fact | None:
    """A reaction, edit or deletion; None when it is none, or does not say of what."""
    kind = text(raw.get("type"))
    part = obj(raw.get(kind or ""))
    target = text(part.get("message_id" if kind == "reaction" else "original_message_id"))
    if target is None:
        return None
    account, id_, at = change.account, _id(raw), _when(raw.get("timestamp"), change.at)
    way = _direction(echo)
    if kind == "reaction":
        emoji = text(part.get("emoji"))
        return IncomingReaction(
            account=account, id=id_, sender=sender, target=target, emoji=emoji, timestamp=at, direction=way
        )
    if kind == "revoke":
        return IncomingDeletion(account=account, id=id_, sender=sender, target=target, timestamp=at, direction=way)
    content = content_of(obj(part.get("message"))) if kind == "edit" else None
    if content is None:
        return None
    return IncomingEdit(
        account=account, id=id_, sender=sender, target=target, text=content.text, timestamp=at, direction=way
    )


def _said(change: _Change, raw: Mapping[str, Any], sender: Sender, echo: bool) -> Fact:
    content = content_of(raw) or _unsupported(change, raw)
    return IncomingMessage(
        account=change.account,
        id=_id(raw),
        sender=sender,
        type=content.type,
        timestamp=_when(raw.get("timestamp"), change.at),
        direction=_direction(echo),
        text=content.text,
        reply_to=text(obj(raw.get("context")).get("id")),
        button_id=content.button_id,
        media=content.media,
        group_id=text(raw.get("group_id")),
        payload={**circumstances(raw), **content.payload},
    )


def _unsupported(change: _Change, raw: Mapping[str, Any]) -> Content:
    """The errors may stand in the message or beside it."""
    kind = text(obj(raw.get("unsupported")).get("type")) or text(raw.get("type"))
    errors = errors_of(raw) or errors_of(change.value)
    payload: dict[str, Any] = {"type": kind, **({"errors": errors} if errors else {})}
    return Content(MessageType.UNSUPPORTED, payload=payload)


def _system(change: _Change, raw: Mapping[str, Any], sender: Sender) -> Fact:
    """Meta tells that a person changed number, business-scoped id or security code; the last keeps both sides
    equal. Such a message often comes without `contacts`."""
    news = obj(raw.get("system"))
    kind = text(news.get("type"))
    previous = replace(
        sender,
        bsuid=text(news.get("previous_user_id")) or sender.bsuid,
        parent_bsuid=text(news.get("previous_parent_user_id")) or sender.parent_bsuid,
    )
    current = replace(
        sender,
        phone=text(news.get("wa_id")) or text(news.get("new_wa_id")) or sender.phone,
        bsuid=text(news.get("user_id")) or sender.bsuid,
        parent_bsuid=text(news.get("parent_user_id")) or sender.parent_bsuid,
    )
    told = current != previous or kind == "customer_identity_changed"
    if not told or not previous.identities():
        return Ignored(account=change.account, id=_id(raw), reason="system_message", type=kind)
    at = _when(raw.get("timestamp"), change.at)
    return IdentityChange(account=change.account, id=_id(raw), previous=previous, current=current, timestamp=at)


def _status(change: _Change, raw: Mapping[str, Any]) -> Fact:
    if text(raw.get("type")) == "call":
        return _call(change, raw)
    word = text(raw.get("status"))
    status = STATUSES.get(word or "")
    if status is None or not text(raw.get("id")):
        return Ignored(account=change.account, id=_id(raw), reason="unknown_status", type=word)
    error = next(iter(errors_of(raw)), {})
    pricing = obj(raw.get("pricing"))
    return IncomingStatus(
        account=change.account,
        id=_id(raw),
        status=status,
        timestamp=_when(raw.get("timestamp"), change.at),
        message_id=_our_id(raw.get("biz_opaque_callback_data")),
        recipient=_recipient(change, raw),
        error_code=error.get("code"),
        error_text=error.get("detail") or error.get("title"),
        error_action=action_of(error.get("code")),
        cost_category=text(pricing.get("category")),
        billable=_billable(pricing),
    )


def _billable(pricing: Mapping[str, Any]) -> bool | None:
    """Newer deliveries tell it by the type only (`regular`, `free_customer_service`, `free_entry_point`)."""
    told, kind = pricing.get("billable"), text(pricing.get("type"))
    if isinstance(told, bool):
        return told
    return None if kind is None else not kind.startswith("free")


def _recipient(change: _Change, raw: Mapping[str, Any]) -> Sender | None:
    """In a group the status is of one participant; `recipient_id` then names the group."""
    who = "recipient_participant" if text(raw.get("recipient_type")) == "group" else "recipient"
    person = _person(change, {**raw, who: raw.get(f"{who}_id")}, who)
    return person if person.identities() else None


def _call(change: _Change, raw: Mapping[str, Any]) -> Fact:
    ours = text(raw.get("direction")) == "BUSINESS_INITIATED"
    who = "recipient" if "recipient_id" in raw else "to" if ours else "from"
    sender = _person(change, {**raw, "recipient": raw.get("recipient_id")}, who)
    event = text(raw.get("event")) or text(raw.get("status"))
    if event is None or not sender.identities():
        return Ignored(account=change.account, id=_id(raw), reason="unreadable_call", type=event)
    at = _when(raw.get("timestamp"), change.at)
    return IncomingCall(account=change.account, id=_id(raw), sender=sender, status=event.lower(), timestamp=at)


def _person(change: _Change, raw: Mapping[str, Any], who: str) -> Sender:
    """The person under every identifier the delivery gives: of the message itself (`from`, `from_user_id`,
    `from_parent_user_id`) and of the contact with one of them. Contacts are not in the order of messages."""
    phone = text(raw.get(who))
    bsuid = text(raw.get(f"{who}_user_id"))
    if phone and _BSUID.fullmatch(phone):
        phone, bsuid = None, bsuid or phone
    contact = change.people.get(phone or "") or change.people.get(bsuid or "") or {}
    profile = obj(contact.get("profile"))
    return Sender(
        phone=phone or text(contact.get("wa_id")),
        bsuid=bsuid or text(contact.get("user_id")),
        parent_bsuid=text(raw.get(f"{who}_parent_user_id")) or text(contact.get("parent_user_id")),
        username=text(profile.get("username")),
        name=text(profile.get("name")),
    )


def _direction(echo: bool) -> Direction:
    return Direction.OUT if echo else Direction.IN


def _id(raw: Mapping[str, Any]) -> str:
    """The provider's id. One that is missing or absurd is replaced by a digest, the same at each delivery."""
    given = text(raw.get("id"))
    return given if given and len(given) <= LONGEST_ID else _digest(raw)


def _digest(value: Any) -> str:
    return "sha256." + hashlib.sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _our_id(value: Any) -> UUID | None:
    """What we gave along when sending; other software of the same account may have put its own there."""
    try:
        return UUID(text(value) or "")
    except ValueError:
        return None


def _when(value: Any, otherwise: datetime) -> datetime:
    """Unix seconds, as text or number."""
    seconds = number(value)
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds and seconds > 0 else otherwise
    except (ValueError, OverflowError, OSError):
        return otherwise
