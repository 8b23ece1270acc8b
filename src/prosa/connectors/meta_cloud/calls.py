"""Calls an admin waits for: the answer, or what went wrong as an error."""

from typing import Any

import httpx

from prosa.channels.abilities import ProviderRefused
from prosa.channels.outcome import body_of, reason
from prosa.channels.port import ErrorAction, Refused
from prosa.connectors.meta_cloud.errors import explanation, refusal
from prosa.connectors.meta_cloud.settings import MetaCloudSettings
from prosa.core.errors import Unavailable

_PASSING = (ErrorAction.WAIT, ErrorAction.RETRY)


async def call(
    settings: MetaCloudSettings,
    http: httpx.AsyncClient,
    method: str,
    path: str,
    *,
    params: dict[str, str] | None = None,
    body: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The object Meta answers. Raises `Unavailable` when it may work later and `ProviderRefused` when Meta says no."""
    try:
        response = await http.request(
            method,
            settings.url(path),
            params=params,
            json=body,
            headers=settings.authorization(),
            follow_redirects=False,
        )
    except httpx.HTTPError as error:
        raise Unavailable(f"Meta does not answer ({reason(error)})") from error
    refused = refusal(response)
    if refused is None and response.is_success:
        return body_of(response)
    if refused is None or refused.action in _PASSING:
        raise Unavailable(f"Meta does not answer now (HTTP {response.status_code})", **_wait(refused))
    code, words = explanation(response)
    raise ProviderRefused(words or f"HTTP {response.status_code}", provider_code=code)


def _wait(refused: Refused | None) -> dict[str, object]:
    return {"retry_after": refused.retry_after} if refused is not None and refused.retry_after else {}
