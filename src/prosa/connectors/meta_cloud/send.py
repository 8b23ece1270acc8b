"""One try to send, and what is known afterwards.

Meta has no idempotency key, so the difference between "refused" and "unknown" decides whether a person gets a
message twice: only what certainly was not taken may simply be sent again.
"""

from typing import Any

import httpx

from prosa.channels.fitting import Unfit, essence
from prosa.channels.outcome import bare_outcome, bare_refusal, body_of, post, reason
from prosa.channels.port import Accepted, ErrorAction, Outgoing, Refused, SendOutcome, Unknown
from prosa.connectors.meta_cloud.errors import refusal
from prosa.connectors.meta_cloud.fitting import request_body
from prosa.connectors.meta_cloud.settings import MetaCloudSettings
from prosa.contacts.schemas import Identity, IdentityKind
from prosa.conversations.schemas import Media
from prosa.core.bodies import Stream, multipart
from prosa.core.wire import objects, text

_PLACEHOLDER = "uploaded"


async def send(settings: MetaCloudSettings, http: httpx.AsyncClient, message: Outgoing) -> SendOutcome:
    """Uploads the file, if there is one, and posts the message once."""
    try:
        # Composed before anything leaves, so that what cannot be sent is not uploaded either.
        body = request_body(message, _PLACEHOLDER if message.file is not None else None)
        if message.media is not None and message.file is not None:
            uploaded = await _upload(settings, http, message.media, message.file)
            if isinstance(uploaded, Refused):
                return uploaded
            body = request_body(message, uploaded)
    except Unfit as misfit:
        return Refused(misfit.code, str(misfit), ErrorAction.GIVE_UP)
    return await _post(settings, http, body, message.attempt)


async def _post(
    settings: MetaCloudSettings, http: httpx.AsyncClient, body: dict[str, Any], attempt: int
) -> SendOutcome:
    url = settings.url(settings.phone_number_id, "messages")
    answer = await post(http, url, settings.authorization(), json=body)
    return _outcome(answer, attempt) if isinstance(answer, httpx.Response) else answer


def _outcome(response: httpx.Response, attempt: int) -> SendOutcome:
    refused = refusal(response, attempt)
    if refused is not None:
        return refused
    if response.is_success:
        return _accepted(response)
    return bare_outcome(response)


def _accepted(response: httpx.Response) -> SendOutcome:
    body = body_of(response)
    provider_id = next((text(message.get("id")) for message in objects(body.get("messages"))), None)
    if provider_id is None:
        return Unknown("the answer was positive but unreadable")
    contact = next(iter(objects(body.get("contacts"))), {})
    phone, scoped = text(contact.get("wa_id")), text(contact.get("user_id"))
    if phone:
        return Accepted(provider_id, Identity(IdentityKind.PHONE, phone))
    return Accepted(provider_id, Identity(IdentityKind.BSUID, scoped) if scoped else None)


async def _upload(settings: MetaCloudSettings, http: httpx.AsyncClient, media: Media, file: Stream) -> str | Refused:
    """The media id. Whatever goes wrong here, no message has left yet, so it may simply be tried again."""
    type_ = essence(media)
    fields = {"messaging_product": "whatsapp", "type": type_}
    body = multipart(fields, media.filename or "file", type_, media.size or 0, file)
    try:
        response = await http.post(
            settings.url(settings.phone_number_id, "media"),
            content=body.content(),
            headers={**body.headers, **settings.authorization()},
        )
    except httpx.HTTPError as error:
        return Refused("upload_failed", reason(error), ErrorAction.RETRY)
    media_id = text(body_of(response).get("id")) if response.is_success else None
    if media_id is not None:
        return media_id
    if response.is_success:
        return Refused("upload_failed", "the answer to the upload was unreadable", ErrorAction.RETRY)
    return refusal(response) or bare_refusal(response)
