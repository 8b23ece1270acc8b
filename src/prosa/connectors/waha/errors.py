"""WAHA's refusals: what each answer asks of us."""

from http import HTTPStatus

import httpx

from prosa.channels.outcome import action_of_status, bare_outcome, bare_refusal, body_of, retry_after
from prosa.channels.port import ErrorAction, Refused, Unknown
from prosa.core.wire import obj, text

LONGEST_TEXT = 500
SESSION_PAUSE = 15.0
"""Seconds after which a session that does not work is asked again."""

HOPELESS = {"463": "new_chats_locked", "no lid for user": "not_on_whatsapp", "not a whatsapp user": "not_on_whatsapp"}
"""What an engine says of a message that will never go out. 463: WhatsApp lets this number write to nobody who has
not written to it (reach-out time lock)."""


def outcome_of(response: httpx.Response) -> Refused | Unknown:
    """Of an answer that is not positive."""
    state = session_state(response)
    said = words(response)
    if state is not None:
        detail = f"the session is not working: {state}"
        return Refused(f"session_{state.lower()}", detail, ErrorAction.WAIT, retry_after(response) or SESSION_PAUSE)
    hopeless = next((code for sign, code in HOPELESS.items() if sign in said.lower()), None)
    if hopeless is not None:
        return Refused(hopeless, said, ErrorAction.GIVE_UP)
    if not said:
        return bare_outcome(response)
    return _explained(response, said)


def _explained(response: httpx.Response, said: str) -> Refused | Unknown:
    """An engine that fails may have sent the message all the same: WAHA answers 500 for a session that drops just
    after it."""
    status = response.status_code
    if status == HTTPStatus.NOT_FOUND or response.is_redirect:
        return bare_refusal(response)
    if status < HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.SERVICE_UNAVAILABLE:
        return Refused(f"http_{status}", said, action_of_status(status), retry_after(response))
    return Unknown(said)


def session_state(response: httpx.Response) -> str | None:
    """The state of a session that was not as the call needs it, or MISSING; None when that is not the trouble."""
    body = body_of(response)
    if response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and "expected" in body:
        return text(body.get("status")) or "UNKNOWN"
    missing = response.status_code == HTTPStatus.NOT_FOUND and "session" in (text(body.get("message")) or "").lower()
    return "MISSING" if missing else None


def words(response: httpx.Response) -> str:
    """What WAHA says went wrong; empty when it says nothing."""
    body = body_of(response)
    raised = obj(body.get("exception"))
    found = (body.get("message"), raised.get("details"), raised.get("message"), body.get("error"))
    listed = body.get("message")
    if isinstance(listed, list):
        return "; ".join(str(line) for line in listed)[:LONGEST_TEXT]
    return next((said for said in map(text, found) if said), "")[:LONGEST_TEXT]
