"""The signs of life a person sees."""

from contextlib import suppress

import httpx
from pydantic import BaseModel

from prosa.channels.abilities import Heard
from prosa.connectors.twilio.settings import own, sid

_MESSAGE = sid("(SM|MM)")


class TwilioSignals:
    """Serves `Signals`."""

    typing_reads = True

    async def read(self, settings: BaseModel, http: httpx.AsyncClient, heard: Heard) -> None:
        """Twilio marks as read only together with the sign of writing, which would promise an answer: `typing`."""

    async def typing(self, settings: BaseModel, http: httpx.AsyncClient, heard: Heard) -> None:
        """Shows it for 25 s, or until the answer comes, and marks the message as read."""
        ours = own(settings)
        message_id = heard.provider_id.partition(".")[0]
        if not _MESSAGE.fullmatch(message_id):
            return
        fields = {"messageId": message_id, "channel": "whatsapp"}
        url = f"{ours.messaging_url}/v2/Indicators/Typing.json"
        with suppress(httpx.HTTPError):
            await http.post(url, data=fields, headers=ours.authorization(), follow_redirects=False)
