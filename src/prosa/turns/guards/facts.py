"""What a text states that can be compared: amounts, dates, times, deadlines, addresses, codes and counts.

A fact asks for keys when it is claimed and gives keys when it is a source, so that `1.299,90` meets `R$ 1299.9`,
`dois dias` meets `2 dias úteis`, and `30 dias` does not meet `R$ 30`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from prosa.core import language
from prosa.turns.guards.numerals import FIGURES, NUMBER, WORDS, value_of

Keys = frozenset[str]
LONGEST = 20_000
"""Characters of one text that are read."""


@dataclass(frozen=True, slots=True)
class Fact:
    """`asks`: any of these in the sources bears it out; `gives`: what it bears out as a source."""

    kind: str
    text: str
    asks: Keys
    gives: Keys
    start: int


Reader = Callable[[re.Match[str], date], tuple[Keys, Keys] | None]

_MONTHS = [
    "janeiro",
    "fevereiro",
    "marco",
    "abril",
    "maio",
    "junho",
    "julho",
    "agosto",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
]
_ENGLISH_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_DAYS = ["segunda", "terca", "quarta", "quinta", "sexta", "sabado", "domingo"]
_ENGLISH_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_SHORT_DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_NOT_A_DAY = (
    r"(?! (?:via|vez|opcao|parcela|compra|etapa|tentativa|unidade|peca|camada|mao|dose|pergunta|linha|loja|pessoa|"
    r"parte|alternativa|feira livre)\b)"
)


def flat(text: str) -> str:
    """Lower case without accents, each sign in its place."""
    return language.flat(text[:LONGEST])


@lru_cache(maxsize=4096)
def facts(text: str, today: date) -> tuple[Fact, ...]:
    """In the order of the text; no two share a character."""
    left, found = flat(text), []
    for kind, pattern, reader in _READERS:
        for match in list(pattern.finditer(left)):
            keys = reader(match, today)
            if keys is None:
                continue
            start, end = match.span()
            found.append(Fact(kind, text[start:end].strip(), *keys, start))
            left = left[:start] + "\x00" * (end - start) + left[end:]
    return tuple(sorted(found, key=lambda fact: fact.start))


def amount_keys(kind: str, value: Decimal) -> Keys:
    """The keys of a number whose kind is known from elsewhere, such as a tool's field."""
    return frozenset({f"{kind}:{_short(value)}"})


def _short(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _both(*keys: str) -> tuple[Keys, Keys]:
    found = frozenset(keys)
    return found, found


def _link(match: re.Match[str], _: date) -> tuple[Keys, Keys]:
    return _both(f"link:{link_key(match[0])}")


def link_key(link: str) -> str:
    """A link as it is compared: without scheme, `www.` and what closes the sentence."""
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", link.lower()).rstrip(".,;:!?)*_>]/\"'")


def _email(match: re.Match[str], _: date) -> tuple[Keys, Keys]:
    return _both(f"email:{match[0].rstrip('.')}")


def _digits_of(kind: str) -> Reader:
    def read(match: re.Match[str], _: date) -> tuple[Keys, Keys] | None:
        digits = re.sub(r"\D", "", match[0])
        return _both(f"{kind}:{digits}") if digits else None

    return read


def _phone(match: re.Match[str], _: date) -> tuple[Keys, Keys] | None:
    digits = re.sub(r"\D", "", match[0])
    digits = digits.removeprefix("55") if len(digits) > 11 else digits
    return _both(f"phone:{digits}", f"id:{digits}")


def _code(match: re.Match[str], _: date) -> tuple[Keys, Keys] | None:
    code = re.sub(r"[\W_]", "", match["code"]).upper()
    return _both(f"id:{code}", *([f"number:{int(code)}"] if code.isdigit() and len(code) < 7 else []))


def _iso(match: re.Match[str], _: date) -> tuple[Keys, Keys] | None:
    day = _real(int(match[1]), int(match[2]), int(match[3]))
    if day is None:
        return None
    keys = _day_keys(day)
    clock = [_clock_key(int(match[4]) * 60 + int(match[5]))] if match[4] else []
    return keys, keys | frozenset(clock) | _given_by(day)


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


def _month(match: re.Match[str], _: date) -> tuple[Keys, Keys]:
    number, year = _MONTHS.index(match["name"]) + 1, match["year"]
    return _both(f"month:{number}-{year}" if year else f"month:{number}")


