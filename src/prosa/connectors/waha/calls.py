"""Asking WAHA for things, where what it says is needed at once."""

from collections.abc import Mapping
from typing import Any

import httpx

from prosa.channels.abilities import ProviderRefused
from prosa.channels.outcome import reason
from prosa.connectors.waha.errors import session_state, words
from prosa.connectors.waha.settings import WahaSettings
from prosa.core.errors import Unavailable
from prosa.core.wire import read_json

Query = Mapping[str, str | int | bool]


async def ask(
    settings: WahaSettings,
    http: httpx.AsyncClient,
    method: str,
    *path: str,
    query: Query | None = None,
    json: Any = None,
    accept: str = "application/json",
) -> httpx.Response:
    """The answer, whatever it is. Raises `Unavailable`."""
    try:
        return await http.request(
            method,
            settings.url(*path),
            params=query,
            json=json,
            headers={**settings.authorization(), "accept": accept},
            follow_redirects=False,
        )
    except httpx.HTTPError as error:
        raise Unavailable(f"{settings.base_url}: {reason(error)}") from error


async def told(
    settings: WahaSettings,
    http: httpx.AsyncClient,
    method: str,
    *path: str,
    query: Query | None = None,
    json: Any = None,
) -> Any:
    """What a positive answer holds; None when nothing. Raises `Unavailable` and `ProviderRefused`."""
    return read(await ask(settings, http, method, *path, query=query, json=json))


def read(response: httpx.Response) -> Any:
    """Raises `Unavailable` and `ProviderRefused`."""
    if not response.is_success:
        raise refused(response)
    try:
        return read_json(response.content) if response.content else None
    except ValueError:
        raise Unavailable("the answer is not JSON") from None


def refused(response: httpx.Response) -> Unavailable | ProviderRefused:
    """An answer that is not positive: a session that is not working may be so later."""
    detail = words(response) or f"HTTP {response.status_code}"
    state = session_state(response)
    if state is not None:
        return Unavailable(f"the session is not working: {state}")
    passing = response.status_code >= 500 or response.status_code == httpx.codes.TOO_MANY_REQUESTS
    return Unavailable(detail) if passing else ProviderRefused(detail)
