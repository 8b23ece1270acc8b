"""Calls an admin or a watch waits for: the answer, or what went wrong as an error."""

from typing import Any

import httpx

from prosa.channels.abilities import ProviderRefused
from prosa.channels.outcome import reason, retry_after
from prosa.channels.port import ErrorAction
from prosa.connectors.evolution.errors import explanation, failure
from prosa.connectors.evolution.settings import EvolutionSettings
from prosa.core.errors import Unavailable
from prosa.core.wire import read_json


class NoInstance(ProviderRefused):
    """Evolution knows no instance of this name."""


async def call(
    settings: EvolutionSettings,
    http: httpx.AsyncClient,
    method: str,
    url: str,
    *,
    body: Any = None,
    params: dict[str, str] | None = None,
) -> Any:
    """The JSON value of the answer. Raises `Unavailable` when it may work later, `NoInstance`, and
    `ProviderRefused` when Evolution says no."""
    try:
        response = await http.request(
            method, url, json=body, params=params, headers=settings.authorization(), follow_redirects=False
        )
    except httpx.HTTPError as error:
        raise Unavailable(f"Evolution does not answer ({reason(error)})") from error
    if response.is_success:
        return _value(response)
    raise _problem(response)


def _value(response: httpx.Response) -> Any:
    try:
        return read_json(response.content)
    except ValueError:
        raise Unavailable("the answer of Evolution is unreadable") from None


def _problem(response: httpx.Response) -> Unavailable | ProviderRefused:
    status, told = response.status_code, explanation(response)
    found = failure(response)
    action = getattr(found, "action", ErrorAction.RETRY)
    words = told.words if told else f"HTTP {status}"
    if action in (ErrorAction.WAIT, ErrorAction.RETRY):
        pause = retry_after(response)
        return Unavailable(f"Evolution: {words}", **({"retry_after": pause} if pause else {}))
    kind = NoInstance if status == httpx.codes.NOT_FOUND and told else ProviderRefused
    return kind(words, provider_code=str(status))
