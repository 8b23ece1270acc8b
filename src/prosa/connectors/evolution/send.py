"""One try to send, and what is known afterwards. Evolution has no key against sending twice."""

import httpx

from prosa.channels.fitting import Unfit
from prosa.channels.outcome import body_of, post
from prosa.channels.port import Accepted, ErrorAction, Outgoing, Refused, SendOutcome, Unknown
from prosa.connectors.evolution import jids
from prosa.connectors.evolution.errors import failure
from prosa.connectors.evolution.fitting import Request, request
from prosa.connectors.evolution.settings import EvolutionSettings
from prosa.core.bodies import json_with_file
from prosa.core.wire import obj, text


async def send(settings: EvolutionSettings, http: httpx.AsyncClient, message: Outgoing) -> SendOutcome:
    """Posts the message once; its file, if there is one, is streamed."""
    try:
        wanted = request(message, native_choices=settings.native_choices)
    except Unfit as misfit:
        return Refused(misfit.code, str(misfit), ErrorAction.GIVE_UP)
    answer = await _post(settings, http, message, wanted)
    return _outcome(answer) if isinstance(answer, httpx.Response) else answer


async def _post(
    settings: EvolutionSettings, http: httpx.AsyncClient, message: Outgoing, wanted: Request
) -> httpx.Response | Refused | Unknown:
    url = settings.of_instance("message", wanted.operation)
    if wanted.file_in is None or message.file is None or message.media is None:
        return await post(http, url, settings.authorization(), json=wanted.body)
    name = wanted.file_in
    body = json_with_file(lambda file: {**wanted.body, name: file}, message.media.size or 0, message.file)
    return await post(http, url, {**settings.authorization(), **body.headers}, content=body.content())


def _outcome(response: httpx.Response) -> SendOutcome:
    if not response.is_success:
        return failure(response)
    key = obj(body_of(response).get("key"))
    provider_id = text(key.get("id"))
    if provider_id is None:
        return Unknown(f"HTTP {response.status_code}: the answer was positive but unreadable")
    return Accepted(provider_id, jids.identity(text(key.get("remoteJid")) or ""))
