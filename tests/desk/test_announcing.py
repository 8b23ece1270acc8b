"""What contacts are told of the wait, to the word."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from prosa.accounts.calendar import Calendar, always
from prosa.desk import announcing
from prosa.desk.queueing import Expected, minutes

ZONE = ZoneInfo("America/Sao_Paulo")
WEEK = Calendar(ZONE, (((540, 1080),),) * 5 + ((), ()), region="BR-SP")
OPEN = datetime(2026, 11, 19, 10, tzinfo=ZONE)
"""A Thursday; Friday the 20th is a holiday."""


def told(expected: Expected | None, kept: Calendar = WEEK, moment: datetime = OPEN, language: str = "pt-BR") -> str:
    return announcing.wait_of(announcing._words(language), kept, expected, moment)


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (Expected(1, 1), "Há gente da equipe livre agora: alguém responde em instantes."),
        (Expected(1, 4), "Você é a próxima pessoa da fila. A espera é de cerca de 4 minutos."),
        (Expected(2, 12), "Há 1 pessoa na sua frente. A espera é de cerca de 15 minutos."),
        (Expected(8, 61), "Há 7 pessoas na sua frente. A espera é de cerca de 1 hora e 5 minutos."),
        (Expected(30, 118), "Há 29 pessoas na sua frente. A espera é de cerca de 2 horas."),
    ],
)
def test_the_wait_is_told_in_round_numbers_that_are_not_too_small(expected: Expected, text: str) -> None:
    assert told(expected) == text


@pytest.mark.parametrize("expected", [None, Expected(1, None)])
def test_no_time_is_promised_that_nobody_knows(expected: Expected | None) -> None:
    assert "não prometo" in told(expected)
    assert "cannot promise" in told(expected, language="en")


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        (datetime(2026, 11, 19, 7, tzinfo=ZONE), "hoje, às 09:00"),
        (datetime(2026, 11, 18, 20, tzinfo=ZONE), "amanhã, às 09:00"),
        (datetime(2026, 11, 19, 18, tzinfo=ZONE), "segunda-feira, 23/11, às 09:00"),
    ],
)
def test_outside_of_hours_the_next_opening_is_told_holidays_and_all(moment: datetime, opening: str) -> None:
    assert told(Expected(1, 1), moment=moment) == (
        f"Agora estamos fechados. Uma pessoa da equipe responde a partir de {opening}. "
        "O que você escrever até lá fica guardado."
    )


def test_a_company_that_never_said_when_it_is_open_is_never_closed() -> None:
    unknown = Calendar(ZONE, ((),) * 7)
    night = datetime(2026, 11, 21, 3, tzinfo=ZONE)
    assert told(Expected(1, 1), unknown, night).startswith("Há gente da equipe livre")
    assert told(Expected(1, 1), always(ZONE), night).startswith("Há gente da equipe livre")


@pytest.mark.parametrize(
    ("position", "free", "pace", "expected"),
    [(1, 1, 600, 1), (3, 1, 600, 20), (3, 0, 30, 2), (1, 0, 1, 1), (5, 9, 600, 1), (2, 0, None, None)],
)
def test_whoever_finds_a_free_hand_waits_a_moment_all_others_for_their_turn(
    position: int, free: int, pace: int | None, expected: int | None
) -> None:
    assert minutes(position, free, pace) == expected
