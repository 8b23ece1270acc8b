"""Public holidays of Brazil, from 2024 on: national, of each state, and days many keep although no law closes them.

National: Lei 662/1949 as Lei 10.607/2002 leaves it, Lei 6.802/1980 (12 October), Lei 14.759/2023 (20 November) and
Good Friday by custom under Lei 9.093/1995, which also lets each state keep its own dates (their laws are named in
docs/decisions). Cities decide for themselves: their days are entered by hand.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

COUNTRY = "BR"


class OptionalDay(StrEnum):
    """Days on which a company may decide to close."""

    CARNIVAL = "carnival"
    """Monday and Tuesday."""
    ASH_WEDNESDAY = "ash_wednesday"
    CORPUS_CHRISTI = "corpus_christi"
    CHRISTMAS_EVE = "christmas_eve"
    NEW_YEARS_EVE = "new_years_eve"


class HolidayKind(StrEnum):
    NATIONAL = "national"
    STATE = "state"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Holiday:
    day: date
    name: str
    kind: HolidayKind


_Rule = tuple[str, Callable[[int], date]]


@cache
def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the rule of Meeus, Jones and Butcher)."""
    century, of_century = divmod(year, 100)
    leap, common = divmod(century, 4)
    moon = (8 * century + 13) // 25
    epact = (19 * (year % 19) + century - leap - moon + 15) % 30
    weekday = (32 + 2 * common + 2 * (of_century // 4) - epact - of_century % 4) % 7
    late = (year % 19 + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _on(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _after_easter(days: int) -> Callable[[int], date]:
    return lambda year: easter(year) + timedelta(days=days)


def _on_or_friday(month: int, day: int) -> Callable[[int], date]:
    """Kept on Friday when it falls on Tuesday, Wednesday or Thursday (Acre, Lei 2.126/2009)."""

    def kept(year: int) -> date:
        falls = date(year, month, day)
        return falls + timedelta(days=4 - falls.weekday()) if falls.weekday() in (1, 2, 3) else falls

    return kept


def _sunday_from(month: int, day: int) -> Callable[[int], date]:
    """Kept on the Sunday that follows (Santa Catarina, Lei 12.906/2004)."""

    def kept(year: int) -> date:
        falls = date(year, month, day)
        return falls + timedelta(days=6 - falls.weekday())

    return kept


_NATIONAL: tuple[_Rule, ...] = (
    ("Confraternização Universal", _on(1, 1)),
    ("Sexta-feira Santa", _after_easter(-2)),
    ("Tiradentes", _on(4, 21)),
    ("Dia do Trabalho", _on(5, 1)),
    ("Independência do Brasil", _on(9, 7)),
    ("Nossa Senhora Aparecida", _on(10, 12)),
    ("Finados", _on(11, 2)),
    ("Proclamação da República", _on(11, 15)),
    ("Consciência Negra", _on(11, 20)),
    ("Natal", _on(12, 25)),
)
_STATES: Mapping[str, tuple[_Rule, ...]] = {
    "AC": (
        ("Dia do Evangélico", _on_or_friday(1, 23)),
        ("Dia da Mulher", _on_or_friday(3, 8)),
        ("Aniversário do Acre", _on(6, 15)),
        ("Dia da Amazônia", _on_or_friday(9, 5)),
        ("Tratado de Petrópolis", _on_or_friday(11, 17)),
    ),
    "AL": (
        ("São João", _on(6, 24)),
        ("São Pedro", _on(6, 29)),
        ("Emancipação de Alagoas", _on(9, 16)),
        ("Dia do Evangélico", _on(11, 30)),
    ),
    "AM": (("Elevação do Amazonas a província", _on(9, 5)),),
    "AP": (("São José", _on(3, 19)), ("São Tiago", _on(7, 25)), ("Criação do Amapá", _on(9, 13))),
    "BA": (("Independência da Bahia", _on(7, 2)),),
    "CE": (("São José", _on(3, 19)), ("Data Magna do Ceará", _on(3, 25)), ("Nossa Senhora da Assunção", _on(8, 15))),
    "DF": (("Dia do Evangélico", _on(11, 30)),),
    "ES": (("Nossa Senhora da Penha", _after_easter(8)),),
    "GO": (("Fundação da cidade de Goiás", _on(7, 26)), ("Pedra fundamental de Goiânia", _on(10, 24))),
    "MA": (("Adesão do Maranhão", _on(7, 28)),),
    "MG": (),
    "MS": (("Criação de Mato Grosso do Sul", _on(10, 11)),),
    "MT": (),
    "PA": (("Adesão do Pará", _on(8, 15)),),
    "PB": (("Fundação da Paraíba", _on(8, 5)),),
    "PE": (("Revolução Pernambucana", _on(3, 6)),),
    "PI": (("Dia do Piauí", _on(10, 19)),),
    "PR": (),
    "RJ": (("Carnaval", _after_easter(-47)), ("São Jorge", _on(4, 23))),
    "RN": (("Dia do Rio Grande do Norte", _on(8, 7)), ("Mártires de Cunhaú e Uruaçu", _on(10, 3))),
    "RO": (("Criação de Rondônia", _on(1, 4)), ("Dia do Evangélico", _on(6, 18))),
    "RR": (("Criação de Roraima", _on(10, 5)),),
    "RS": (("Dia do Gaúcho", _on(9, 20)),),
    "SC": (("Dia de Santa Catarina", _sunday_from(8, 11)), ("Santa Catarina de Alexandria", _sunday_from(11, 25))),
    "SE": (("Emancipação de Sergipe", _on(7, 8)),),
    "SP": (("Revolução Constitucionalista", _on(7, 9)),),
    "TO": (
        ("Dia da Autonomia", _on(3, 18)),
        ("Nossa Senhora da Natividade", _on(9, 8)),
        ("Criação do Tocantins", _on(10, 5)),
    ),
}
_OPTIONAL: Mapping[OptionalDay, tuple[_Rule, ...]] = {
    OptionalDay.CARNIVAL: (("Carnaval", _after_easter(-48)), ("Carnaval", _after_easter(-47))),
    OptionalDay.ASH_WEDNESDAY: (("Quarta-feira de Cinzas", _after_easter(-46)),),
    OptionalDay.CORPUS_CHRISTI: (("Corpus Christi", _after_easter(60)),),
    OptionalDay.CHRISTMAS_EVE: (("Véspera de Natal", _on(12, 24)),),
    OptionalDay.NEW_YEARS_EVE: (("Véspera de Ano-Novo", _on(12, 31)),),
}

REGIONS = (COUNTRY, *(f"{COUNTRY}-{state}" for state in _STATES))
"""The country, and its states by ISO 3166-2."""


@cache
def holidays(region: str, optional: frozenset[OptionalDay], year: int) -> Mapping[date, Holiday]:
    """The holidays of a year by day. `region` is one of `REGIONS`; a state has those of the country too."""
    of_state = _STATES.get(region.removeprefix(f"{COUNTRY}-"), ())
    chosen = [rule for day in sorted(optional) for rule in _OPTIONAL[day]]
    found: dict[date, Holiday] = {}
    kinds = ((HolidayKind.OPTIONAL, chosen), (HolidayKind.STATE, of_state), (HolidayKind.NATIONAL, _NATIONAL))
    for kind, rules in kinds:
        for name, falls in rules:
            day = falls(year)
            found[day] = Holiday(day, name, kind)
    return dict(sorted(found.items()))
