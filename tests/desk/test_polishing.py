"""Better words by rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosa.desk.improving import is_faithful
from prosa.desk.polishing import corrected, kept, kinder, shorter

WORDS = st.lists(
    st.sampled_from(
        [
            *("vc", "nao", "Oi", "aguarde", "gostaria de informar que", "muitooo", "pedido"),
            *("R$ 1.290,50", "20261120-0007", "14h30", "50%", "{contact.name}"),
            *("https://loja.example/a?b=1", "ana@loja.example"),
            *("!!", "?", ",", ".", "\n"),
        ]
    ),
    max_size=12,
).map(" ".join)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("oi tudo bem?vc ja recebeu", "Oi tudo bem? Você já recebeu."),
        ("o prazo e de 5 dias uteis!!!", "O prazo e de 5 dias úteis!"),
        ("pq nao chegou?", "Por que não chegou?"),
        ("nao chegou pq choveu", "Não chegou porque choveu."),
        ("veja https://loja.example/vc?a=nao ,ok", "Veja https://loja.example/vc?a=nao, ok."),
        ("MUITOOOO obrigado", "MUITO obrigado."),
        ("Está tudo certo.", "Está tudo certo."),
        ("fale com vc@loja.example", "Fale com vc@loja.example"),
        ("o pedido 1234?nao sei", "O pedido 1234? Não sei."),
    ],
)
def test_what_was_typed_in_a_hurry_is_corrected(typed: str, expected: str) -> None:
    assert corrected(typed).text == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Gostaria de informar que o pedido saiu", "O pedido saiu."),
        ("Pode realizar o pagamento no dia de hoje.", "Pode pagar hoje."),
        ("O prazo é 5 dias. O prazo é 5 dias. Certo?", "O prazo é 5 dias. Certo?"),
    ],
)
def test_what_says_nothing_is_left_out(typed: str, expected: str) -> None:
    assert shorter(typed).text == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("aguarde", "Olá, Maria! Aguarde um momento, por favor. Qualquer dúvida, estou à disposição."),
        (
            "Bom dia! não temos esse modelo",
            "Bom dia! No momento não temos esse modelo. Qualquer dúvida, estou à disposição.",
        ),
        ("qual o número do pedido?", "Olá, Maria! Qual o número do pedido?"),
        ("Oi Maria! Obrigada pelo aviso.", "Oi Maria! Obrigada pelo aviso."),
    ],
)
def test_a_bare_answer_becomes_kind(typed: str, expected: str) -> None:
    assert kinder(typed, "Maria").text == expected


def test_the_rules_that_were_used_are_named() -> None:
    assert corrected("vc viu !").rules == ("spelling", "punctuation", "capitals")
    assert corrected("Tudo certo.").rules == ()


@given(WORDS)
def test_numbers_prices_links_and_variables_survive_every_rule(text: str) -> None:
    for polish in (corrected, shorter, kinder):
        assert kept(polish(text).text) == kept(text)


@given(WORDS)
def test_what_is_correct_stays_as_it_is(text: str) -> None:
    once = corrected(text).text
    assert corrected(once).text == once


@given(st.text(max_size=300))
def test_no_text_of_strangers_breaks_the_rules(text: str) -> None:
    for polish in (corrected, shorter, kinder):
        assert isinstance(polish(text).text, str)


@pytest.mark.parametrize(
    ("before", "after", "faithful"),
    [
        ("custa R$ 50,00", "O valor é R$ 50,00.", True),
        ("custa R$ 50,00", "O valor é R$ 45,00.", False),
        ("chega em 5 dias", "Chega logo!", False),
        ("chega logo", "Chega em 2 dias!", False),
        ("veja https://a.example/x", "Acesse https://a.example/x, por favor.", True),
        ("veja https://a.example/x", "Acesse https://evil.example/x", False),
        ("oi", "x" * 500, False),
    ],
)
def test_a_rewriting_keeps_every_fact(before: str, after: str, faithful: bool) -> None:
    assert is_faithful(before, after) is faithful
