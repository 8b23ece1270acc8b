"""Files people sent: fetched at Twilio, which redirects to a storage that must not see the credential."""

from collections.abc import AsyncIterator

import httpx

from prosa.channels.fetching import Source, download
from prosa.connectors.twilio.settings import TwilioSettings
from prosa.conversations.schemas import Media
from prosa.core.errors import NotFound

HOSTS = ("twilio.com", ".twilio.com")


async def fetch(settings: TwilioSettings, http: httpx.AsyncClient, media: Media) -> AsyncIterator[bytes]:
    """Streams the file. Raises `NotFound` when it is gone, too large or kept where we do not go, and `Unavailable`
    when it may come later."""
    if not media.ref:
        raise NotFound("the message names no file")
    source = Source(settings.base_url, settings.authorization(), HOSTS, signed=True)
    async for chunk in download(http, source, media.ref):
        yield chunk
