"""One try to send, and what is known afterwards.

Meta has no idempotency key, so the difference between "refused" and "unknown" decides whether a person gets a
message twice: only what certainly was not taken may simply be sent again.
"""

from http import HTTPStatus
from typing import Any

import httpx

from prosa.channels.port import Accepted, ErrorAction, Outgoing, Refused, SendOutcome, Unknown
from prosa.connectors.meta_cloud.errors import bare_refusal, body_of, refusal
from prosa.connectors.meta_cloud.fitting import Unfit, essence, request_body
from prosa.connectors.meta_cloud.settings import MetaCloudSettings
from prosa.contacts.schemas import Identity, IdentityKind
from prosa.conversations.schemas import Media
from prosa.core.bodies import Stream, multipart
from prosa.core.wire import objects, text

NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
"""Raised before the first byte of a request left."""

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
    return await _post(settings, http, body)


async def _post(settings: MetaCloudSettings, http: httpx.AsyncClient, body: dict[str, Any]) -> SendOutcome:
    url = settings.url(settings.phone_number_id, "messages")
    try:
        response = await http.post(url, json=body, headers=settings.authorization())
    except NOT_SENT as error:
        return Refused("not_reached", _reason(error), ErrorAction.RETRY)
    except httpx.HTTPError as error:
        return Unknown(_reason(error))
    return _outcome(response)


def _outcome(response: httpx.Response) -> SendOutcome:
    refused = refusal(response)
    if refused is not None:
        return refused
    if response.is_success:
        return _accepted(response)
    return _bare_error(response)


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


def _bare_error(response: httpx.Response) -> SendOutcome:
    """An error without Meta's explanation comes from something in between. Below 500 the door stayed shut, and
    so it did at a busy server (503); after any other error the message may be on its way."""
    status = response.status_code
    if status < HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.SERVICE_UNAVAILABLE:
        return bare_refusal(response)
    return Unknown(f"HTTP {status} without an explanation")


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
        return Refused("upload_failed", _reason(error), ErrorAction.RETRY)
    media_id = text(body_of(response).get("id")) if response.is_success else None
    if media_id is not None:
        return media_id
    if response.is_success:
        return Refused("upload_failed", "the answer to the upload was unreadable", ErrorAction.RETRY)
    return refusal(response) or bare_refusal(response)


def _reason(error: httpx.HTTPError) -> str:
    return f"{type(error).__name__}: {error}".rstrip(": ")
