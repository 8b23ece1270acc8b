"""Posting an alert to a service, and what its answer means; the same for every connector that speaks HTTP."""

from collections.abc import Mapping
from typing import Any

import httpx

from prosa.core.errors import Invalid, Unavailable

_LATER = frozenset({408, 425, 429})


async def delivered(
    http: httpx.AsyncClient,
    url: str,
    *,
    json: Any = None,
    content: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Returns when the service took it. Raises `Unavailable` when it may do so later, `Invalid` when it will not, and
    `AddressRefused` for an address of the own network. The answer's words are not repeated: they are a stranger's."""
    try:
        answer = await http.post(url, json=json, content=content, headers=headers, follow_redirects=False)
    except httpx.HTTPError as error:
        raise Unavailable(f"the service does not answer: {type(error).__name__}") from error
    if answer.is_success:
        return
    if answer.is_server_error or answer.status_code in _LATER:
        raise Unavailable(f"the service answered {answer.status_code}")
    raise Invalid(f"the service refused it with {answer.status_code}")
