"""What articles a document would make."""

from hypothesis import given
from hypothesis import strategies as st

from prosa.knowledge.drafts import LONG, LONGEST, cut
from prosa.knowledge.schemas import ArticleKind, NewArticle


def titles(text: str, name: str = "Manual") -> list[str]:
    return [draft.title for draft in cut(name, text)]


def test_every_question_is_an_article() -> None:
    questions = "### Qual o prazo?\n\n4 dias.\n\n### Entregam no sábado de manhã?\n\nSim."
    text = f"# Ajuda\n\n## Entregas\n\n{questions}\n\n## Horário\n\nSeg a sex."
    drafts = cut("ajuda", text)
    assert [(draft.key, draft.title, draft.body) for draft in drafts] == [
        ("entregas/qual o prazo?", "Entregas: Qual o prazo?", "4 dias."),
        ("entregas/entregam no sabado de manha?", "Entregam no sábado de manhã?", "Sim."),
        ("horario", "Horário", "Seg a sex."),
    ]


def test_a_short_document_without_questions_stays_whole_with_its_headings() -> None:
    draft, *others = cut(
        "Política de trocas", "Aceitamos.\n\n## Prazo\n\n30 dias.\n\n| A | B |\n| --- | --- |\n| 1 | 2 |"
    )
    assert not others
    assert (draft.title, draft.kind) == ("Política de trocas", ArticleKind.POLICY)
    assert draft.body == "Aceitamos.\n\n## Prazo\n\n30 dias.\n\n| A | B |\n| --- | --- |\n| 1 | 2 |"


def test_a_long_document_is_cut_at_its_headings_and_a_long_section_again() -> None:
    section = "Texto. " * 300
    text = f"## Um\n\n{section}\n\n## Dois\n\n### A\n\n{'Texto. ' * LONG}\n\n### B\n\n{section}"
    assert titles(text) == ["Manual: Um", "Dois: A", "Dois: B"]


def test_text_without_headings_is_cut_between_its_blocks() -> None:
    drafts = cut("Manual", "\n\n".join("Uma linha de texto." * 50 for _ in range(100)))
    assert len(drafts) > 3
    assert len({draft.key for draft in drafts}) == len(drafts)
    assert all(len(draft.body) <= LONGEST for draft in drafts)


def test_questions_that_are_not_marked_as_headings_are_found() -> None:
    for text in (
        "**Tem Pix?**\n\nSim.\n\n**Tem boleto?**\n\nNão.",
        "Pergunta: Tem Pix?\nResposta: Sim.\n\nPergunta: Tem boleto\nResposta: Não.",
        "P: Tem Pix?\n\nR: Sim.\n\nP: Tem boleto?\n\nR: Não.",
        "Vocês têm Pix?\n\nSim.\n\nVocês têm boleto?\n\nNão.",
    ):
        drafts = cut("faq", text)
        assert [draft.body for draft in drafts] == ["Sim.", "Não."], text
        assert drafts[1].title.endswith("boleto?")


def test_kinds_are_guessed() -> None:
    kinds = {
        "## Como peço a troca do produto?\n\nx\n\n## Tem Pix na loja?\n\ny": [ArticleKind.PROCEDURE, ArticleKind.FAQ],
        "# Termos de uso\n\nx": [ArticleKind.POLICY],
        "# Fale conosco\n\nx": [ArticleKind.CONTACT],
        "# Primeiro acesso\n\n1. a\n2. b\n3. c": [ArticleKind.PROCEDURE],
    }
    for text, wanted in kinds.items():
        assert [draft.kind for draft in cut("x", text)] == wanted, text


def test_headings_in_code_are_code() -> None:
    assert [draft.body for draft in cut("x", "```\n# a\n\n## b?\n```")] == ["```\n# a\n\n## b?\n```"]


def test_the_same_heading_in_two_places_tells_where() -> None:
    asked = "Qual o prazo de entrega dos pedidos?"
    text = f"## Sul\n\n### {asked}\n\n4\n\n## Norte\n\n### {asked}\n\n9"
    assert titles(text) == [f"Sul: {asked}", f"Norte: {asked}"]


BLOCK = st.sampled_from(
    [
        "# A",
        "## B?",
        "### C?",
        "#### D",
        "texto",
        "**E?**",
        "- a\n- b",
        "```",
        "|a|b|\n|-|-|",
        "P: f?",
        "R: g",
        "?",
        "#",
        "",
    ]
)


@given(st.lists(BLOCK, max_size=25), st.text(max_size=20))
def test_whatever_the_document_drafts_are_articles_and_no_text_is_lost(blocks: list[str], extra: str) -> None:
    text = "\n\n".join([*blocks, "palavra final"])
    drafts = cut("Nome", f"{extra}\n\n{text}")
    for draft in drafts:
        NewArticle(title=draft.title, kind=draft.kind, body=draft.body)
    assert any("palavra final" in draft.body for draft in drafts)
    assert len({draft.key for draft in drafts}) == len(drafts)


def test_numbers_of_chapters_are_no_part_of_a_title() -> None:
    headings = ("## 1. Qual o prazo de entrega hoje?", "### 2.1 Quanto custa o frete aqui?", "## 5 passos para trocar")
    text = "\n\n".join(f"{heading}\n\ntexto" for heading in headings)
    assert titles(text, "Ajuda") == [
        "Qual o prazo de entrega hoje?",
        "Quanto custa o frete aqui?",
        "5 passos para trocar",
    ]
