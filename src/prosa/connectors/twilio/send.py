"""One try to send, and what is known afterwards. Twilio has no idempotency key: an unknown outcome stays one until a
status with our id, or a look into its list, settles it."""

import httpx

from prosa.channels.fitting import Unfit
from prosa.channels.outcome import bare_outcome, body_of, post
from prosa.channels.port import Accepted, ErrorAction, Outgoing, Refused, SendOutcome, Unknown
from prosa.connectors.twilio.errors import refusal
from prosa.connectors.twilio.fitting import request_form
from prosa.connectors.twilio.settings import TwilioSettings
from prosa.core.wire import text


async def send(settings: TwilioSettings, http: httpx.AsyncClient, message: Outgoing) -> SendOutcome:
    try:
        form = request_form(settings, message)
    except Unfit as misfit:
        return Refused(misfit.code, str(misfit), ErrorAction.GIVE_UP)
    answer = await post(http, settings.url("Messages.json"), settings.authorization(), data=form)
    return _outcome(answer) if isinstance(answer, httpx.Response) else answer


def _outcome(response: httpx.Response) -> SendOutcome:
    refused = refusal(response)
    if refused is not None:
        return refused
    if not response.is_success:
        return bare_outcome(response)
    provider_id = text(body_of(response).get("sid"))
    return Accepted(provider_id) if provider_id else Unknown("the answer was positive but unreadable")
