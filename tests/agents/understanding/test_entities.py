"""What has a form is found, and what only looks like it is not."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosa.agents.understanding.closed import amount, composed, flat
from prosa.agents.understanding.documents import documents
from prosa.agents.understanding.moments import moments

TODAY = date(2026, 11, 20)  # a Friday
MONTHS = [
    *("janeiro", "fevereiro", "março", "abril", "maio", "junho"),
    *("julho", "agosto", "setembro", "outubro", "novembro", "dezembro"),
]
WEEKDAYS = ["segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"]
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
soon = st.dates(TODAY, TODAY + timedelta(364))


def found(text: str) -> list[tuple[str, str | float]]:
    return [(entity.type, entity.value) for entity in moments(text, TODAY)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pode ser amanhã?", [("date", "2026-11-21")]),
        ("depois de amanhã às 10h", [("date", "2026-11-22"), ("time", "10:00")]),
        ("quero marcar sexta-feira", [("date", "2026-11-27")]),
        ("na terça que vem de manhã", [("date", "2026-11-24")]),
        ("no sábado às 9", [("date", "2026-11-21"), ("time", "09:00")]),
        ("segunda via do boleto", []),
        ("preciso da segunda via", []),
        ("é a segunda vez que falo", []),
        ("fim de semana abre?", []),
        ("dia 5", [("date", "2026-12-05")]),
        ("dia primeiro de março", [("date", "2027-03-01")]),
        ("25 de dezembro de 2026", [("date", "2026-12-25")]),
        ("31/02/2027", []),
        ("29/02", [("date", "2028-02-29")]),
        ("vence 10/12/26", [("date", "2026-12-10")]),
        ("daqui a 3 dias", [("date", "2026-11-23")]),
        ("daqui duas semanas", [("date", "2026-12-04")]),
        ("às 3 da tarde", [("time", "15:00")]),
        ("as 8 e meia da noite", [("time", "20:30")]),
        ("14h30", [("time", "14:30")]),
        ("14:30h", [("time", "14:30")]),
        ("às 3", [("time", "15:00")]),
        ("às 03:00", [("time", "03:00")]),
        ("meio-dia e meia", [("time", "12:30")]),
        ("à meia noite", [("time", "00:00")]),
        ("meia-noite e meia", [("time", "00:30")]),
        ("as 10 camisas", []),
        ("25:00", []),
        ("12:75", []),
        ("custa 10,50", []),
        ("o lote 1/2/3/4", []),
        ("sexta passada", [("date", "2026-11-13")]),
        ("tomorrow", [("date", "2026-11-21")]),
    ],
)
def test_dates_and_times_are_read_as_brazilians_write_them(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@given(days)
def test_a_whole_date_is_read_however_it_is_written(day: date) -> None:
    for text in (
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d/%m/%Y}",
        f"{day:%d-%m-%Y}",
        f"{day:%d.%m.%Y}",
        f"{day:%d/%m/%y}",
        f"dia {day.day} de {MONTHS[day.month - 1]} de {day.year}",
    ):
        assert found(f"marca pra {text}, pode?") == [("date", day.isoformat())]


@given(soon)
def test_a_day_without_a_year_is_the_next_one(day: date) -> None:
    for text in (f"{day:%d/%m}", f"{day.day} de {MONTHS[day.month - 1]}", f"{day.day} de {MONTHS[day.month - 1][:3]}"):
        assert found(text) == [("date", day.isoformat())]


@given(st.integers(1, 7))
def test_a_weekday_is_the_next_and_never_today(ahead: int) -> None:
    day = TODAY + timedelta(ahead)
    assert found(f"{WEEKDAYS[day.weekday()]} vc atende?") == [("date", day.isoformat())]


@given(st.integers(7, 23), st.integers(0, 59))
def test_an_hour_is_read_however_it_is_written(hour: int, minute: int) -> None:
    for text in (f"{hour}:{minute:02}", f"{hour}h{minute:02}", f"às {hour}:{minute:02}h", f"{hour}h{minute:02}min"):
        assert found(text) == [("time", f"{hour:02}:{minute:02}")]


@given(st.text(max_size=200))
def test_any_text_is_survived_and_places_are_right(text: str) -> None:
    text = composed(text)
    assert len(flat(text)) == len(text)
    for entity in [*documents(text), *moments(text, TODAY)]:
        assert text[entity.start : entity.end] == entity.text


def with_check_digits(nine: str) -> str:
    for _ in range(2):
        weights = range(len(nine) + 1, 1, -1)
        rest = sum(int(digit) * weight for digit, weight in zip(nine, weights, strict=True)) * 10 % 11
        nine += str(rest % 10)
    return nine


@given(st.from_regex(r"[0-9]{9}", fullmatch=True).filter(lambda nine: len(set(nine)) > 1), st.integers(1, 9))
def test_a_cpf_is_found_by_its_check_digits_only(nine: str, wrong: int) -> None:
    cpf = with_check_digits(nine)
    written = f"{cpf[:3]}.{cpf[3:6]}.{cpf[6:9]}-{cpf[9:]}"
    assert [(e.type, e.value) for e in documents(f"meu cpf é {written}.")] == [("cpf", cpf)]
    broken = f"{written[:-1]}{(int(written[-1]) + wrong) % 10}"
    assert "cpf" not in [entity.type for entity in documents(f"meu cpf é {broken}")]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("cnpj 11.222.333/0001-81", "cnpj", "11222333000181"),
        ("12ABC34501DE35", "cnpj", "12ABC34501DE35"),
        ("CEP 01310100", "cep", "01310100"),
        ("moro no 01310-100", "cep", "01310100"),
        ("me liga no (11) 98765-4321", "phone", "5511987654321"),
        ("meu zap 11987654321", "phone", "5511987654321"),
        ("+55 21 2345-6789", "phone", "552123456789"),
        ("Manda pra Ana.Souza@Exemplo.com.br", "email", "ana.souza@exemplo.com.br"),
    ],
)
def test_documents_are_found_in_what_was_written(text: str, kind: str, value: str) -> None:
    assert [(entity.type, entity.value) for entity in documents(text)] == [(kind, value)]


def test_a_cnpj_with_wrong_check_digits_is_none() -> None:
    assert "cnpj" not in [entity.type for entity in documents("11.222.333/0001-82")]


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("1.290,50", 1290.5),
        ("r$ 1.290", 1290),
        ("2,5 mil", 2500),
        ("3k", 3000),
        ("99.90", 99.9),
        ("vinte e cinco", 25),
        ("mil e quinhentos", 1500),
        ("dois mil", 2000),
        ("meia duzia", 6),
        ("uma", 1),
        ("nada", None),
    ],
)
def test_an_amount_is_read_in_figures_and_words(said: str, number: float | None) -> None:
    assert amount(said) == number
