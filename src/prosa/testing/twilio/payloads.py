"""Forms as Twilio writes them."""

import json
from collections.abc import Mapping
from typing import Any

Content = Mapping[str, str]


def text(body: str) -> Content:
    return {"MessageType": "text", "Body": body}


def button_reply(id_: str, title: str) -> Content:
    return {"MessageType": "interactive", "Body": title, "ButtonText": title, "ButtonPayload": id_}


def list_reply(id_: str, title: str, description: str = "") -> Content:
    told = {"MessageType": "interactive", "Body": title, "ListId": id_, "ListTitle": title}
    return {**told, **({"ListDescription": description} if description else {})}


def location(latitude: float, longitude: float, *, label: str = "", address: str = "") -> Content:
    words = {name: value for name, value in (("Label", label), ("Address", address)) if value}
    return {"MessageType": "location", "Body": "", "Latitude": str(latitude), "Longitude": str(longitude), **words}


def file(kind: str, url: str, mime_type: str, caption: str = "") -> Content:
    """`kind` is image, audio, video, document, sticker or contacts."""
    return {"MessageType": kind, "Body": caption, "NumMedia": "1", "MediaUrl0": url, "MediaContentType0": mime_type}


def message(
    id_: str,
    account_sid: str,
    sender: str,
    to: str,
    content: Content,
    *,
    name: str | None = None,
    reply_to: str | None = None,
) -> dict[str, str]:
    """An incoming message. `sender` is a phone (digits) or a business-scoped id."""
    scoped = not sender.isdigit()
    context = {"ProfileName": name or sender, **({} if scoped else {"WaId": sender})}
    return {
        "SmsMessageSid": id_,
        "SmsSid": id_,
        "MessageSid": id_,
        "AccountSid": account_sid,
        "ApiVersion": "2010-04-01",
        "SmsStatus": "received",
        "NumMedia": "0",
        "NumSegments": "1",
        "ReferralNumMedia": "0",
        "From": f"whatsapp:{sender}" if scoped else f"whatsapp:+{sender}",
        "To": f"whatsapp:+{to}",
        "ChannelMetadata": json.dumps({"type": "whatsapp", "data": {"context": context}}),
        **context,
        **({"ExternalUserId": sender} if scoped else {}),
        **({"OriginalRepliedMessageSid": reply_to} if reply_to else {}),
        **content,
    }


def status(id_: str, account_sid: str, sender: str, to: str, word: str, code: int | None = None) -> dict[str, str]:
    """News of a message of ours; a `code` adds the error."""
    return {
        "MessageSid": id_,
        "SmsSid": id_,
        "AccountSid": account_sid,
        "ApiVersion": "2010-04-01",
        "From": sender,
        "To": to,
        "MessageStatus": word,
        "SmsStatus": word,
        "ChannelPrefix": "whatsapp",
        **({"ErrorCode": str(code)} if code else {}),
    }


def resource(send: Mapping[str, Any]) -> dict[str, Any]:
    """A message as the REST API shows it."""
    return {
        "num_segments": "1",
        "direction": "outbound-api",
        "price": None,
        "error_message": None,
        "error_code": None,
        "price_unit": "USD",
        "api_version": "2010-04-01",
        **send,
    }
