"""What a contact is told once a person was called: the protocol, and honestly how long it will take."""

import tomllib
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from prosa.accounts import calendar, company_calendar, get_company, queues
from prosa.accounts.calendar import Calendar
from prosa.contacts.schemas import ContactKind
from prosa.conversations import Draft, answering, inbox, waiting
from prosa.core.clock import now
from prosa.core.db import Session
from prosa.desk import queueing
from prosa.desk.queueing import Expected

HOUR = 60
ROUGHLY = 10
"""From so many minutes on a wait is told in steps of five."""


async def announce(session: Session, conversation_id: UUID) -> bool:
    """Tells the contact where they stand; False where their team tells nothing, where many listen, and when they do not
    wait any more."""
    place = await waiting.one(session, conversation_id)
    if place is None or place.queue_id is None or not (await queues.get_queue(session, place.queue_id)).announces:
        return False
    item = await inbox.item(session, conversation_id)
    if item.contact.kind is ContactKind.GROUP:
        return False
    company = await get_company(session)
    kept = await company_calendar(session)
    expected = await queueing.expected(session, conversation_id)
    words = _words(company.locale)
    said = [words["protocol"].format(protocol=item.protocol)] if item.protocol else []
    text = " ".join([*said, wait_of(words, kept, expected, now())])
    return await answering.tell_waiting(session, conversation_id, place.epoch, Draft(text=text))


def wait_of(words: dict[str, Any], kept: Calendar, expected: Expected | None, moment: datetime) -> str:
    """How long it takes, as far as it can be known: outside of hours, when somebody will be there."""
    if kept.known and not calendar.is_open(kept, moment):
        opening = calendar.next_opening(kept, moment)
        if opening is None:
            return str(words["closed_for_good"])
        return str(words["closed"]).format(opening=_moment(words, kept, opening, moment))
    if expected is None or expected.minutes is None:
        return str(words["unknown"])
    if expected.minutes <= 1:
        return str(words["moment"])
    before = expected.position - 1
    phrase = words["next" if before == 0 else "before_one" if before == 1 else "before_many"]
    return str(phrase).format(before=before, wait=_length(words, expected.minutes))


def _length(words: dict[str, Any], minutes: int) -> str:
    if minutes > ROUGHLY:
        minutes += -minutes % 5
    whole, left = divmod(minutes, HOUR)
    told = [
        str(words[one if count == 1 else many]).format(count=count)
        for count, one, many in ((whole, "hour", "hours"), (left, "minute", "minutes"))
        if count
    ]
    return told[0] if len(told) == 1 else str(words["and"]).format(hours=told[0], minutes=told[1])


def _moment(words: dict[str, Any], kept: Calendar, opening: datetime, moment: datetime) -> str:
    local, today = opening.astimezone(kept.zone), moment.astimezone(kept.zone).date()
    clock = local.strftime("%H:%M")
    if local.date() == today:
        return str(words["today"]).format(time=clock)
    if local.date() == today + timedelta(days=1):
        return str(words["tomorrow"]).format(time=clock)
    weekday, date = words["weekdays"][local.weekday()], local.strftime(words["date"])
    return str(words["day"]).format(weekday=weekday, date=date, time=clock)


def _words(locale: str) -> dict[str, Any]:
    return _texts()["en" if locale.startswith("en") else "pt"]


@cache
def _texts() -> dict[str, dict[str, Any]]:
    return tomllib.loads((files("prosa.desk") / "announcements.toml").read_text(encoding="utf-8"))
