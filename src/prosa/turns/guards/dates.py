"""Days, months, weekdays and times of day, as they are read from a match of `patterns`."""

import re
from datetime import date, timedelta

from prosa.turns.guards.keys import Keys, both
from prosa.turns.guards.numerals import value_of

MONTHS = "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro".split()  # noqa: SIM905
ENGLISH_MONTHS = "january february march april may june july august september october november december".split()  # noqa: SIM905
DAYS = ["segunda", "terca", "quarta", "quinta", "sexta", "sabado", "domingo"]
ENGLISH_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
SHORT_DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_NEXT = re.compile(r"vem|proxim|next|outr")
_A_MONTH = re.compile(r"mes|month")


def iso(match: re.Match[str], _: date) -> tuple[Keys, Keys] | None:
    day = _real(int(match[1]), int(match[2]), int(match[3]))
    if day is None:
        return None
    keys = _day_keys(day)
    clock = [_clock_key(int(match[4]) * 60 + int(match[5]))] if match[4] else []
    return keys, keys | frozenset(clock) | _given_by(day)


def numeric_date(match: re.Match[str], today: date) -> tuple[Keys, Keys] | None:
    year = match["year"]
    return _date(int(match["day"]), int(match["month"]), int(year) if year else None, today)


def written_date(match: re.Match[str], today: date) -> tuple[Keys, Keys] | None:
    year = int(match["year"]) if match["year"] else None
    return _date(_day_in_words(match["day"]), _month_number(match["name"]), year, today)


def run_of_days(match: re.Match[str], today: date) -> tuple[Keys, Keys] | None:
    """`de 1º a 18 de dezembro` bears out both ends."""
    month, year = _month_number(match["name"]), int(match["year"]) if match["year"] else None
    first, last = (_day_in_words(match[end]) for end in ("first", "day"))
    gives = [found[1] for day in (first, last) if (found := _date(day, month, year, today))]
    run = frozenset({f"run:{first}-{last}-{month}"})
    return run, run.union(*gives)


def month(match: re.Match[str], _: date) -> tuple[Keys, Keys]:
    number, year = MONTHS.index(match["name"]) + 1, match["year"]
    return both(f"month:{number}-{year}" if year else f"month:{number}")


def day_of_month(match: re.Match[str], _: date) -> tuple[Keys, Keys]:
    day = int(match["day"])
    return frozenset({f"dom:{day}"}), frozenset({f"dom:{day}", f"number:{day}"})


def _date(day: int, month: int, year: int | None, today: date) -> tuple[Keys, Keys] | None:
    """Without a year it may be the one of last, this or next year."""
    years = [year + 2000 if year < 100 else year] if year else [today.year - 1, today.year, today.year + 1]
    days = [found for one in years if (found := _real(one, month, day))]
    keys = frozenset().union(*map(_day_keys, days)) if days else frozenset()
    near = min(days, key=lambda found: abs((found - today).days), default=None)
    return (keys, keys | _given_by(near)) if near else None


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day_keys(day: date) -> Keys:
    return frozenset({f"date:{day.isoformat()}"})


def _given_by(day: date) -> Keys:
    """What a full date also bears out."""
    months = {f"month:{day.month}", f"month:{day.month}-{day.year}"}
    return frozenset({f"weekday:{day.weekday()}", f"dom:{day.day}", *months})


def _day_in_words(said: str) -> int:
    return 1 if said.startswith("primeiro") else int(said)


def _month_number(name: str) -> int:
    months = MONTHS if any(month.startswith(name[:3]) for month in MONTHS) else ENGLISH_MONTHS
    return next(place for place, month in enumerate(months, 1) if month.startswith(name[:3]))


def weekdays(match: re.Match[str], _: date) -> tuple[Keys, Keys]:
    """A run of days asks for its ends and gives all of them."""
    first, last = _day_number(match["day"]), _day_number(match["last"] or match["day"])
    days = [(first + ahead) % 7 for ahead in range((last - first) % 7 + 1)]
    run = {f"days_of:{first}-{last}"} if last != first else {f"weekday:{first}"}
    return frozenset(run), frozenset({*run, *(f"weekday:{day}" for day in days)})


def _day_number(name: str) -> int:
    for names in (DAYS, ENGLISH_DAYS, SHORT_DAYS):
        if name in names:
            return names.index(name)
    return DAYS.index(name.removesuffix("s"))


def relative(match: re.Match[str], today: date) -> tuple[Keys, Keys]:
    ahead = {"depois de amanha": 2, "amanha": 1, "tomorrow": 1, "hoje": 0, "today": 0}[match["when"]]
    return both(*_day_keys(today + timedelta(ahead)))


def today(_: re.Match[str], today: date) -> tuple[Keys, Keys]:
    return both(*_day_keys(today))


def soon(match: re.Match[str], _: date) -> tuple[Keys, Keys]:
    """Weeks and months told from today, which only words for the same bear out."""
    which = "next" if _NEXT.search(match[0]) else "this"
    return both(f"when:{which}-{'month' if _A_MONTH.search(match[0]) else 'week'}")


def clock(match: re.Match[str], _: date) -> tuple[Keys, Keys] | None:
    hour, minute, part = int(value_of(match["hour"]) or 0), int(match["minute"] or 0), match.groupdict().get("part")
    if hour > 24 or minute > 59:
        return None
    if part and hour < 12 and part[0] in "tnp":
        hour += 12
    return both(_clock_key(hour * 60 + minute))


def noon(match: re.Match[str], _: date) -> tuple[Keys, Keys]:
    return both(_clock_key(720 if "dia" in match[0] or "noon" in match[0] else 0))


def hours(match: re.Match[str], _: date) -> tuple[Keys, Keys]:
    """`9h` is a time or a while: what is around it tells a reader, and nothing here."""
    hours = int(match["hour"])
    keys = {f"time:{hours * 60 % 1440}"} if hours <= 24 else set()
    if hours % 24 == 0:
        keys |= {f"rundays:{hours // 24}"}
    keys |= {f"minutes:{hours * 60}"}
    return frozenset(keys), frozenset(keys | ({f"days:{hours // 24}"} if hours % 24 == 0 else set()))


def _clock_key(minutes: int) -> str:
    return f"time:{minutes % 1440}"
