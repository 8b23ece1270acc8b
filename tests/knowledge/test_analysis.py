"""What a question and an article are read as."""

import pytest

from prosa.core.language import detect, normalise, words
from prosa.knowledge.analysis import analyse, grams, keys, likeness
from prosa.knowledge.stems import stem
from prosa.knowledge.thesaurus import thesaurus


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Oiii, vc tá aí?? 😊", "oi voce esta ai"),
        ("qto tá o frete p/ SP", "quanto esta o frete para sp"),
        ("oq precisa pra trocar, blz?", "o que precisa para trocar beleza"),
        ("issssso msm, obrigadaaaa", "isso mesmo obrigada"),
        ("R$ 1.290,50", "reais 1.290,50"),
        ("nf e 2ª via", "nota fiscal e 2a via"),
        ("a\x00b", "ab"),
        ("👍", ""),
    ],
)
def test_chat_is_brought_into_one_form(typed: str, meant: str) -> None:
    assert normalise(typed) == meant


@pytest.mark.parametrize("text", ["what time do you open on sunday?", "how much is the shipping", "Thanks!"])
def test_clearly_english_messages_are_english(text: str) -> None:
    assert detect(text) == "en"


@pytest.mark.parametrize("text", ["qual o prazo de entrega", "ok", "", "tem delivery no fds?", "frete", "123"])
def test_everything_else_is_portuguese(text: str) -> None:
    assert detect(text) == "pt"


@pytest.mark.parametrize(
    "forms",
    [
        ("trocar", "troquei", "trocas", "troca"),
        ("pagar", "paguei", "pago", "pagando"),
        ("devolução", "devoluções", "devolucao"),
        ("entregar", "entregam", "entrega"),
        ("horário", "horarios"),
    ],
)
def test_forms_of_a_word_share_a_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(word) for form in forms for word in words(form)}) == 1


@pytest.mark.parametrize(
    ("customer", "formal"),
    [
        ("cadê minha encomenda", "rastreio do pedido"),
        ("aceita parcelar no carnê?", "crediário"),
        ("não consigo entrar na conta", "acesso"),
        ("quanto fica", "preço"),
        ("que horas abre", "horário de funcionamento"),
        ("meu filho de 4 anos", "infantil"),
        ("where is my order", "rastreamento"),
    ],
)
def test_customer_words_meet_formal_ones_in_an_idea(customer: str, formal: str) -> None:
    ideas = {key for key in keys(analyse(customer)) if key.startswith("#")}
    assert ideas & {key for key in keys(analyse(formal)) if key.startswith("#")}


def test_words_without_meaning_are_left_out() -> None:
    assert analyse("eu queria saber se vocês já podem") == []


def test_typos_are_alike_and_other_words_are_not() -> None:
    assert likeness(grams("atendente"), grams("atendnte")) > 0.65
    assert likeness(grams("prato"), grams("parto")) < 0.65


def test_every_word_of_the_thesaurus_is_in_normal_form() -> None:
    assert {word for word in thesaurus().spelled if normalise(word) != word} == set()
