"""Deliveries as Meta writes them."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from prosa.core.clock import now

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One `changes[]` element of one account."""

    waba_id: str
    field: str
    value: Mapping[str, Any]


def text(body: str) -> Content:
    return {"type": "text", "text": {"body": body}}


def button_reply(id_: str, title: str) -> Content:
    return {
        "type": "interactive",
        "interactive": {"type": "button_reply", "button_reply": {"id": id_, "title": title}},
    }


def list_reply(id_: str, title: str) -> Content:
    return {
        "type": "interactive",
        "interactive": {"type": "list_reply", "list_reply": {"id": id_, "title": title}},
    }


def from_ad(body: str) -> Content:
    """Somebody who came by an advertisement."""
    source = {"source_type": "ad", "source_id": "120226305854810726", "ctwa_clid": "Aff-fake", "headline": "Chat"}
    return {**text(body), "referral": source}


def reaction(target: str, emoji: str) -> Content:
    return {"type": "reaction", "reaction": {"message_id": target, "emoji": emoji}}


def file(kind: str, media_id: str, mime_type: str, **more: object) -> Content:
    """`kind` is image, audio, video, document or sticker; `more` its caption, filename or voice."""
    return {"type": kind, kind: {"id": media_id, "mime_type": mime_type, **more}}


def message(
    id_: str,
    phone: str,
    content: Content,
    *,
    at: datetime | None = None,
    bsuid: str | None = None,
    reply_to: str | None = None,
) -> dict[str, Any]:
    """One element of `messages[]`."""
    phone, bsuid = known_as(phone, bsuid)
    return {
        **({"from": phone} if phone else {}),
        **({"from_user_id": bsuid} if bsuid else {}),
        "id": id_,
        "timestamp": str(int((at or now()).timestamp())),
        **({"context": {"id": reply_to}} if reply_to else {}),
        **content,
    }


def contact(phone: str, name: str | None, bsuid: str | None = None) -> dict[str, Any]:
    """One element of `contacts[]`."""
    wa_id, bsuid = known_as(phone, bsuid)
    return {
        **({"wa_id": wa_id} if wa_id else {}),
        **({"user_id": bsuid} if bsuid else {}),
        "profile": {"name": name or phone},
    }


def known_as(person: str, bsuid: str | None = None) -> tuple[str, str | None]:
    """Phone (empty when hidden) and scoped id of a person who is told by either."""
    return ("", person) if "." in person else (person, bsuid)


def status(
    provider_id: str, word: str, phone: str, *, callback: str | None, category: str = "service", code: int | None = None
) -> dict[str, Any]:
    """One element of `statuses[]`; a `code` adds the error."""
    failed = {"errors": [{"code": code, "title": f"error {code}", "message": f"error {code}"}]}
    priced = {"pricing": {"billable": True, "pricing_model": "PMP", "category": category, "type": "regular"}}
    wa_id, bsuid = known_as(phone)
    return {
        "id": provider_id,
        "status": word,
        "timestamp": str(int(now().timestamp())),
        **({"recipient_id": wa_id} if wa_id else {"recipient_user_id": bsuid}),
        **({"biz_opaque_callback_data": callback} if callback else {}),
        **(failed if code else priced),
    }


def delivery(changes: Sequence[Change], rng: Random) -> bytes:
    """One delivery of several changes, joined at one of the three levels at which Meta joins them."""
    level = rng.choice(("values", "changes", "entries")) if len(changes) > 1 else "entries"
    joined = _merged(changes, rng) if level == "values" else list(changes)
    entries = [[change] for change in joined]
    if level == "changes":
        entries = list(_grouped(joined))
    return _written(
        {
            "object": "whatsapp_business_account",
            "entry": [
                {
                    "id": group[0].waba_id,
                    "changes": [{"field": change.field, "value": change.value} for change in group],
                }
                for group in entries
            ],
        }
    )


def _grouped(changes: Iterable[Change]) -> Iterable[list[Change]]:
    by_account: dict[str, list[Change]] = {}
    for change in changes:
        by_account.setdefault(change.waba_id, []).append(change)
    return by_account.values()


def _merged(changes: Sequence[Change], rng: Random) -> list[Change]:
    """Values of the same line become one. Their contacts are shuffled: they were never in order of messages."""
    merged: dict[tuple[str, str, str], dict[str, Any]] = {}
    for change in changes:
        key = (change.waba_id, change.field, json.dumps(change.value.get("metadata")))
        value = merged.setdefault(key, {})
        for name, part in deepcopy(dict(change.value)).items():
            if isinstance(part, list):
                value.setdefault(name, []).extend(part)
            else:
                value[name] = part
    for value in merged.values():
        rng.shuffle(value.get("contacts", []))
    return [Change(waba_id, field, value) for (waba_id, field, _), value in merged.items()]


def _written(body: Mapping[str, Any]) -> bytes:
    """Meta escapes everything beyond ASCII and the slashes too; only the raw bytes fit the signature."""
    return json.dumps(body, separators=(",", ":")).replace("/", "\\/").encode()


def signed(app_secret: str, body: bytes) -> dict[str, str]:
    """The headers of a delivery."""
    digest = hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()
    return {"content-type": "application/json", "x-hub-signature-256": f"sha256={digest}"}
