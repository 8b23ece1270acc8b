"""A delivery in and out of plain JSON, to try on paper what a connector makes of it.

In: `{"headers": {...}, "body": ...}`. Out: one object per fact, with the same keys for every connector.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from prosa.channels.port import (
    UNDATED,
    ChannelPort,
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
    MarketingChoice,
    Sender,
    TemplateChange,
)
from prosa.conversations.schemas import Media
from prosa.core.errors import ProsaError

FORM = "application/x-www-form-urlencoded"

_SENDER = ("phone", "lid", "bsuid", "parent_bsuid", "username", "name")


class BrokenDelivery(ProsaError):
    """What was given is not a delivery on paper."""

    code = "broken_delivery"


def rehearse(port: ChannelPort, written: str) -> list[dict[str, Any]]:
    """What `port` understands of a written delivery. Raises `BrokenDelivery` when it is not one, and
    `MalformedDelivery` when it is not the provider's."""
    headers, body = _delivery(port, written)
    return [neutral(fact) for fact in port.parse(headers, body)]


def _delivery(port: ChannelPort, written: str) -> tuple[dict[str, str], bytes]:
    try:
        value = json.loads(written)
    except (ValueError, RecursionError) as error:
        raise BrokenDelivery(f"not valid JSON: {error}") from None
    if not isinstance(value, dict) or "body" not in value:
        raise BrokenDelivery('expected an object {"headers": {...}, "body": ...}')
    headers = _headers(value.get("headers"))
    as_form = port.form_deliveries or headers.get("content-type", "").startswith(FORM)
    return headers, _raw(value["body"], as_form)


def _headers(value: Any) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BrokenDelivery("headers must be an object of names and values")
    return {str(name).lower(): str(header) for name, header in value.items()}


def _raw(body: Any, as_form: bool) -> bytes:
    """The bytes as the provider would have sent them. A text is taken as it is."""
    if isinstance(body, str):
        return body.encode("utf-8", "replace")
    if as_form and isinstance(body, dict):
        fields = {name: "" if field is None else field for name, field in body.items()}
        return urlencode(fields, doseq=True, errors="replace").encode()
    return json.dumps(body).encode()


def neutral(fact: Fact) -> dict[str, Any]:
    """The fact under the common keys; what it does not have is null.

    A reaction's `text` is the emoji; `reply_to` is the message a reaction, edit or deletion is about. Of an
    identity change, `sender` is the person as reached from now on and `text` names the former identifiers. A
    connection's and a call's `status` is what happened; `type` of something ignored is the provider's word.
    """
    return {**_common(fact), **_particular(fact)}


def _common(fact: Fact) -> dict[str, Any]:
    timestamp = getattr(fact, "timestamp", None)
    sender = getattr(fact, "sender", None)
    return {
        "kind": fact.kind,
        "id": fact.id,
        "type": None,
        "text": None,
        "timestamp": timestamp.isoformat() if timestamp and timestamp != UNDATED else None,
        "direction": getattr(fact, "direction", None),
        "sender": _sender(sender) if sender else None,
        "reply_to": getattr(fact, "target", None),
        "button_id": None,
        "media": None,
        "status": None,
        "error_code": None,
    }


def _particular(fact: Fact) -> dict[str, Any]:
    match fact:
        case IncomingMessage():
            return _message(fact)
        case IncomingStatus():
            recipient = _sender(fact.recipient) if fact.recipient else None
            return {"status": fact.status, "error_code": fact.error_code, "sender": recipient}
        case IncomingReaction():
            return {"type": "reaction", "text": fact.emoji}
        case IncomingEdit():
            return {"text": fact.text}
        case IncomingDeletion():
            return {}
        case _:
            return _news(fact)


def _news(fact: Fact) -> dict[str, Any]:
    """Of what is no message and changes none."""
    match fact:
        case IdentityChange():
            former = ", ".join(identity.value for identity in fact.previous.identities())
            return {"sender": _sender(fact.current), "text": former}
        case ConnectionChange():
            return {"status": fact.state, "text": fact.detail}
        case TemplateChange():
            return {"status": fact.state or fact.category or fact.reason, "text": f"{fact.name} ({fact.language})"}
        case MarketingChoice():
            return {"type": "user_preferences", "text": "allowed" if fact.allowed else "refused"}
        case IncomingCall():
            return {"status": fact.status}
        case Ignored():
            return {"type": fact.type, "text": fact.reason}
        case _:
            return {}


def _message(message: IncomingMessage) -> dict[str, Any]:
    errors = message.payload.get("errors") or [{}]
    return {
        "type": message.type,
        "text": message.text,
        "reply_to": message.reply_to,
        "button_id": message.button_id,
        "media": _media(message.media) if message.media else None,
        "error_code": errors[0].get("code"),
    }


def _sender(sender: Sender) -> dict[str, str | None]:
    return {key: getattr(sender, key) for key in _SENDER}


def _media(media: Media) -> Mapping[str, Any]:
    return {
        "id": media.ref or media.key,
        "mime_type": media.mime_type,
        "filename": media.filename,
        "sha256": media.sha256,
        "size": media.size,
        "voice": media.voice,
    }
