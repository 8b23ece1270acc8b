"""Opening hours in words."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from prosa.agents.offline.lexicon import pattern, vocabulary
from prosa.agents.offline.results import CompanyHours, DayHours, DifferentHours
from prosa.core.language import Language

DAYS: dict[Language, dict[str, str]] = {
    "pt": {
        "mon": "segunda",
        "tue": "terça",
        "wed": "quarta",
        "thu": "quinta",
        "fri": "sexta",
        "sat": "sábado",
        "sun": "domingo",
    },
    "en": {
        "mon": "Monday",
        "tue": "Tuesday",
        "wed": "Wednesday",
        "thu": "Thursday",
        "fri": "Friday",
        "sat": "Saturday",
        "sun": "Sunday",
    },
}
_WEEK = tuple(DAYS["pt"])
_TO = {"pt": "a", "en": "to"}
_AND = {"pt": " e ", "en": " and "}
_CLOSED = {"pt": "fechado", "en": "closed"}
_LATER_TODAY = {"pt": "hoje às", "en": "today at"}
_TOMORROW = {"pt": "amanhã às", "en": "tomorrow at"}
_AT = {"pt": "às", "en": "at"}
_TIMES = re.compile(r"\b\d{1,2}(?:h\d{0,2}|:\d\d)?\b")


def asks_hours(plain: str) -> bool:
    """Whether a text in normal form asks for the company's hours and for nothing more particular."""
    if not pattern("hours", "asked").search(plain):
        return False
    return all(word in vocabulary("hours", "only_with") for word in _TIMES.sub(" ", plain).split())


def week_text(hours: CompanyHours, language: Language) -> str:
    """One line for each run of days with the same hours, `segunda a sexta: 9h às 18h`, and one for each of the coming
    days that is different."""
    lines = []
    for times, run in groupby(hours.week, key=lambda day: _times(day, language)):
        days = [DAYS[language][day.day] for day in run]
        lines.append(f"• {_days(days, language)}: {times}")
    lines += (f"• {_date(day.date, language)} ({day.name}): {_times(day, language)}" for day in hours.different_days)
    return "\n".join(lines)


def _date(day: date, language: Language) -> str:
    """`sexta, 25/12`"""
    return f"{DAYS[language][_WEEK[day.weekday()]]}, {day.strftime('%d/%m' if language == 'pt' else '%b %d')}"


def next_text(hours: CompanyHours, now: datetime, language: Language) -> str:
    """When it opens again, seen from `now`; empty when nobody knows."""
    opening = hours.next_opening
    if opening is None:
        return ""
    days_ahead = (opening.date() - now.astimezone(opening.tzinfo).date()).days
    if days_ahead <= 1:
        word = (_LATER_TODAY, _TOMORROW)[days_ahead][language] if days_ahead >= 0 else _AT[language]
        return f"{word} {clock_text(opening, language)}"
    day = DAYS[language][_WEEK[opening.weekday()]] if days_ahead <= 6 else _date(opening.date(), language)
    return f"{day} {_AT[language]} {clock_text(opening, language)}"


def clock_text(moment: datetime, language: Language) -> str:
    return _clock(f"{moment:%H:%M}", language)


def _times(day: DayHours | DifferentHours, language: Language) -> str:
    if not day.intervals:
        return _CLOSED[language]
    spans = (f"{_clock(i.opens, language)} {_until(language)} {_clock(i.closes, language)}" for i in day.intervals)
    return _AND[language].join(spans)


def _until(language: Language) -> str:
    return "às" if language == "pt" else "to"


def _days(names: Sequence[str], language: Language) -> str:
    if len(names) == 1:
        return names[0]
    joint = _AND[language].strip() if len(names) == 2 else _TO[language]
    return f"{names[0]} {joint} {names[-1]}"


def _clock(text: str, language: Language) -> str:
    """`09:00` as it is said: 9h, 9h30; English keeps the figures."""
    if language == "en":
        return text
    hour, _, minute = text.partition(":")
    return f"{int(hour)}h" if minute in ("", "00") else f"{int(hour)}h{minute}"
