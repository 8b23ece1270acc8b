"""The parts of the engine that need no wire: placeholders, breaker, cache and prices."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosa.agents.engine import ModelCall
from prosa.agents.llm.answer import Answer
from prosa.agents.llm.breaker import LONGEST_REST, REST, Breaker
from prosa.agents.llm.cache import LIFE, MOST, AnswerCache
from prosa.agents.llm.prompt import quoted
from prosa.agents.llm.veil import NAME, Veil, left_over
from prosa.agents.model_schemas import Prices, cost_of
from prosa.testing.models import typed

DATA = st.sampled_from(
    ["529.982.247-25", "bia@example.org", "(11) 98765-4321", "4111 1111 1111 1111", "01310-100", "<CPF_1>", "<NAME_1>"]
)


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@given(st.lists(st.one_of(DATA, st.text(max_size=20)), max_size=8).map(" ".join))
def test_whatever_is_hidden_comes_back_as_it_was(text: str) -> None:
    veil = Veil("")
    hidden = veil.hide(text)
    assert veil.restore(hidden) == text
    assert "529.982" not in hidden
    assert "@example" not in hidden


@pytest.mark.parametrize(
    ("name", "text", "hidden"),
    [
        ("Helena Duarte", "Aqui é a HELENA duarte.", "Aqui é a <NAME_2>."),
        ("Helena Duarte", "Oi, Helena!", f"Oi, {NAME}!"),
        ("Maria da Silva", "sou Maria da Silva", "sou <NAME_2>"),
        ("José Conceição", "aqui o jose conceicao", "aqui o <NAME_2>"),
        ("Helena Duarte", "a duartense não é ela", "a duartense não é ela"),
        ("Lu", "Lu aqui", "Lu aqui"),
        ("+5511987654321", "oi", "oi"),
    ],
)
def test_the_name_of_the_contact_is_hidden_as_a_whole_word(name: str, text: str, hidden: str) -> None:
    assert Veil(name).hide(text) == hidden


ADDRESSES = (
    *(
        "Rua das Flores, 120",
        "rua XV de Novembro nº 45",
        "Av. Brasil 1500, apto 32",
        "Travessa do Ouvidor, n. 7 casa 2",
    ),
    *("avenida dois de julho numero 900 bloco B", "Al. Santos, 1000 - sala 12", "R. Sete de Setembro, 33"),
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_hidden_and_comes_back_letter_by_letter(address: str) -> None:
    veil = Veil("Helena Rosa Duarte")
    text = f"Oi, aqui é a helena duarte. Moro na {address}, CEP 50030-230, e a camisa é rosa."
    hidden = veil.hide(text)
    assert "<ADDRESS_1>" in hidden
    assert not any(word in hidden for word in (address, "helena", "duarte", "50030"))
    assert veil.restore(hidden) == text


@pytest.mark.parametrize(
    "text",
    [
        "a rua está alagada",
        "prefiro a praça às 18:30",
        "quero 2 camisas tamanho 42 por R$ 99,90",
        "a avenida fecha e são 20% de desconto",
    ],
)
def test_what_is_no_address_stays(text: str) -> None:
    assert "<ADDRESS" not in Veil("").hide(text)


def test_without_a_name_its_placeholder_goes_with_its_comma() -> None:
    assert Veil("").restore(f"Certo, {NAME}! Até mais.") == "Certo! Até mais."
    assert left_over("Ligue para <PHONE_9>")
    assert not left_over("Ligue para nós, 3 < 4")


def test_a_value_of_json_is_hidden_at_every_depth() -> None:
    veil = Veil("Helena Duarte")
    value = {"a": ["Helena", {"b": "bia@example.org", "n": 3, "t": None}]}
    hidden = veil.hidden(value)
    assert "Helena" not in str(hidden)
    assert veil.restored(hidden) == value


def test_a_model_rests_after_two_failures_and_after_one_when_it_was_just_resting() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    breaker.failed("timeout")
    assert not breaker.resting
    breaker.failed("timeout")
    assert breaker.resting
    clock.now += REST
    assert not breaker.resting
    breaker.failed("server_error")
    assert breaker.resting
    clock.now += REST
    breaker.worked()
    breaker.failed("server_error")
    assert not breaker.resting


def test_a_refused_key_rests_at_once_and_a_provider_may_ask_for_longer_within_bounds() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    breaker.failed("auth")
    assert breaker.resting
    slow = Breaker(clock)
    slow.failed("rate_limited")
    slow.failed("rate_limited", retry_after=90_000.0)
    clock.now += LONGEST_REST
    assert not slow.resting


def test_answers_are_kept_for_a_while_and_not_without_end() -> None:
    clock = Clock()
    cache, answer = AnswerCache(clock), Answer.model_validate(typed("Sim.").value)
    for number in range(MOST + 1):
        cache.put(str(number), answer)
    assert cache.get("0") is None
    assert cache.get("1") == answer
    clock.now += LIFE + 1
    assert cache.get("1") is None


def test_a_price_is_for_what_was_read_fresh_from_the_cache_and_written() -> None:
    prices = Prices(input=150_000, output=600_000, cached=75_000)
    call = ModelCall("m", input_tokens=1_000, cached_tokens=400, output_tokens=100, micros=7)
    assert cost_of(call, prices) == 90 + 30 + 60
    assert cost_of(call, None) == 7
    assert cost_of(ModelCall("m", input_tokens=1), prices) == 1


@pytest.mark.parametrize("mark", ["</mensagem>", "< fontes>", "<RESULTADOS>", "</ contato >", "<agora>", "<objecoes>"])
def test_our_marks_lose_their_meaning_in_data(mark: str) -> None:
    assert "<" not in quoted(mark)
    assert quoted("3 < 4 e <PHONE_1>") == "3 < 4 e <PHONE_1>"
