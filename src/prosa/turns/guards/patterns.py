"""How figures are written, over flat text (lower case, no accents), each with what reads it.

The order matters: what an earlier one takes, a later one does not see.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from prosa.turns.guards import addresses, amounts, dates
from prosa.turns.guards.keys import Reader
from prosa.turns.guards.numerals import FIGURES, NUMBER, WORDS

_MONTH_NAME = "|".join(
    sorted(
        {name for month in (*dates.MONTHS, *dates.ENGLISH_MONTHS) for name in (month, month[:3])}, key=len, reverse=True
    )
)
_DAY_NAME = "|".join([*(f"{day}s?" for day in dates.DAYS), *dates.ENGLISH_DAYS, *dates.SHORT_DAYS])
_NOT_A_DAY = (
    r"(?! (?:via|vez|opcao|parcela|compra|etapa|tentativa|unidade|peca|camada|mao|dose|pergunta|linha|loja|pessoa|"
    r"parte|alternativa|feira livre)\b)"
)
_UNIT = "|".join(pattern for pattern, _, _ in amounts.UNITS)
_WORKING = r"(?: (?P<sort>uteis|util|corridos?|de trabalho|seguidos))?"
_MEASURES = (
    r"kg|quilos?|g|gramas?|mg|ml|l|litros?|km|quilometros?|m|metros?|cm|centimetros?|mm|gb|gigas?|mb|mbps|megas?|w|"
    r"watts|volts|v|pol|polegadas?"
)
_CURRENCY = r"(?:r\$|rs\.?|us\$|\$|€|brl)"
_NOT_META = (
    r"(?! (?:opcoes|opcao|perguntas|assuntos|passos|coisas|duvidas|alternativas|detalhes|pontos importantes|mensagens|"
    r"informacoes|respostas|palavras|tentativas|options|questions|things|steps|words)\b)"
)
_DOMAIN = r"(?:com|net|org|io|app|link|me|ly|shop|store|info|site|online|gov|edu|dev|tv|br|example|test)"
_SIGNS: Mapping[str, tuple[str, ...]] = {
    "digit": tuple("0123456789"),
    "at": ("@",),
    "dot": (".", "http"),
    "slash": ("/",),
    "month": tuple({name[:3] for name in (*dates.MONTHS, *dates.ENGLISH_MONTHS)}),
    "currency": ("$", "rs", "€", "brl"),
    "money": ("reais", "real", "brl", "dolares", "euros", "conto", "pila"),
    "percent": ("%", "cento", "percent"),
    "part": ("metade", "half", "quarto", "terco"),
    "times": ("x", "vezes", "parcelas", "prestacoes"),
    "part_of_day": ("manha", "tarde", "noite"),
    "hour": ("hora", "hour"),
    "week": ("semana", "mes", "week", "month"),
    "tomorrow": ("amanha", "tomorrow"),
    "today": ("hoje", "same day"),
}
"""What a text holds at least one of wherever a reader with this need finds something."""
_A_WORD = re.compile(rf"\b(?:{WORDS})\b")


def signs(plain: str) -> frozenset[str]:
    """The needs a text meets, so that most readers need not look at it."""
    found = {name for name, any_of in _SIGNS.items() if any(sign in plain for sign in any_of)}
    if _A_WORD.search(plain):
        found |= {"word", "figure"}
    return frozenset(found | {"figure"} if "digit" in found else found)


@lru_cache(maxsize=512)
def readers(signs: frozenset[str]) -> tuple[tuple[str, re.Pattern[str], Reader], ...]:
    """Those that may find something."""
    return tuple(
        (kind, pattern, reader) for kind, needs, pattern, reader in _READERS if signs.issuperset(needs.split())
    )


_READERS: tuple[tuple[str, str, re.Pattern[str], Reader], ...] = (
    ("email", "at", re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"), addresses.email),
    (
        "link",
        "dot",
        re.compile(
            r"https?://[^\s<>\"')\]]+|www\.[^\s<>\"')\]]+|"
            rf"(?<![\w@.-])[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?(?:\.[a-z0-9-]{{1,63}})*\.{_DOMAIN}(?:\.br)?(?![\w-]|\.\w)"
            r"(?:/[^\s<>\"')\]]*)?"
        ),
        addresses.link,
    ),
    (
        "date",
        "digit",
        re.compile(r"\b(\d{4})-(\d{2})-(\d{2})(?:t(\d{2}):(\d{2})[\d:.]*(?:z|[+-]\d{2}:?\d{2})?)?\b"),
        dates.iso,
    ),
    ("id", "digit", re.compile(r"(?<![\w.])\d{2}\.?\d{3}\.?\d{3}/\d{4}-?\d{2}(?!\w)"), addresses.digits_of("id")),
    ("id", "digit", re.compile(r"(?<![\w.])\d{3}\.\d{3}\.\d{3}-?\d{2}(?!\w)"), addresses.digits_of("id")),
    (
        "date",
        "digit",
        re.compile(r"(?<![\d/.,])(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4}|\d{2})(?![\d/])"),
        dates.numeric_date,
    ),
    (
        "date",
        "digit slash",
        re.compile(r"(?<![\d/.,])(?P<day>\d{1,2})/(?P<month>\d{1,2})(?P<year>)(?![\d/]|,\d)"),
        dates.numeric_date,
    ),
    (
        "date",
        "digit month",
        re.compile(
            rf"\b(?P<first>\d{{1,2}}|primeiro)o? (?:a|ate|ao?|e) (?:o )?(?:dia )?(?P<day>\d{{1,2}}) de "
            rf"(?P<name>{_MONTH_NAME})\b(?: de (?P<year>\d{{4}}))?"
        ),
        dates.run_of_days,
    ),
    (
        "date",
        "month",
        re.compile(
            rf"\b(?P<day>\d{{1,2}}|primeiro)(?:o|st|nd|rd|th)? (?:de |of )?(?P<name>{_MONTH_NAME})\b"
            r"(?:,? (?:de )?(?P<year>\d{4}))?"
        ),
        dates.written_date,
    ),
    (
        "date",
        "digit month",
        re.compile(rf"\b(?P<name>{_MONTH_NAME}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<year>\d{{4}}))?"),
        dates.written_date,
    ),
    ("date", "digit", re.compile(r"\bdia (?P<day>\d{1,2})\b(?!/|[.,]\d)"), dates.day_of_month),
    (
        "month",
        "month",
        re.compile(
            rf"\b(?:em|ate|desde|(?:fim|final|inicio|comeco|meados|mes|ao longo) de|durante) "
            rf"(?P<name>{'|'.join(dates.MONTHS)})\b(?: de (?P<year>\d{{4}}))?"
        ),
        dates.month,
    ),
    ("money", "figure currency", re.compile(rf"{_CURRENCY} ?(?P<n>{NUMBER})(?P<cents>)"), amounts.money),
    (
        "money",
        "figure money",
        re.compile(
            rf"(?<![\w.,])(?P<n>{NUMBER}) (?:de )?(?:reais|real|brl|dolares|euros|contos|pilas?)\b"
            rf"(?: e (?P<cents>{NUMBER}) centavos)?"
        ),
        amounts.money,
    ),
    (
        "percent",
        "figure percent",
        re.compile(rf"(?<![\w.,])(?P<n>{NUMBER}) ?(?:%|por cento\b|porcento\b|percent\b)"),
        amounts.percent,
    ),
    (
        "percent",
        "part",
        re.compile(r"\b(?P<part>metade|half)\b|\bum (?P<fraction>quarto|terco) d[oa]s? (?:valor|total|preco|que)\b"),
        amounts.part,
    ),
    (
        "times",
        "figure times",
        re.compile(rf"(?<![\w.,])(?P<n>{NUMBER}) ?(?:x\b|vezes\b|parcelas\b|prestacoes\b)"),
        amounts.times,
    ),
    ("phone", "digit", re.compile(r"(?<![\w.])0800[ .-]?\d{3}[ .-]?\d{3,4}(?!\w)"), addresses.phone),
    (
        "phone",
        "digit",
        re.compile(r"(?<![\w.])(?:\+?55[ .-]?)?\(?0?[1-9]\d\)?[ .-]{0,2}9?[ .]?\d{4}[ .-]?\d{4}(?!\w)"),
        addresses.phone,
    ),
    ("phone", "digit", re.compile(r"(?<![\w.-])(?:9\d{4}|[2-5]\d{3})[ -]\d{4}(?![\w-])"), addresses.phone),
    ("id", "digit", re.compile(r"(?<![\w.-])(?:\d{5}-\d{3}|\d{2}\.\d{3}-\d{3})(?![\w-])"), addresses.digits_of("id")),
    (
        "id",
        "digit",
        re.compile(
            r"(?:\b(?:pedido|protocolo|nota|nf|contrato|ordem|os|chamado|ticket|reserva|order|codigo|matricula|cupom|"
            r"voucher|rastreio|apartamento|unidade)(?: de \w+)?(?: (?:numero|n[o.]?|e|eh|is|number))?:? ?"
            r"[*_\"“]{0,2}#?|#)"
            r"(?P<code>[a-z]{0,6}-?\d[\w-]*)(?![.,]\d)"
        ),
        addresses.code,
    ),
    (
        "id",
        "digit",
        re.compile(
            r"(?<![\w.,-])(?P<code>(?=[a-z-]*\d)[a-z]{2,6}-?\d{3,}[\w-]*|[a-fi-lnp-wyz]\d{1,3}(?!\w)|\d{6,}(?:-\d+)*|\d{4,}-\d{2,})(?![\w,])"
        ),
        addresses.code,
    ),
    (
        "time",
        "digit",
        re.compile(r"\b(?P<hour>\d{1,2})(?::|h)(?P<minute>\d{2})(?::\d{2})?(?:h|min)?\b(?: ?(?P<part>[ap]m)\b)?"),
        dates.clock,
    ),
    ("time", "digit", re.compile(r"\b(?P<hour>\d{1,2})(?P<minute>) ?(?P<part>[ap]m)\b"), dates.clock),
    (
        "time",
        "figure part_of_day",
        re.compile(rf"\b(?P<hour>\d{{1,2}}|{WORDS})(?P<minute>)(?: ?h(?:oras?)?)? da (?P<part>manha|tarde|noite)\b"),
        dates.clock,
    ),
    ("time", "", re.compile(r"\bmeio[ -]dia\b|\bmeia[ -]noite\b|\bnoon\b|\bmidnight\b"), dates.noon),
    ("hours", "digit", re.compile(r"(?<![\d.,])(?P<hour>\d{1,3}) ?(?:h|hs|hrs|horas|hours)\b(?! uteis)"), dates.hours),
    (
        "time",
        "digit",
        re.compile(
            r"\b(?:as|das|ate as|a partir das|pelas) (?P<hour>\d{1,2})(?P<minute>)\b"
            r"(?! ?(?:[%x]|dias|reais|vezes|ultim|primeir|proxim))"
        ),
        dates.clock,
    ),
    ("time", "digit", re.compile(r"(?P<hour>\b\d{1,2})(?P<minute>)(?= as \x00)"), dates.clock),
    ("while", "hour", re.compile(r"\bmeia hora\b|\bhalf an hour\b"), amounts.half_hour),
    (
        "while",
        "figure",
        re.compile(
            rf"(?<![\w.,])(?:(?:entre )?(?P<low>{NUMBER}) ?(?:a|ou|ate|to|e|-|–) ?)?(?P<n>{NUMBER})"
            rf"(?: \([^)]{{1,20}}\))? ?(?P<business>business |working )?(?P<unit>{_UNIT})\b"
            rf"{_WORKING}(?P<half> e mei[oa])?"
        ),
        amounts.lasting,
    ),
    ("measure", "figure", re.compile(rf"(?<![\w.,])(?P<n>{NUMBER}) ?(?P<unit>{_MEASURES})\b"), amounts.measure),
    (
        "weekday",
        "",
        re.compile(
            rf"\b(?P<day>{_DAY_NAME})(?:[ -]feira)?(?:(?: a| ate| to| through|-) ?(?P<last>{_DAY_NAME})"
            rf"(?:[ -]feira)?)?\b{_NOT_A_DAY}"
        ),
        dates.weekdays,
    ),
    (
        "day",
        "week",
        re.compile(
            r"\b(?:semana|mes) que vem\b|\b(?:proxim[oa]|outr[oa]) (?:semana|mes)\b|"
            r"\b(?:n?est[ea]|essa) (?:semana|mes)\b|\b(?:next|this) (?:week|month)\b"
        ),
        dates.soon,
    ),
    ("day", "tomorrow", re.compile(r"\b(?P<when>depois de amanha|amanha|tomorrow)\b"), dates.relative),
    (
        "day",
        "today",
        re.compile(
            r"\b(?P<when>hoje) mesmo\b|\bainda hoje\b|\bsame day\b|"
            r"\b(?:cheg|entreg|receb|envi|post|agend|liber|devolv|estorn|resolv|retorn|sai|termin|acab|vence|abr|fech)"
            r"\w{0,6} hoje\b"
        ),
        dates.today,
    ),
    (
        "number",
        "digit",
        re.compile(
            rf"(?<![\w.,])(?P<n>(?:{FIGURES})(?: mil\b)?)(?![\wºª°%]|[.,]\d){_NOT_META}(?= ?(?P<noun>[a-z]{{4,}})?)"
        ),
        amounts.number,
    ),
    (
        "number",
        "word",
        re.compile(
            rf"(?<![\w-])(?<!os )(?<!as )(?<!dos )(?<!das )(?<!nos )(?P<n>{WORDS})\b"
            rf"(?! (?:desculpas|perdoes|obrigad|maravilhas|e meia)){_NOT_META}(?= ?(?P<noun>[a-z]{{4,}})?)"
        ),
        amounts.number,
    ),
)
LIST_MARK = re.compile(r"(?m)^[ \t]*(?:\d{1,2}[.)°ºª]|\d\ufe0f?\u20e3)[ \t]*")
"""What numbers the lines of a list, and states nothing."""
