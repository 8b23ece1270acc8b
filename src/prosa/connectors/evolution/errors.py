"""Evolution's refusals: `{status, error, response: {message}}`, where the words are a text, a list, or lists in it.

It has no codes: beside the HTTP status only its words say what happened.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx

from prosa.channels.outcome import action_of_status, bare_outcome, body_of, retry_after
from prosa.channels.port import ErrorAction, Refused, Unknown
from prosa.core.wire import obj, text

LONGEST_TEXT = 500

_WORDS: tuple[tuple[re.Pattern[str], str, ErrorAction], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), code, action)
    for pattern, code, action in (
        (r"connection closed|not connected|connection lost|stream errored", "not_connected", ErrorAction.RETRY),
        (r"rate-overlimit|too many requests", "rate_limit", ErrorAction.WAIT),
        (r"\b463\b|reach-?out", "new_chats_locked", ErrorAction.GIVE_UP),
    )
)
_DOUBTFUL = re.compile(r"timed? ?out", re.IGNORECASE)
"""Evolution gave up waiting for WhatsApp: the message may be on its way."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Evolution's words for an error. `absent`: the number is not on WhatsApp."""

    words: str
    absent: bool


def explanation(response: httpx.Response) -> Explanation | None:
    """None when the answer does not come from Evolution itself."""
    body = body_of(response)
    if "response" not in body and "error" not in body:
        return None
    told = list(_flat(obj(body.get("response")).get("message") or body.get("message")))
    words = "; ".join(filter(None, map(text, told))) or text(body.get("error")) or ""
    return Explanation(words[:LONGEST_TEXT], any(obj(item).get("exists") is False for item in told))


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for item in value:
            yield from _flat(item)
    else:
        yield value


def failure(response: httpx.Response) -> Refused | Unknown:
    """What an answer that is not positive tells of a send. After an unexplained or doubtful error of the server the
    message may have gone out."""
    told = explanation(response)
    if told is None or response.is_redirect:
        return bare_outcome(response)
    if told.absent:
        return Refused("not_on_whatsapp", "this number is not on WhatsApp", ErrorAction.GIVE_UP)
    for pattern, code, action in _WORDS:
        if pattern.search(told.words):
            return Refused(code, told.words, action, retry_after(response))
    status = response.status_code
    certain = status < HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.SERVICE_UNAVAILABLE
    if not certain or _DOUBTFUL.search(told.words):
        return Unknown(f"HTTP {status}: {told.words}")
    action = ErrorAction.STOP_CHANNEL if status == HTTPStatus.NOT_FOUND else action_of_status(status)
    return Refused(f"http_{status}", told.words, action, retry_after(response))