def _run_of_days(match: re.Match[str], today: date) -> tuple[Keys, Keys] | None:
    """`de 1º a 18 de dezembro` bears out both ends."""
    month, year = _month_number(match["name"]), int(match["year"]) if match["year"] else None
    first, last = (_day_in_words(match[end]) for end in ("first", "day"))
    gives = [found[1] for day in (first, last) if (found := _date(day, month, year, today))]
    run = frozenset({f"run:{first}-{last}-{month}"})
    return run, run.union(*gives)


def _soon(match: re.Match[str], _: date) -> tuple[Keys, Keys]:
    """Weeks and months told from today, which only words for the same bear out."""
    which = "next" if _NEXT.search(match[0]) else "this"
    return _both(f"when:{which}-{'month' if _A_MONTH.search(match[0]) else 'week'}")


_NEXT = re.compile(r"vem|proxim|next|outr")
_A_MONTH = re.compile(r"mes|month")
_PARTS = {"metade": 50, "quarto": 25, "terco": 33, "half": 50}


def _part(match: re.Match[str], _: date) -> tuple[Keys, Keys]:
    return _both(f"percent:{_PARTS[match['part'] or match['fraction']]}")


def _day_of_month(match: re.Match[str], _: date) -> tuple[Keys, Keys]:
    day = int(match["day"])
    return frozenset({f"dom:{day}"}), frozenset({f"dom:{day}", f"number:{day}"})


def _numeric_date(match: re.Match[str], today: date) -> tuple[Keys, Keys] | None:
    year = match["year"]
    return _date(int(match["day"]), int(match["month"]), int(year) if year else None, today)


def _written_date(match: re.Match[str], today: date) -> tuple[Keys, Keys] | None:
    year = int(match["year"]) if match["year"] else None
    return _date(_day_in_words(match["day"]), _month_number(match["name"]), year, today)


def _day_in_words(said: str) -> int:
    return 1 if said.startswith("primeiro") else int(said)


def _month_number(name: str) -> int:
    months = _MONTHS if any(month.startswith(name[:3]) for month in _MONTHS) else _ENGLISH_MONTHS
    return next(place for place, month in enumerate(months, 1) if month.startswith(name[:3]))


def _date(day: int, month: int, year: int | None, today: date) -> tuple[Keys, Keys] | None:
    """Without a year it may be the one of last, this or next year."""
    years = [year + 2000 if year < 100 else year] if year else [today.year - 1, today.year, today.year + 1]
    days = [found for one in years if (found := _real(one, month, day))]
    keys = frozenset().union(*map(_day_keys, days)) if days else frozenset()
    near = min(days, key=lambda found: abs((found - today).days), default=None)
    return (keys, keys | _given_by(near)) if near else None


def _relative(match: re.Match[str], today: date) -> tuple[Keys, Keys]:
    ahead = {"depois de amanha": 2, "amanha": 1, "tomorrow": 1, "hoje": 0, "today": 0}[match["when"]]
    return _both(*_day_keys(today + timedelta(ahead)))


def _today(_: re.Match[str], today: date) -> tuple[Keys, Keys]:
    return _both(*_day_keys(today))


def _money(match: re.Match[str], _: date) -> tuple[Keys, Keys] | None:
    value = value_of(match["n"])
    if value is None:
        return None
    cents = value_of(match["cents"]) if match["cents"] else None
    return _both(f"money:{_short(value + (cents or Decimal(0)) / 100)}")


def _percent(match: re.Match[str], _: date) -> tuple[Keys, Keys] | None:
    value = value_of(match["n"])
    return None if value is None else _both(f"percent:{_short(value)}")


def _times(match: re.Match[str], _: date) -> tuple[Keys, Keys] | None:
    value = value_of(match["n"])
    return None if value is None else _counted(f"times:{_short(value)}", value)


def _counted(key: str, value: Decimal) -> tuple[Keys, Keys]:
    """What is counted in a unit also bears out the bare number."""
    return frozenset({key}), frozenset({key, f"number:{_short(value)}", f"bare:{_short(value)}"})


def _clock_key(minutes: int) -> str:
    return f"time:{minutes % 1440}"


