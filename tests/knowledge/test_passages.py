"""How an article is cut into what is searched and quoted."""

from hypothesis import given
from hypothesis import strategies as st

from prosa.knowledge.passages import LONGEST, split


def test_sections_are_passages_with_their_heading() -> None:
    body = "Começo.\n\n## Prazo\nTrinta dias.\n\n### Exceções\nNenhuma."
    assert [(p.number, p.heading, p.text) for p in split("Troca", body)] == [
        (1, "", "Começo."),
        (2, "Prazo", "Trinta dias."),
        (3, "Prazo · Exceções", "Nenhuma."),
    ]


def test_a_first_heading_that_repeats_the_title_is_not_shown() -> None:
    assert split("Troca", "# Troca\nTrinta dias.")[0].heading == ""


def test_steps_stay_together_with_the_line_that_introduces_them() -> None:
    body = "Para trocar:\n\n1. Abra o site.\n\n2. Escolha o produto.\n\n3. Imprima a etiqueta."
    (only,) = split("Troca", body)
    assert only.text == "Para trocar:\n1. Abra o site.\n2. Escolha o produto.\n3. Imprima a etiqueta."


def test_a_long_table_is_cut_between_rows_and_repeats_its_head() -> None:
    rows = [f"| cidade {n} | {n} dias úteis depois da confirmação |" for n in range(60)]
    passages = split("Prazos", "\n".join(["| cidade | prazo |", "| --- | --- |", *rows]))
    assert len(passages) > 1
    assert all(p.text.startswith("| cidade | prazo |\n| --- | --- |\n| cidade ") for p in passages)
    assert sum(p.text.count("\n| cidade ") for p in passages) == len(rows)


def test_headings_and_rules_inside_code_are_text() -> None:
    (only,) = split("Integração", "```\n# comentário\n---\n```")
    assert "# comentário" in only.text
    assert "---" in only.text


def test_an_article_without_text_is_found_by_its_title() -> None:
    assert [p.text for p in split("Troca", "  \n")] == ["Troca"]


@given(st.text(alphabet=st.sampled_from("ab .|#-*1\n"), max_size=3000))
def test_nothing_is_lost_and_no_passage_is_too_long(body: str) -> None:
    passages = split("Título", body)
    assert all(p.text.strip() and len(p.text) <= LONGEST for p in passages)
    letters = [c for line in body.splitlines() if not line.startswith("#") for c in line if c in "ab"]
    kept = "".join(p.text for p in passages if p.text != "Título")
    cut_or_heading = "|" in body or "#" in body
    assert cut_or_heading or [c for c in kept if c in "ab"] == letters
