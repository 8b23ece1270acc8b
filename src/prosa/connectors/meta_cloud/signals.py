"""The two ticks and the dots a person sees: one call does both."""

from contextlib import suppress
from typing import Any

import httpx

from prosa.channels.abilities import Heard
from prosa.connectors.meta_cloud.settings import MetaCloudSettings


async def mark_read(settings: MetaCloudSettings, http: httpx.AsyncClient, heard: Heard, *, typing: bool) -> None:
    """Marks it as read and, with `typing`, shows that an answer is being written (25 s at most, or until it comes).
    Meta shows neither without the other: whoever seems to answer has read."""
    body: dict[str, Any] = {"messaging_product": "whatsapp", "status": "read", "message_id": heard.provider_id}
    if typing:
        body["typing_indicator"] = {"type": "text"}
    url = settings.url(settings.phone_number_id, "messages")
    with suppress(httpx.HTTPError):
        await http.post(url, json=body, headers=settings.authorization(), follow_redirects=False)
