"""Deliveries as Evolution writes them."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from prosa.core.clock import now

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing to tell. `name` as in deliveries (`messages.upsert`)."""

    name: str
    data: Any


def text(body: str) -> Content:
    return {"conversation": body}


def list_reply(id_: str, title: str) -> Content:
    return {"listResponseMessage": {"title": title, "listType": 1, "singleSelectReply": {"selectedRowId": id_}}}


def button_reply(id_: str, title: str) -> Content:
    return {"buttonsResponseMessage": {"selectedButtonId": id_, "selectedDisplayText": title, "type": 1}}


def reaction(target: str, emoji: str) -> Content:
    return {"reactionMessage": {"key": {"id": target, "fromMe": True}, "text": emoji}}


def location(latitude: float, longitude: float, name: str = "") -> Content:
    return {"locationMessage": {"degreesLatitude": latitude, "degreesLongitude": longitude, "name": name}}


def file(kind: str, file_id: str, mime_type: str, **more: object) -> Content:
    """`kind` is image, audio, video, document or sticker; `more` its caption, fileName or ptt. Addresses and keys
    are those of WhatsApp's encrypted store, of no use to anybody else; bytes come as numbered objects."""
    part = {
        "url": "https://mmg.whatsapp.net/v/t62.7118-24/x.enc",
        "mimetype": mime_type,
        "fileSha256": _numbered(hashlib.sha256(file_id.encode()).digest()),
        "fileLength": {"low": 12345, "high": 0, "unsigned": True},
        "mediaKey": _numbered(b"mediaKey"),
        "directPath": f"/v/{file_id}",
        **more,
    }
    return {f"{kind}Message": part}


def vanishing(content: Content) -> Content:
    """In a chat whose messages go away, as Evolution leaves it: wrapped, with what stands beside it first."""
    return {"messageContextInfo": {"deviceListMetadataVersion": 2}, "ephemeralMessage": {"message": content}}


def once(content: Content) -> Content:
    """To be seen once."""
    return {"viewOnceMessageV2": {"message": content}}


def _numbered(data: bytes) -> dict[str, int]:
    return {str(place): byte for place, byte in enumerate(data)}


def message(
    key: Mapping[str, Any],
    content: Content,
    *,
    name: str | None = None,
    at: datetime | None = None,
    reply_to: str | None = None,
    source: str = "android",
    status: str = "DELIVERY_ACK",
) -> dict[str, Any]:
    """`data` of a messages.upsert."""
    kind = next((kind for kind in content if kind != "messageContextInfo"), "conversation")
    quoted = {"stanzaId": reply_to, "quotedMessage": {"conversation": "…"}}
    return {
        "key": dict(key),
        **({"pushName": name} if name else {}),
        "status": status,
        "message": dict(content),
        **({"contextInfo": quoted} if reply_to else {}),
        "messageType": kind,
        "messageTimestamp": int((at or now()).timestamp()),
        "instanceId": "42176749-78ab-4d04-ae80-699fbd23354e",
        "source": source,
    }


def status(id_: str, word: str, jid: str) -> dict[str, Any]:
    """`data` of a messages.update."""
    return {"keyId": id_, "remoteJid": jid, "fromMe": True, "status": word, "messageId": f"c{id_.lower()}"}


def delivery(event: Event, instance: str, token: str, number: str, destination: str) -> bytes:
    """`sender` is the business; `date_time` is local time that claims to be UTC; `apikey` opens the instance."""
    body = {
        "event": event.name,
        "instance": instance,
        "data": event.data,
        "destination": destination,
        "date_time": now().astimezone().replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z",
        "sender": f"{number}@s.whatsapp.net",
        "server_url": "http://127.0.0.1:8080",
        "apikey": token,
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def token(key: str, age: float = 0.0) -> str:
    """The JWT of one event, `age` seconds old; it is good for ten minutes."""
    made = int(now().timestamp() - age)
    claims = {"iat": made, "exp": made + 600, "app": "evolution", "action": "webhook"}
    signed = ".".join(part(json.dumps(each).encode()) for each in ({"alg": "HS256", "typ": "JWT"}, claims))
    return f"{signed}.{part(hmac.new(key.encode(), signed.encode(), hashlib.sha256).digest())}"


def part(data: bytes) -> str:
    """One of the three parts of a token."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