def _clock(match: re.Match[str], _: date) -> tuple[Keys, Keys] | None:
    hour, minute, part = int(value_of(match["hour"]) or 0), int(match["minute"] or 0), match.groupdict().get("part")
    if hour > 24 or minute > 59:
        return None
    if part and hour < 12 and part[0] in "tnp":
        hour += 12
    return _both(_clock_key(hour * 60 + minute))


def _hours(match: re.Match[str], _: date) -> tuple[Keys, Keys]:
    """`9h` is a time or a while: what is around it tells a reader, and nothing here."""
    hours = int(match["hour"])
    keys = {f"time:{hours * 60 % 1440}"} if hours <= 24 else set()
    if hours % 24 == 0:
        keys |= {f"rundays:{hours // 24}"}
    keys |= {f"minutes:{hours * 60}"}
    return frozenset(keys), frozenset(keys | ({f"days:{hours // 24}"} if hours % 24 == 0 else set()))


def _noon(match: re.Match[str], _: date) -> tuple[Keys, Keys]:
    return _both(_clock_key(720 if "dia" in match[0] or "noon" in match[0] else 0))


_UNITS: tuple[tuple[str, str, int], ...] = (
    (r"minutos?|mins?|minutes?", "minutes", 1),
    (r"horas?|horinhas?|hrs?|hours?", "minutes", 60),
    (r"dias?|diazinhos?|days?|diarias?|noites?|nights?", "days", 1),
    (r"semanas?|semaninhas?|weeks?", "days", 7),
    (r"mes(?:es)?|months?", "months", 1),
    (r"anos?|years?", "months", 12),
    (r"segundos|seconds", "seconds", 1),
)
_UNIT = "|".join(pattern for pattern, _, _ in _UNITS)
_WORKING = r"(?: (?P<sort>uteis|util|corridos?|de trabalho|seguidos))?"


def _lasting(match: re.Match[str], _: date) -> tuple[Keys, Keys] | None:
    unit = match["unit"]
    name, each = next((name, each) for pattern, name, each in _UNITS if re.fullmatch(pattern, unit))
    written = [value for number in (match["low"], match["n"]) if number and (value := value_of(number)) is not None]
    values = [value * each + (Decimal(each) / 2 if match["half"] else 0) for value in written]
    if not values:
        return None
    sort = "workdays" if match["business"] or match["sort"] in _WORKING_SORTS else "rundays" if match["sort"] else name
    bare = (key for value in written for key in (f"number:{_short(value)}", f"bare:{_short(value)}"))
    gives = frozenset(bare).union(*(_borne_out(sort, _short(value)) for value in values))
    if len(values) == 1:
        return frozenset({f"{sort}:{_short(values[0])}", *_same_while(sort, values[0])}), gives
    run = f"{_short(values[0])}-{_short(values[1])}"
    return frozenset({f"{sort}:{run}"}), gives | _borne_out(sort, run)


_WORKING_SORTS = frozenset({"uteis", "util", "de trabalho"})


def _borne_out(sort: str, written: str) -> Keys:
    """Working days bear out plain days; plain days bear out running ones, and never working ones."""
    others = {"workdays": ("days",), "rundays": ("days",), "days": ("rundays",)}.get(sort, ())
    return frozenset(f"{name}:{written}" for name in (sort, *others))


def _same_while(sort: str, value: Decimal) -> Keys:
    """The same while in another unit: a month is thirty days, and 24 hours are one."""
    if sort == "months":
        return frozenset({f"days:{_short(value * 30)}"})
    if sort == "minutes" and value % 1440 == 0:
        return frozenset({f"rundays:{_short(value / 1440)}"})
    if sort == "days":
        months = {f"months:{_short(value / 30)}"} if value % 30 == 0 else set()
        return frozenset({f"minutes:{_short(value * 1440)}", *months})
    return frozenset()


def _half_hour(match: re.Match[str], _: date) -> tuple[Keys, Keys]:
    return _both("minutes:30")


_MEASURES = (
    r"kg|quilos?|g|gramas?|mg|ml|l|litros?|km|quilometros?|m|metros?|cm|centimetros?|mm|gb|gigas?|mb|mbps|megas?|w|"
    r"watts|volts|v|pol|polegadas?"
)
_CANON = {"quilo": "kg", "grama": "g", "litro": "l", "quilometro": "km", "metro": "m", "centimetro": "cm",
          "giga": "gb", "mega": "mb", "mbps": "mb", "watt": "w", "volt": "v", "polegada": "pol"}  # fmt: skip


