"""One try to send, and what is known afterwards. Telegram takes no id of ours and sends no receipts, so what broke off
stays unknown."""

from typing import Any

import httpx
import orjson
from prosa_connectors.telegram import people
from prosa_connectors.telegram.errors import refusal
from prosa_connectors.telegram.fitting import Call, call_for
from prosa_connectors.telegram.settings import TelegramSettings

from prosa.channels.fitting import Unfit, essence
from prosa.channels.outcome import bare_outcome, body_of, post
from prosa.channels.port import Accepted, ErrorAction, Outgoing, Refused, SendOutcome, Unknown
from prosa.core.bodies import Body, multipart
from prosa.core.wire import obj


async def send(settings: TelegramSettings, http: httpx.AsyncClient, message: Outgoing) -> SendOutcome:
    """Makes one call, whatever is sent."""
    try:
        call = call_for(message)
    except Unfit as misfit:
        return Refused(misfit.code, str(misfit), ErrorAction.GIVE_UP)
    form = _form(call, message)
    if form is None:
        answer = await post(http, settings.url(call.method), {}, json=call.parameters)
    else:
        answer = await post(http, settings.url(call.method), form.headers, content=form.content())
    return _outcome(answer, message) if isinstance(answer, httpx.Response) else answer


def _form(call: Call, message: Outgoing) -> Body | None:
    """The parameters with the file, which is streamed."""
    media, file = message.media, message.file
    if not call.attached or media is None or file is None:
        return None
    fields = {name: _field(value) for name, value in call.parameters.items()}
    return multipart(fields, media.filename or "file", essence(media), media.size or 0, file)


def _field(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _outcome(response: httpx.Response, message: Outgoing) -> SendOutcome:
    refused = refusal(response)
    if refused is not None:
        return refused
    return _accepted(response, message) if response.is_success else bare_outcome(response)


def _accepted(response: httpx.Response, message: Outgoing) -> SendOutcome:
    body = body_of(response)
    if body.get("ok") is not True:
        return Unknown("the answer was positive but unreadable")
    if body.get("result") is True:
        return Accepted(f"done:{message.message_id}")  # a reaction, which has no id of its own
    provider_id = people.message_id(obj(body.get("result")))
    return Accepted(provider_id) if provider_id else Unknown("the answer names no message")
