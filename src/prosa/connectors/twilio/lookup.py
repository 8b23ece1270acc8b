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
from prosa.connectors.twilio.fitting import Fields, request_form
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
            form = request_form(ours, message)
        except Unfit:
            return None
        found = [each for each in await _listed(ours, http, form) if _same(each, form, since - CLOCKS)]
        return text(found[-1].get("sid")) if found else None


async def _listed(settings: TwilioSettings, http: httpx.AsyncClient, form: Fields) -> list[dict[str, Any]]:
    """What was sent to the person last, newest first."""
    query = {"To": form["To"], "PageSize": str(PAGE)}
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


def _same(found: Mapping[str, Any], form: Fields, since: datetime) -> bool:
    """A template's text is not compared: what Twilio shows of it is its own affair."""
    made = _date(found.get("date_created"))
    if made is None or made < since or found.get("to") != form["To"] or found.get("status") in _REFUSED:
        return False
    outgoing = (text(found.get("direction")) or "").startswith("outbound")
    with_file = text(found.get("num_media")) not in (None, "0")
    same_text = "ContentSid" in form or (text(found.get("body")) or "") == form.get("Body", "")
    return outgoing and same_text and with_file == ("MediaUrl" in form)


def _date(value: Any) -> datetime | None:
    try:
        return parsedate_to_datetime(text(value) or "").astimezone(UTC)
    except ValueError:
        return None
