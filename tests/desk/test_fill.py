"""Filling in a canned reply."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosa.desk.canned import VARIABLES, fill

VALUES = {
    "contact.name": "Maria",
    "contact.first_name": "Maria",
    "operator.name": "Paula",
    "operator.first_name": "Paula",
    "company.name": "Loja Aurora",
    "conversation.protocol": "20261120-0007",
    "greeting": "Boa noite",
}
NAMELESS = {**VALUES, "contact.name": ""}


@pytest.mark.parametrize(
    ("text", "filled", "for_the_nameless"),
    [
        ("Olá, {contact.name}! Sou {operator.name}.", "Olá, Maria! Sou Paula.", "Olá! Sou Paula."),
        ("Oi {contact.name}, tudo bem?", "Oi Maria, tudo bem?", "Oi, tudo bem?"),
        ("{contact.name}, tudo bem?", "Maria, tudo bem?", "tudo bem?"),
        ("Bom dia!\n{contact.name}: veja", "Bom dia!\nMaria: veja", "Bom dia!\nveja"),
        ("{ contact.name }{contact.name}", "MariaMaria", ""),
        ("A {company.name} agradece", "A Loja Aurora agradece", "A Loja Aurora agradece"),
        ("Chave {0} e {a.b} ficam", "Chave {0} e {a.b} ficam", "Chave {0} e {a.b} ficam"),
        ("Sem nada, mesmo.", "Sem nada, mesmo.", "Sem nada, mesmo."),
    ],
)
def test_variables_are_filled_and_a_missing_name_leaves_no_hole(text: str, filled: str, for_the_nameless: str) -> None:
    assert fill(text, VALUES) == filled
    assert fill(text, NAMELESS) == for_the_nameless


def test_a_name_that_looks_like_a_variable_is_only_a_name() -> None:
    assert fill("{contact.name} {operator.name}", {**VALUES, "contact.name": "{operator.name}"}) == (
        "{operator.name} Paula"
    )


@given(st.text())
def test_text_without_braces_is_never_changed(text: str) -> None:
    plain = text.replace("{", "").replace("}", "")
    assert fill(plain, NAMELESS) == plain


@given(st.lists(st.one_of(st.sampled_from([f"{{{name}}}" for name in VARIABLES]), st.text("ab ,!\n"))))
def test_every_variable_that_has_a_value_is_replaced_by_exactly_it(parts: list[str]) -> None:
    expected = "".join(VALUES[part[1:-1]] if part.startswith("{") else part for part in parts)
    assert fill("".join(parts), VALUES) == expected