def _measure(match: re.Match[str], _: date) -> tuple[Keys, Keys] | None:
    value = value_of(match["n"])
    if value is None:
        return None
    unit = match["unit"] if len(match["unit"]) < 4 else match["unit"].removesuffix("s")
    return _counted(f"{_CANON.get(unit, unit)}:{_short(value)}", value)


def _number(match: re.Match[str], _: date) -> tuple[Keys, Keys] | None:
    value = value_of(match["n"])
    if value is None or (value < 2 and not match["n"][0].isdigit()):
        return None
    return _count(_short(value), match["noun"])


def _count(written: str, noun: str | None) -> tuple[Keys, Keys]:
    """`3 quartos` is borne out by three of them, or by a three of which nobody said what it counts."""
    if noun is None or noun in _NO_NOUN:
        return frozenset({f"number:{written}"}), frozenset({f"number:{written}", f"bare:{written}"})
    counted = f"number:{written}:{noun[:5]}"
    return frozenset({counted, f"bare:{written}"}), frozenset({counted, f"number:{written}"})


_NO_NOUN = frozenset(
    [
        "para",
        "pela",
        "pelo",
        "cada",
        "esta",
        "esse",
        "essa",
        "isso",
        "como",
        "mais",
        "mas",
        "que",
        "com",
        "sem",
        "por",
        "ate",
        "quando",
        "onde",
        "disponivel",
        "disponiveis",
        "nao",
        "from",
        "with",
        "the",
        "and",
        "for",
        "are",
    ]
)


def _weekdays(match: re.Match[str], _: date) -> tuple[Keys, Keys]:
    """A run of days asks for its ends and gives all of them."""
    first, last = _day_number(match["day"]), _day_number(match["last"] or match["day"])
    days = [(first + ahead) % 7 for ahead in range((last - first) % 7 + 1)]
    run = {f"days_of:{first}-{last}"} if last != first else {f"weekday:{first}"}
    return frozenset(run), frozenset({*run, *(f"weekday:{day}" for day in days)})


def _day_number(name: str) -> int:
    for names in (_DAYS, _ENGLISH_DAYS, _SHORT_DAYS):
        if name in names:
            return names.index(name)
    return _DAYS.index(name.removesuffix("s"))


_MONTH_NAME = "|".join(
    sorted({name for month in (*_MONTHS, *_ENGLISH_MONTHS) for name in (month, month[:3])}, key=len, reverse=True)
)
_DAY_NAME = "|".join([*(f"{day}s?" for day in _DAYS), *_ENGLISH_DAYS, *_SHORT_DAYS])
_CURRENCY = r"(?:r\$|rs\.?|us\$|\$|€|brl)"
_NOT_META = (
    r"(?! (?:opcoes|opcao|perguntas|assuntos|passos|coisas|duvidas|alternativas|detalhes|pontos importantes|mensagens|"
    r"informacoes|respostas|palavras|tentativas|options|questions|things|steps|words)\b)"
)
_DOMAIN = r"(?:com|net|org|io|app|link|me|ly|shop|store|info|site|online|gov|edu|dev|tv|br|example|test)"

