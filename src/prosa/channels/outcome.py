"""What an HTTP call to a provider tells of a send: taken, certainly not taken, or unknown.

A provider without idempotency keys makes the difference between the last two decide whether a person gets a message
twice: only what certainly was not taken may simply be sent again.
"""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import httpx

from prosa.channels.port import ErrorAction, Refused, Unknown
from prosa.core.clock import now
from prosa.core.wire import number, obj, read_json

NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
"""Raised before the first byte of a request left."""


async def post(
    http: httpx.AsyncClient,
    url: str,
    headers: Mapping[str, str],
    *,
    json: Any = None,
    data: Mapping[str, Any] | None = None,
    content: AsyncIterator[bytes] | None = None,
    method: str = "POST",
) -> httpx.Response | Refused | Unknown:
    """Makes the one call of a send. A redirect is an answer like any other."""
    try:
        return await http.request(
            method, url, headers=headers, json=json, data=data, content=content, follow_redirects=False
        )
    except NOT_SENT as error:
        return Refused("not_reached", reason(error), ErrorAction.RETRY)
    except httpx.HTTPError as error:
        return Unknown(reason(error))


def reason(error: httpx.HTTPError) -> str:
    """What broke, for people who operate the house."""
    return f"{type(error).__name__}: {error}".rstrip(": ")


def bare_outcome(response: httpx.Response) -> Refused | Unknown:
    """An error without the provider's explanation comes from something in between. Below 500 the door stayed shut,
    and so it did at a busy server (503); after any other error the message may be on its way."""
    status = response.status_code
    if status < HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.SERVICE_UNAVAILABLE:
        return bare_refusal(response)
    return Unknown(f"HTTP {status} without an explanation")


def bare_refusal(response: httpx.Response) -> Refused:
    """An answer without an error body, where it is certain that nothing was taken. An address that leads
    nowhere will not do so for the next message either."""
    status = response.status_code
    nowhere = response.is_redirect or status == HTTPStatus.NOT_FOUND
    return Refused(
        code=f"http_{status}",
        text=f"HTTP {status} without an explanation",
        action=ErrorAction.STOP_CHANNEL if nowhere else action_of_status(status),
        retry_after=retry_after(response),
    )


def action_of_status(status: int) -> ErrorAction:
    """For errors nobody has told us of."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return ErrorAction.WAIT
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return ErrorAction.STOP_CHANNEL
    passing = status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT
    return ErrorAction.RETRY if passing else ErrorAction.GIVE_UP


def retry_after(response: httpx.Response) -> float | None:
    """Seconds to wait, from `Retry-After` as seconds or as a date."""
    value = response.headers.get("retry-after", "")
    seconds = number(value)
    if seconds is None:
        at = _date(value)
        seconds = (at - now()).total_seconds() if at else None
    return max(seconds, 0.0) if seconds is not None else None


def _date(value: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(value)
    except ValueError:
        return None
    return found if found.tzinfo else None


def body_of(response: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer that has been read; empty when it holds none."""
    try:
        return obj(read_json(response.content))
    except ValueError:
        return {}
