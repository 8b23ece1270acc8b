"""Dates and times as Brazilians write them. Nothing is guessed: what is no real date is not found."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from prosa.agents.understanding.closed import amount, flat, ordered
from prosa.agents.understanding.documents import Entity

_WEEKDAYS = r"(segunda|terca|quarta|quinta|sexta|sabado|domingo)"
_MONTHS = (
    r"(janeiro|fevereiro|marco|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro|"
    r"jan|fev|mar|abr|mai|jun|jul|ago|set|out|nov|dez)"
)
_HOUR = r"(\d{1,2}|um|uma|duas|tres|quatro|cinco|seis|sete|oito|nove|dez|onze|doze)"
_PART = r"(?: d[ae] (manha|madrugada|tarde|noite))?"
_AFTER_HOUR = (
    r"(?=\s*(?:$|[,.;!?)\n])| (?:d[aeo]|e|no|na|em|hoje|amanha|pra|para|por|pf|pfv|ou|ta|pode|se|que|sem|com|n[ao]o)\b)"
)


def moments(text: str, today: date) -> list[Entity]:
    """`date` entities with an ISO date, `time` entities with `HH:MM`; the longest reading of a place wins.

    A day without a month or year is the next one; a weekday is never today. Hours from 1 to 6 written with one digit
    and without a part of the day are of the afternoon, as in a shop.
    """
    plain = flat(text)
    found: list[Entity] = []
    for entity in sorted(_all(text, plain, today), key=lambda entity: (entity.start - entity.end, entity.start)):
        if not any(entity.overlaps(other) for other in found):
            found.append(entity)
    return sorted(found, key=lambda entity: entity.start)


def _all(text: str, plain: str, today: date) -> Iterator[Entity]:
    for pattern, day in _DATES:
        for match in pattern.finditer(plain):
            if found := day(match, today):
                yield Entity("date", text[match.start() : match.end()], found.isoformat(), *match.span())
    for pattern, hour in _TIMES:
        for match in pattern.finditer(plain):
            if value := hour(match):
                yield Entity("time", text[match.start() : match.end()], value, *match.span())


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _next_day(today: date, month: int, day: int) -> date | None:
    """The first such day from today on; the 29th of February may be years away."""
    years = range(today.year, today.year + 9)
    found = (_day(year, month, day) for year in years)
    return next((one for one in found if one and one >= today), None)


def _numeric(match: re.Match[str], today: date) -> date | None:
    day, month, year = int(match[1]), int(match[2]), match[3]
    if not year:
        return _next_day(today, month, day)
    return _day(int(year) + (2000 if len(year) == 2 else 0), month, day)


def _written(match: re.Match[str], today: date) -> date | None:
    names = [name[:3] for name in ordered("month")]
    day = 1 if match[1].startswith("primeiro") else int(match[1])
    month = names.index(match[2][:3]) + 1
    return _day(int(match[3]), month, day) if match[3] else _next_day(today, month, day)


def _day_of_month(match: re.Match[str], today: date) -> date | None:
    day = 1 if match[1].startswith("primeiro") else int(match[1])
    for ahead in range(14):
        months = today.month - 1 + ahead
        found = _day(today.year + months // 12, months % 12 + 1, day)
        if found and found >= today:
            return found
    return None


_SPOKEN = {"hoje": 0, "amanha": 1, "depois de amanha": 2, "ontem": -1, "anteontem": -2, "today": 0, "tomorrow": 1}


def _spoken(match: re.Match[str], today: date) -> date:
    return today + timedelta(_SPOKEN[match[0]])


def _weekday(match: re.Match[str], today: date) -> date:
    wanted = ordered("weekday").index(match["day"])
    if "passad" in match[0]:
        return today - timedelta((today.weekday() - wanted) % 7 or 7)
    return today + timedelta((wanted - today.weekday()) % 7 or 7)


def _ahead(match: re.Match[str], today: date) -> date | None:
    count = amount(match[1])
    if count is None or count > 366:
        return None
    return today + timedelta(int(count) * (7 if match[2].startswith("semana") else 1))


_DATES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date | None]], ...] = (
    (re.compile(r"(?<![\d/.,])(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?![\d/.,-]\d|\d)"), _numeric),
    (re.compile(r"(?<![\d/.,])(\d{1,2})/(\d{1,2})()(?![\d/]|[.,-]\d)"), _numeric),
    (
        re.compile(rf"\b(?:dia )?(\d{{1,2}}|primeiro)[oº°]? (?:de )?{_MONTHS}\b(?:,? (?:de )?(\d{{4}})\b)?"),
        _written,
    ),
    (re.compile(r"\bdia (\d{1,2}|primeiro)\b(?!/|\.\d|:| ?h\b| (?:de )?(?:util|uteis))"), _day_of_month),
    (re.compile(r"\b(?:depois de amanha|anteontem|ontem|hoje|amanha|today|tomorrow)\b"), _spoken),
    (re.compile(rf"\b(?P<day>{_WEEKDAYS})(?:[- ]feira)(?: que vem| passada)?\b"), _weekday),
    (re.compile(r"\b(?P<day>sabado|domingo)\b(?: que vem| passado)?"), _weekday),
    (
        re.compile(
            rf"\b(?:na|nesta|nessa|essa|esta|proxima|pra|para|ate|desde|de|a) (?P<day>{_WEEKDAYS})"
            r"(?: que vem| passada)?"
            r"\b(?! (?:via|parcela|vez|opcao|vacina|dose|unidade|peca|loja|mao|compra|caixa|fatura|cobranca|linha|"
            r"tentativa|pergunta|mensalidade|camada|aula))"
        ),
        _weekday,
    ),
    (re.compile(rf"\b(?P<day>{_WEEKDAYS}) (?:que vem|passada|(?=de manha|a tarde|a noite|as \d))"), _weekday),
    (re.compile(r"\b(?:daqui a|daqui|em|dentro de) (\d{1,3}|[a-z]+) (dias?|semanas?)\b"), _ahead),
)


def _at(hour: str, minute: str | None, part: str | None) -> str | None:
    value = amount(hour)
    if value is None or value > 23 or int(minute or 0) > 59:
        return None
    whole = int(value)
    small = whole < 12 and (
        part in ("tarde", "noite") or (part is None and 1 <= whole <= 6 and not hour.startswith("0"))
    )
    if small and not (whole == 0 or (part == "noite" and whole < 5)):
        whole += 12
    return f"{whole % 24:02}:{int(minute or 0):02}"


def _clock(match: re.Match[str]) -> str | None:
    half = match.groupdict().get("half")
    return _at(match["hour"], "30" if half else match.groupdict().get("minute"), match.groupdict().get("part"))


def _noon(match: re.Match[str]) -> str:
    return f"{12 if 'dia' in match[1] else 0:02}:{30 if match[2] else 0:02}"


_NAMED_PART = _PART.replace("(manha", "(?P<part>manha")
_TIMES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...] = (
    (
        re.compile(rf"(?<![\d:.,])(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?::\d{{2}})?(?:h|hs|hrs)?\b{_NAMED_PART}"),
        _clock,
    ),
    (
        re.compile(
            rf"(?<![\d:.,/])(?P<hour>\d{{1,2}}) ?(?:h|hs|hrs|horas?)(?: ?(?P<minute>\d{{2}})(?:min)?)?"
            rf"(?P<half> e meia)?\b(?! por dia| depois| atras){_NAMED_PART}"
        ),
        _clock,
    ),
    (re.compile(rf"\b(?P<hour>{_HOUR})(?P<half> e meia)? d[ae] (?P<part>manha|madrugada|tarde|noite)\b"), _clock),
    (
        re.compile(rf"\b(?:as|pelas|das|ate as|la pelas) (?P<hour>{_HOUR})(?P<half> e meia)?\b{_AFTER_HOUR}"),
        _clock,
    ),
    (re.compile(r"\b(meio[ -]dia|meia[ -]noite)( e meia)?\b"), _noon),
)
