"""What a provider would refuse hours later is refused at once, and what is filled in reads as it will be seen."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosa.channels.abilities import ButtonKind, TemplateButton, TemplateCategory, TemplateContent
from prosa.channels.template_rules import Filled, TemplateInvalid, Values, check, filled, variables

GOOD = TemplateContent(
    "pedido", "pt_BR", TemplateCategory.UTILITY, "Olá {{1}}, o pedido {{2}} chegou.", examples=("A", "1")
)
REPLY = TemplateButton(ButtonKind.REPLY, "Sim")
SHOP = TemplateButton(ButtonKind.URL, "Ver", "https://loja.example/{{1}}")
CALL = TemplateButton(ButtonKind.PHONE, "Ligar", "+551130001000")


def wrong(content: TemplateContent) -> tuple[str, str] | None:
    try:
        check(content)
    except TemplateInvalid as refused:
        return str(refused.params["field"]), str(refused.params["problem"])
    return None


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"body": "Olá {{1}}, {{2}}!"},
        {"body": "Oi {{1}} e {{2}}, {{1}} de novo."},
        {"body": "x" * 1024, "examples": ()},
        {"header": "Loja {{1}}", "header_example": "Centro", "footer": "x" * 60},
        {"buttons": (REPLY, SHOP, CALL)},
        {"buttons": tuple(TemplateButton(ButtonKind.REPLY, str(number)) for number in range(10))},
        {"name": "a" * 512, "language": "en"},
        {"language": "zh_Hant"},
    ],
)
def test_what_fits_passes(changes: dict[str, Any]) -> None:
    assert wrong(replace(GOOD, **changes)) is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": "Pedido"}, ("name", "characters")),
        ({"name": ""}, ("name", "characters")),
        ({"name": "a" * 513}, ("name", "too_long")),
        ({"language": "português"}, ("language", "unknown")),
        ({"body": " \n "}, ("body", "empty")),
        ({"body": "x" * 1025}, ("body", "too_long")),
        ({"body": "{{1}}, o pedido {{2}} chegou."}, ("body", "variable_at_start")),
        ({"body": "Olá {{1}}, seu pedido {{2}}"}, ("body", "variable_at_end")),
        ({"body": "Olá {{1}} {{2}}, tudo bem?"}, ("body", "variables_touch")),
        ({"body": "Olá {{1}}, o pedido {{3}} chegou."}, ("body", "numbering")),
        ({"body": "Olá {{0}}, o pedido {{1}} chegou."}, ("body", "numbering")),
        ({"body": "Olá {{nome}}, o pedido {{1}} chegou."}, ("body", "braces")),
        ({"body": "Olá {{ 1 }}, o pedido chegou."}, ("body", "braces")),
        ({"examples": ("A",)}, ("examples", "count")),
        ({"examples": ("A", " ")}, ("examples", "empty")),
        ({"examples": ("A", "1\n2")}, ("examples", "lines")),
        ({"header": "x" * 61}, ("header", "too_long")),
        ({"header": "a\nb"}, ("header", "lines")),
        ({"header": "{{1}} {{2}}", "header_example": "x"}, ("header", "numbering")),
        ({"header": "Loja {{2}}", "header_example": "x"}, ("header", "numbering")),
        ({"header": "Loja {{1}}"}, ("header_example", "count")),
        ({"header": "Loja", "header_example": "x"}, ("header_example", "count")),
        ({"footer": "x" * 61}, ("footer", "too_long")),
        ({"footer": "Olá {{1}}"}, ("footer", "variable")),
        ({"buttons": (CALL, replace(CALL, title="Outra"))}, ("buttons", "too_many")),
        ({"buttons": tuple(replace(SHOP, title=str(n)) for n in range(3))}, ("buttons", "too_many")),
        ({"buttons": tuple(replace(REPLY, title=str(n)) for n in range(11))}, ("buttons", "too_many")),
        ({"buttons": (replace(REPLY, title="x" * 26),)}, ("buttons", "title")),
        ({"buttons": (replace(REPLY, title=" "),)}, ("buttons", "title")),
        ({"buttons": (replace(REPLY, title="{{1}}"),)}, ("buttons", "title")),
        ({"buttons": (REPLY, REPLY)}, ("buttons", "same_title")),
        ({"buttons": (REPLY, SHOP, replace(REPLY, title="Não"))}, ("buttons", "mixed")),
        ({"buttons": (replace(SHOP, value="loja.example"),)}, ("buttons", "url")),
        ({"buttons": (replace(SHOP, value="javascript:alert(1)"),)}, ("buttons", "url")),
        ({"buttons": (replace(SHOP, value="https://x.example/{{1}}/a"),)}, ("buttons", "url")),
        ({"buttons": (replace(CALL, value="ligue já"),)}, ("buttons", "phone")),
        ({"buttons": (replace(REPLY, value="x"),)}, ("buttons", "value")),
    ],
)
def test_what_does_not_fit_names_the_part_and_the_reason(changes: dict[str, Any], expected: tuple[str, str]) -> None:
    assert wrong(replace(GOOD, **changes)) == expected


def test_it_reads_as_the_person_will_see_it() -> None:
    content = replace(GOOD, header="Loja {{1}}", header_example="x", footer="Até logo", buttons=(REPLY, SHOP))
    shown = filled(content, Values(("Ana", "12"), "Centro", {1: "p/12"}))
    assert shown == Filled(
        "Loja Centro",
        "Olá Ana, o pedido 12 chegou.",
        "Até logo",
        (REPLY, replace(SHOP, value="https://loja.example/p/12")),
    )


def test_a_value_that_looks_like_a_variable_stays_as_it_is() -> None:
    assert filled(GOOD, Values(("{{2}}", "x"))).body == "Olá {{2}}, o pedido x chegou."


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (Values(("Ana",)), "variables"),
        (Values(("Ana", "1", "2")), "variables"),
        (Values(("Ana", " ")), "variables"),
        (Values(("Ana", "1\n2")), "variables"),
        (Values(("Ana", "x" * 501)), "variables"),
        (Values(("Ana", "1"), "Centro"), "header_variable"),
        (Values(("Ana", "1"), None, {0: "x"}), "button_variables"),
    ],
)
def test_values_that_do_not_fit_are_refused(values: Values, field: str) -> None:
    with pytest.raises(TemplateInvalid) as refused:
        filled(GOOD, values)
    assert refused.value.params["field"] == field


def test_a_text_that_grows_beyond_the_limit_is_refused() -> None:
    long = replace(GOOD, body="x" * 900 + " {{1}} fim", examples=("A",))
    with pytest.raises(TemplateInvalid):
        filled(long, Values(("y" * 200,)))


@given(st.text(max_size=40), st.lists(st.text(max_size=10), max_size=4))
def test_any_text_is_judged_and_what_passes_can_be_filled_with_its_examples(body: str, examples: list[str]) -> None:
    content = replace(GOOD, body=body, examples=tuple(examples))
    if wrong(content) is None:
        assert filled(content, Values(tuple(examples))).body


@given(st.text(st.sampled_from("ab {}0123"), max_size=30))
def test_whatever_a_draft_says_it_is_filled_or_refused(body: str) -> None:
    content = replace(GOOD, body=body, examples=())
    values = tuple("x" for _ in variables(body))
    if body:
        filled(content, Values(values))
