"""One try to send, and what is known afterwards.

Texts, places and cards go out under an id of ours, so that a second try is no second message. Files take none: of
those `lookup` finds out.
"""

from dataclasses import replace
from typing import Any

import httpx

from prosa.channels.fitting import Unfit
from prosa.channels.outcome import body_of, post
from prosa.channels.port import Accepted, ErrorAction, Outgoing, Refused, SendOutcome, Unknown
from prosa.connectors.waha.chats import address, chat_of, read_id, written_id
from prosa.connectors.waha.errors import outcome_of
from prosa.connectors.waha.fitting import Request, request
from prosa.connectors.waha.lookup import number_behind, whole_id
from prosa.connectors.waha.settings import WahaSettings
from prosa.contacts.schemas import IdentityKind
from prosa.conversations.schemas import MessageType
from prosa.core.bodies import json_with_file
from prosa.core.wire import obj, text

_NAMES = ("reply_to", "messageId")
"""Fields that name another message, in whole."""


async def send(settings: WahaSettings, http: httpx.AsyncClient, message: Outgoing) -> SendOutcome:
    """Finds the message it is about, if there is one, and makes the call."""
    try:
        composed = request(settings.session, message)
    except Unfit as misfit:
        return Refused(misfit.code, str(misfit), ErrorAction.GIVE_UP)
    for name in _NAMES:
        if name in composed.body:
            composed.body[name] = await whole_id(settings, http, chat_of(message.to), composed.body[name])
    answer = await _call(settings, http, composed, message)
    if not isinstance(answer, httpx.Response):
        return answer
    outcome = _accepted(answer, message) if answer.is_success else outcome_of(answer)
    return await _with_number(settings, http, message, outcome) if isinstance(outcome, Accepted) else outcome


async def _call(
    settings: WahaSettings, http: httpx.AsyncClient, composed: Request, message: Outgoing
) -> httpx.Response | Refused | Unknown:
    url, headers = settings.url(composed.path), settings.authorization()
    if message.media is None or message.file is None:
        return await post(http, url, headers, json=composed.body, method=composed.method)
    file = composed.body["file"]

    def built(data: str) -> dict[str, Any]:
        return {**composed.body, "file": {**file, "data": data}}

    body = json_with_file(built, message.media.size or 0, message.file)
    return await post(http, url, {**headers, **body.headers}, content=body.content())


def _accepted(answer: httpx.Response, message: Outgoing) -> SendOutcome:
    """The chat in the id is the one WAHA really wrote to: another form of the number, or the hidden id. A reaction
    is answered without an id, and nothing ever asks for it."""
    body = body_of(answer)
    written = message_id(body)
    if written is None and message.type is MessageType.REACTION:
        return Accepted(f"reaction.{message.message_id}")
    if written is None:
        return Unknown("the answer was positive but unreadable")
    found = read_id(written)
    return Accepted(found.key, address(found.chat) if found.chat else None)


async def _with_number(
    settings: WahaSettings, http: httpx.AsyncClient, message: Outgoing, accepted: Accepted
) -> Accepted:
    """Of somebody whose number nobody here knows yet, WAHA may know it."""
    hidden = accepted.address
    if hidden is None or hidden.kind is not IdentityKind.LID or any(to.kind is IdentityKind.PHONE for to in message.to):
        return accepted
    return replace(accepted, address=await number_behind(settings, http, hidden.value) or hidden)


def message_id(body: dict[str, Any]) -> str | None:
    """Of a message as engines give it: some wrap the id, some give WhatsApp's own key."""
    data = obj(body.get("_data"))
    found = (
        written_id(body.get("id")),
        text(obj(body.get("key")).get("id")),
        written_id(data.get("id")),
        text(obj(data.get("key")).get("id")),
    )
    return next(filter(None, found), None)
