"""Finding a message of unknown outcome in Twilio's own list."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
from pydantic import BaseModel

from prosa.channels.fitting import Unfit
from prosa.channels.outcome import body_of, reason
from prosa.channels.port import Outgoing
from prosa.connectors.twilio.fitting import address, has_file, shown_text
from prosa.connectors.twilio.settings import TwilioSettings, own
from prosa.core.errors import Unavailable
from prosa.core.wire import objects, text

PAGE = 100
CLOCKS = timedelta(seconds=3)
"""Twilio tells whole seconds, and its clock need not be ours."""

_REFUSED = ("failed", "undelivered", "canceled")


class TwilioLookup:
    """Serves `Lookup`."""

    async def find(
        self, settings: BaseModel, http: httpx.AsyncClient, message: Outgoing, since: datetime
    ) -> str | None:
        """Twilio keeps no id of ours: it is the message to that person, of that content, made after `since`. The
        list can be narrowed by the day of sending, but what is still queued has none, so that is left out."""
        ours = own(settings)
        try:
            to, said = address(message.to), shown_text(message)
        except Unfit as misfit:
            raise Unavailable(f"nothing like it could have been sent: {misfit}") from None
        listed = await _listed(ours, http, to)
        found = [each for each in listed if _recent(each, to, since - CLOCKS) and _same(each, message, said)]
        return text(found[-1].get("sid")) if found else None


async def _listed(settings: TwilioSettings, http: httpx.AsyncClient, to: str) -> list[dict[str, Any]]:
    """What was sent to the person last, newest first."""
    query = {"To": to, "PageSize": str(PAGE)}
    try:
        response = await http.get(
            settings.url("Messages.json"), params=query, headers=settings.authorization(), follow_redirects=False
        )
    except httpx.HTTPError as error:
        raise Unavailable(reason(error)) from error
    body = body_of(response)
    if not response.is_success or not isinstance(body.get("messages"), list):
        raise Unavailable(f"Twilio did not show its list (HTTP {response.status_code})")
    return objects(body["messages"])


def _recent(found: Mapping[str, Any], to: str, since: datetime) -> bool:
    """Whether it is on its way to the person since then."""
    made = _date(found.get("date_created"))
    outgoing = (text(found.get("direction")) or "").startswith("outbound")
    under_way = outgoing and found.get("status") not in _REFUSED and found.get("to") == to
    return under_way and made is not None and made >= since


def _same(found: Mapping[str, Any], message: Outgoing, said: str | None) -> bool:
    """The file itself need not be there any more: whether there is one says enough."""
    with_file = text(found.get("num_media")) not in (None, "0")
    same_text = said is None or (text(found.get("body")) or "").strip() == said.strip()
    return same_text and with_file == has_file(message)


def _date(value: Any) -> datetime | None:
    try:
        return parsedate_to_datetime(text(value) or "").astimezone(UTC)
    except ValueError:
        return None