_READERS: tuple[tuple[str, re.Pattern[str], Reader], ...] = (
    ("email", re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"), _email),
    (
        "link",
        re.compile(
            r"https?://[^\s<>\"')\]]+|www\.[^\s<>\"')\]]+|"
            rf"(?<![\w@.-])[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?(?:\.[a-z0-9-]{{1,63}})*\.{_DOMAIN}(?:\.br)?(?![\w-]|\.\w)"
            r"(?:/[^\s<>\"')\]]*)?"
        ),
        _link,
    ),
    ("date", re.compile(r"\b(\d{4})-(\d{2})-(\d{2})(?:t(\d{2}):(\d{2})[\d:.]*(?:z|[+-]\d{2}:?\d{2})?)?\b"), _iso),
    ("id", re.compile(r"(?<![\w.])\d{2}\.?\d{3}\.?\d{3}/\d{4}-?\d{2}(?!\w)"), _digits_of("id")),
    ("id", re.compile(r"(?<![\w.])\d{3}\.\d{3}\.\d{3}-?\d{2}(?!\w)"), _digits_of("id")),
    (
        "date",
        re.compile(r"(?<![\d/.,])(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4}|\d{2})(?![\d/])"),
        _numeric_date,
    ),
    (
        "date",
        re.compile(r"(?<![\d/.,])(?P<day>\d{1,2})/(?P<month>\d{1,2})(?P<year>)(?![\d/]|,\d)"),
        _numeric_date,
    ),
    (
        "date",
        re.compile(
            rf"\b(?P<first>\d{{1,2}}|primeiro)o? (?:a|ate|ao?|e) (?:o )?(?:dia )?(?P<day>\d{{1,2}}) de "
            rf"(?P<name>{_MONTH_NAME})\b(?: de (?P<year>\d{{4}}))?"
        ),
        _run_of_days,
    ),
    (
        "date",
        re.compile(
            rf"\b(?P<day>\d{{1,2}}|primeiro)(?:o|st|nd|rd|th)? (?:de |of )?(?P<name>{_MONTH_NAME})\b"
            r"(?:,? (?:de )?(?P<year>\d{4}))?"
        ),
        _written_date,
    ),
    (
        "date",
        re.compile(rf"\b(?P<name>{_MONTH_NAME}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<year>\d{{4}}))?"),
        _written_date,
    ),
    ("date", re.compile(r"\bdia (?P<day>\d{1,2})\b(?!/|[.,]\d)"), _day_of_month),
    (
        "month",
        re.compile(
            rf"\b(?:em|ate|desde|(?:fim|final|inicio|comeco|meados|mes|ao longo) de|durante) "
            rf"(?P<name>{'|'.join(_MONTHS)})\b(?: de (?P<year>\d{{4}}))?"
        ),
        _month,
    ),
    ("money", re.compile(rf"{_CURRENCY} ?(?P<n>{NUMBER})(?P<cents>)"), _money),
    (
        "money",
        re.compile(
            rf"(?<![\w.,])(?P<n>{NUMBER}) (?:de )?(?:reais|real|brl|dolares|euros|contos|pilas?)\b"
            rf"(?: e (?P<cents>{NUMBER}) centavos)?"
        ),
        _money,
    ),
    ("percent", re.compile(rf"(?<![\w.,])(?P<n>{NUMBER}) ?(?:%|por cento\b|porcento\b|percent\b)"), _percent),
    (
        "percent",
        re.compile(r"\b(?P<part>metade|half)\b|\bum (?P<fraction>quarto|terco) d[oa]s? (?:valor|total|preco|que)\b"),
        _part,
    ),
    ("times", re.compile(rf"(?<![\w.,])(?P<n>{NUMBER}) ?(?:x\b|vezes\b|parcelas\b|prestacoes\b)"), _times),
    ("phone", re.compile(r"(?<![\w.])0800[ .-]?\d{3}[ .-]?\d{3,4}(?!\w)"), _phone),
    (
        "phone",
        re.compile(r"(?<![\w.])(?:\+?55[ .-]?)?\(?0?[1-9]\d\)?[ .-]{0,2}9?[ .]?\d{4}[ .-]?\d{4}(?!\w)"),
        _phone,
    ),
    ("phone", re.compile(r"(?<![\w.-])(?:9\d{4}|[2-5]\d{3})[ -]\d{4}(?![\w-])"), _phone),
    ("id", re.compile(r"(?<![\w.-])(?:\d{5}-\d{3}|\d{2}\.\d{3}-\d{3})(?![\w-])"), _digits_of("id")),
    (
        "id",
        re.compile(
            r"(?:\b(?:pedido|protocolo|nota|nf|contrato|ordem|os|chamado|ticket|reserva|order|codigo|matricula|cupom|"
            r"voucher|rastreio|apartamento|unidade)(?: de \w+)?(?: (?:numero|n[o.]?|e|eh|is|number))?:? ?"
            r"[*_\"“]{0,2}#?|#)"
            r"(?P<code>[a-z]{0,6}-?\d[\w-]*)(?![.,]\d)"
        ),
        _code,
    ),
    (
        "id",
        re.compile(
            r"(?<![\w.,-])(?P<code>(?=[a-z-]*\d)[a-z]{2,6}-?\d{3,}[\w-]*|[a-fi-lnp-wyz]\d{1,3}(?!\w)|\d{6,}(?:-\d+)*|\d{4,}-\d{2,})(?![\w,])"
        ),
        _code,
    ),
    (
        "time",
        re.compile(r"\b(?P<hour>\d{1,2})(?::|h)(?P<minute>\d{2})(?::\d{2})?(?:h|min)?\b(?: ?(?P<part>[ap]m)\b)?"),
        _clock,
    ),
    ("time", re.compile(r"\b(?P<hour>\d{1,2})(?P<minute>) ?(?P<part>[ap]m)\b"), _clock),
    (
        "time",
        re.compile(rf"\b(?P<hour>\d{{1,2}}|{WORDS})(?P<minute>)(?: ?h(?:oras?)?)? da (?P<part>manha|tarde|noite)\b"),
        _clock,
    ),
    ("time", re.compile(r"\bmeio[ -]dia\b|\bmeia[ -]noite\b|\bnoon\b|\bmidnight\b"), _noon),
    ("hours", re.compile(r"(?<![\d.,])(?P<hour>\d{1,3}) ?(?:h|hs|hrs|horas|hours)\b(?! uteis)"), _hours),
    (
        "time",
        re.compile(
            r"\b(?:as|das|ate as|a partir das|pelas) (?P<hour>\d{1,2})(?P<minute>)\b(?! ?(?:[%x]|dias|reais|vezes))"
        ),
        _clock,
    ),
    ("time", re.compile(r"(?P<hour>\b\d{1,2})(?P<minute>)(?= as \x00)"), _clock),
    ("while", re.compile(r"\bmeia hora\b|\bhalf an hour\b"), _half_hour),
    (
        "while",
        re.compile(
            rf"(?<![\w.,])(?:(?:entre )?(?P<low>{NUMBER}) ?(?:a|ou|ate|to|e|-|–) ?)?(?P<n>{NUMBER})"
            rf"(?: \([^)]{{1,20}}\))? ?(?P<business>business |working )?(?P<unit>{_UNIT})\b"
            rf"{_WORKING}(?P<half> e mei[oa])?"
        ),
        _lasting,
    ),
    ("measure", re.compile(rf"(?<![\w.,])(?P<n>{NUMBER}) ?(?P<unit>{_MEASURES})\b"), _measure),
    (
        "weekday",
        re.compile(
            rf"\b(?P<day>{_DAY_NAME})(?:[ -]feira)?(?:(?: a| ate| to| through|-) ?(?P<last>{_DAY_NAME})"
            rf"(?:[ -]feira)?)?\b{_NOT_A_DAY}"
        ),
        _weekdays,
    ),
    (
        "day",
        re.compile(
            r"\b(?:semana|mes) que vem\b|\b(?:proxim[oa]|outr[oa]) (?:semana|mes)\b|"
            r"\b(?:n?est[ea]|essa) (?:semana|mes)\b|\b(?:next|this) (?:week|month)\b"
        ),
        _soon,
    ),
    ("day", re.compile(r"\b(?P<when>depois de amanha|amanha|tomorrow)\b"), _relative),
    (
        "day",
        re.compile(
            r"\b(?P<when>hoje) mesmo\b|\bainda hoje\b|\bsame day\b|"
            r"\b(?:cheg|entreg|receb|envi|post|agend|liber|devolv|estorn|resolv|retorn|sai|termin|acab|vence|abr|fech)"
            r"\w{0,6} hoje\b"
        ),
        _today,
    ),
    (
        "number",
        re.compile(
            rf"(?<![\w.,])(?P<n>(?:{FIGURES})(?: mil\b)?)(?![\wºª°%]|[.,]\d){_NOT_META}(?= ?(?P<noun>[a-z]{{4,}})?)"
        ),
        _number,
    ),
    (
        "number",
        re.compile(
            rf"(?<![\w-])(?<!os )(?<!as )(?<!dos )(?<!das )(?<!nos )(?P<n>{WORDS})\b"
            rf"(?! (?:desculpas|perdoes|obrigad|maravilhas|e meia)){_NOT_META}(?= ?(?P<noun>[a-z]{{4,}})?)"
        ),
        _number,
    ),
)

LIST_MARK = re.compile(r"(?m)^[ \t]*(?:\d{1,2}[.)°ºª]|\d\ufe0f?\u20e3)[ \t]*")
"""What numbers the lines of a list, and states nothing."""
