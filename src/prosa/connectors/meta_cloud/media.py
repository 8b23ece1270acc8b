"""Files people sent: looked up by id, then streamed."""

import re
from collections.abc import AsyncIterator

import httpx

from prosa.channels.fetching import Source, download
from prosa.channels.outcome import body_of
from prosa.connectors.meta_cloud.errors import error_code
from prosa.connectors.meta_cloud.settings import MetaCloudSettings
from prosa.conversations.schemas import Media
from prosa.core.errors import NotFound, Unavailable
from prosa.core.wire import text

HOSTS = ("lookaside.fbsbx.com", "lookaside.facebook.com", ".fbsbx.com")
"""Where Meta serves the files themselves."""

_MEDIA_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
_GONE = "100"


async def fetch(settings: MetaCloudSettings, http: httpx.AsyncClient, media: Media) -> AsyncIterator[bytes]:
    """Streams the file. Raises `NotFound` when it is gone, too large or kept where we do not go, and
    `Unavailable` when it may come later."""
    try:
        url = await _look_up(settings, http, media)
    except httpx.HTTPError as error:
        raise Unavailable(f"the file could not be looked up ({type(error).__name__})") from error
    async for chunk in download(http, Source(settings.base_url, settings.authorization(), HOSTS), url):
        yield chunk


async def _look_up(settings: MetaCloudSettings, http: httpx.AsyncClient, media: Media) -> str:
    """The address of the file, valid for about five minutes."""
    if not media.ref or not _MEDIA_ID.fullmatch(media.ref):
        raise NotFound("the message names no file")
    response = await http.get(
        settings.url(media.ref),
        params={"phone_number_id": settings.phone_number_id},
        headers=settings.authorization(),
        follow_redirects=False,
    )
    if response.status_code == httpx.codes.NOT_FOUND or error_code(response) == _GONE:
        raise NotFound("Meta no longer holds this file (ids in deliveries are valid for 7 days)")
    url = text(body_of(response).get("url"))
    if not response.is_success or url is None:
        raise Unavailable(f"Meta did not tell where the file is (HTTP {response.status_code})")
    return url
