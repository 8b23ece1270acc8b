"""Meta's refusals: what each code asks of us. The HTTP status is often 400 and says little."""

from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from prosa.channels.outcome import action_of_status, body_of, retry_after
from prosa.channels.port import ErrorAction, Refused
from prosa.core.wire import number, obj, text

PAIR_LIMIT = 131056
PAIR_PAUSE = 6.0
"""Seconds after which the same person may get another message (Meta: one in six seconds, beyond a burst)."""
LONGEST_PAIR_PAUSE = 3600.0

LONGEST_TEXT = 500

_CODES: dict[ErrorAction, tuple[int | range, ...]] = {
    ErrorAction.WAIT: (
        4,  # application request limit
        17,  # request limit of the user behind the token
        32,  # request limit of the page
        613,  # calls of this kind too frequent
        80008,  # management calls of the business account
        80007,  # rate limit of the business account
        130429,  # throughput of the number
        PAIR_LIMIT,
    ),
    ErrorAction.RETRY: (
        1,  # unknown, passing
        2,  # service down
        131000,  # something went wrong
        131016,  # service overloaded
        131057,  # the account is being maintained
        133004,  # server down
    ),
    ErrorAction.GIVE_UP: (
        100,  # invalid parameter
        130472,  # the person is part of an experiment
        131008,  # parameter missing
        131009,  # parameter value
        131021,  # to oneself
        131030,  # a test number may write to its list only
        131026,  # not reachable on WhatsApp
        131047,  # outside the reply window
        131049,  # kept back by Meta
        131050,  # opted out of marketing
        range(131051, 131054),  # type, media download, media upload
        131062,  # a business-scoped id is not enough for this message
        range(132000, 132019),  # template mismatch
    ),
    ErrorAction.STOP_CHANNEL: (
        0,  # authentication
        3,  # capability
        10,  # permission
        33,  # the number is gone
        190,  # token expired or revoked
        range(200, 300),  # permission
        368,  # blocked for policy violations
        130497,  # restricted in this country
        131005,  # access denied
        131031,  # account locked
        131037,  # the display name is not approved
        131042,  # payment
        131045,  # certificate of the number
        131048,  # spam limit
        131064,  # limit after violations
        133010,  # the number is not registered
    ),
}


def _each(codes: tuple[int | range, ...]) -> Iterator[int]:
    for code in codes:
        yield from code if isinstance(code, range) else (code,)


ACTIONS: Mapping[int, ErrorAction] = {code: action for action, codes in _CODES.items() for code in _each(codes)}


def refusal(response: httpx.Response, attempt: int = 1) -> Refused | None:
    """What an error body says; None when the answer carries none. At the pair limit Meta asks for a pause of four
    to the power of the tries in seconds."""
    error = _error(response)
    if not error:
        return None
    code = number(error.get("code"))
    known = ACTIONS.get(int(code)) if code is not None else None
    passing = ErrorAction.RETRY if error.get("is_transient") is True else None
    detail = text(obj(error.get("error_data")).get("details")) or text(error.get("message")) or ""
    return Refused(
        code=str(int(code)) if code is not None else f"http_{response.status_code}",
        text=detail[:LONGEST_TEXT],
        action=known or passing or action_of_status(response.status_code),
        retry_after=retry_after(response) or (_pair_pause(attempt) if code == PAIR_LIMIT else None),
    )


def _pair_pause(attempt: int) -> float:
    return min(max(PAIR_PAUSE, 4.0**attempt), LONGEST_PAIR_PAUSE)


def error_code(response: httpx.Response) -> str | None:
    """Meta's code in an error body."""
    return text(_error(response).get("code"))


def action_of(code: str | None) -> ErrorAction | None:
    """What a code in a failed status asks of us; None for one nobody has told us of."""
    return ACTIONS.get(int(code)) if code is not None and code.isdecimal() else None


def explanation(response: httpx.Response) -> tuple[str, str]:
    """Meta's code (with the sub-code, where there is one) and its words for people, both may be empty."""
    error = _error(response)
    code = "/".join(filter(None, (text(error.get("code")), text(error.get("error_subcode")))))
    words = (text(error.get("error_user_title")), text(error.get("error_user_msg")) or text(error.get("message")))
    return code, ": ".join(filter(None, words))[:LONGEST_TEXT]


def _error(response: httpx.Response) -> dict[str, Any]:
    return obj(body_of(response).get("error"))
