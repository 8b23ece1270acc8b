"""Twilio's refusals: what each code asks of us."""

from collections.abc import Mapping
from typing import Any

import httpx

from prosa.channels.outcome import action_of_status, body_of, retry_after
from prosa.channels.port import ErrorAction, Refused
from prosa.core.wire import number, text

LONGEST_TEXT = 500

_CODES: dict[ErrorAction, tuple[int, ...]] = {
    ErrorAction.WAIT: (
        20429,  # too many requests
        63018,  # rate limit of the channel
        63038,  # daily limit of the account
    ),
    ErrorAction.RETRY: (
        20500,  # internal error
        20503,  # not available
        63012,  # WhatsApp had an internal error
    ),
    ErrorAction.GIVE_UP: (
        21211,  # the address is not one
        21602,  # nothing to send
        21608,  # a trial account reaches verified numbers only
        21610,  # opted out
        21617,  # text too long
        21620,  # the address of the file is not one
        63003,  # no such recipient on the channel
        63005,  # content refused
        63013,  # against the channel's policy
        63016,  # outside the reply window
        63019,  # file not fetched, or of a kind WhatsApp does not take
        63021,  # content not valid
        63024,  # not reachable on WhatsApp
        63032,  # kept back by WhatsApp
        63033,  # the recipient blocked us
        63049,  # kept back by Meta
    ),
    ErrorAction.STOP_CHANNEL: (
        20003,  # account or token
        20005,  # account not active
        20006,  # access denied
        20008,  # test credentials
        21212,  # our own number is not one
        63007,  # no such sender
        63020,  # Twilio's invitation at Meta was not accepted
        63112,  # WhatsApp account disabled
    ),
}
ACTIONS: Mapping[int, ErrorAction] = {code: action for action, codes in _CODES.items() for code in codes}


def refusal(response: httpx.Response) -> Refused | None:
    """What an error body says; None when the answer carries none."""
    body = body_of(response)
    code = number(body.get("code"))
    if code is None:
        return None
    return Refused(
        code=str(int(code)),
        text=words_of(body)[:LONGEST_TEXT],
        action=ACTIONS.get(int(code)) or action_of_status(response.status_code),
        retry_after=retry_after(response),
    )


def words_of(body: Mapping[str, Any]) -> str:
    return text(body.get("message")) or text(body.get("detail")) or ""
