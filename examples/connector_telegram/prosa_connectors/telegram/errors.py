"""What Telegram's errors ask of us: `{ok: false, error_code, description, parameters}`."""

from collections.abc import Mapping
from http import HTTPStatus

import httpx

from prosa.channels.outcome import body_of, retry_after
from prosa.channels.port import ErrorAction, Refused
from prosa.core.wire import number, obj, text

_ACTIONS: Mapping[int, ErrorAction] = {
    HTTPStatus.UNAUTHORIZED: ErrorAction.STOP_CHANNEL,
    HTTPStatus.NOT_FOUND: ErrorAction.STOP_CHANNEL,
    HTTPStatus.TOO_MANY_REQUESTS: ErrorAction.WAIT,
    HTTPStatus.CONFLICT: ErrorAction.RETRY,
    HTTPStatus.REQUEST_TIMEOUT: ErrorAction.RETRY,
}
"""No such bot is 401, and 404 when the token has not even the form of one (chats that are not there are 400). What is
forbidden (403) is so with this person, who blocked the bot or has not begun. All others are for good."""
_CODES: Mapping[int, str] = {
    HTTPStatus.UNAUTHORIZED: "http_401",
    HTTPStatus.NOT_FOUND: "http_401",
    HTTPStatus.TOO_MANY_REQUESTS: "rate_limit",
}
"""The house's words for what it can explain to people."""


def refusal(response: httpx.Response) -> Refused | None:
    """What Telegram said; None when it did not, or said that it was itself in trouble: then nobody knows what it did
    before."""
    body = body_of(response)
    code = number(body.get("error_code"))
    if body.get("ok") is not False or code is None or not 400 <= code < 500:
        return None
    about = obj(body.get("parameters"))
    said = text(body.get("description")) or "no reason given"
    if about.get("migrate_to_chat_id") is not None:
        return Refused("group_moved", said, ErrorAction.GIVE_UP)
    status = int(code)
    pause = number(about.get("retry_after"))
    return Refused(
        code=_CODES.get(status, f"telegram_{status}"),
        text=said,
        action=_ACTIONS.get(status, ErrorAction.GIVE_UP),
        retry_after=max(pause, 0.0) if pause is not None else retry_after(response),
    )
