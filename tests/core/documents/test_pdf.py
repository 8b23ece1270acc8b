"""A PDF as Markdown."""

import pytest

from prosa.core.documents import Unreadable, pdf
from tests.core.documents import papers
from tests.core.documents.papers import Line


def text_of(*pages: list[Line]) -> str:
    return pdf.read(papers.pdf(pages), lambda done, total: None).markdown


def down(*texts: str, top: float = 700, left: float = 50, step: float = 14) -> list[Line]:
    return [(text, left, top - number * step, 11, False) for number, text in enumerate(texts)]


def test_headings_are_told_by_size_and_weight() -> None:
    page: list[Line] = [
        ("Política de trocas", 50, 760, 20, True),
        *down("Você pode trocar qualquer produto em até 30 dias", "depois de receber.", top=730),
        ("Como pedir?", 50, 690, 11, True),
        *down("Pelo site, na sua conta.", top=675),
        ("Prazos", 50, 640, 16, False),
        *down("Quatro dias úteis.", top=620),
    ]
    assert text_of(page) == (
        "# Política de trocas\n\nVocê pode trocar qualquer produto em até 30 dias depois de receber.\n\n"
        "### Como pedir?\n\nPelo site, na sua conta.\n\n## Prazos\n\nQuatro dias úteis."
    )


def test_columns_become_a_table_and_a_cell_may_have_two_lines() -> None:
    lines = [("Região", "Prazo"), ("Sul", "4 dias úteis"), ("Norte", "12 dias úteis")]
    page: list[Line] = [
        (text, left, 700 - 20 * number, 11, False)
        for number, row in enumerate(lines)
        for text, left in zip(row, (50, 200), strict=True)
    ]
    page.append(("ou mais", 200, 648, 11, False))
    assert text_of(page) == (
        "| Região | Prazo |\n| --- | --- |\n| Sul | 4 dias úteis |\n| Norte | 12 dias úteis ou mais |"
    )


def test_steps_and_bullets_are_lists() -> None:
    marks = [("1.", "Abra o site."), ("2.", "Escolha o pedido.")]
    steps: list[Line] = []
    for number, (mark, text) in enumerate(marks):
        steps += [(mark, 50, 700 - 14 * number, 11, False), (text, 75, 700 - 14 * number, 11, False)]
    bullets = down("• Roupa íntima", "• Personalizados", top=640)
    assert text_of([*steps, *bullets]) == "1. Abra o site.\n2. Escolha o pedido.\n\n- Roupa íntima\n- Personalizados"


def test_heads_feet_and_page_numbers_are_left_out() -> None:
    words = ("um", "dois", "três", "quatro")
    pages: list[list[Line]] = [
        [("Loja Sol", 50, 810, 9, False), *down(f"Página {word}."), (f"Página {number} de 4", 270, 30, 9, False)]
        for number, word in enumerate(words, 1)
    ]
    assert text_of(*pages) == "\n\n".join(f"Página {word}." for word in words)


def test_a_chapter_at_the_head_of_its_page_is_a_heading() -> None:
    pages: list[list[Line]] = [
        [(f"Capítulo {number}", 50, 800, 16, True), *down(f"Texto {word}.")]
        for number, word in enumerate(("um", "dois", "três"), 1)
    ]
    assert text_of(*pages).count("# Capítulo") == 3


def test_a_table_of_contents_is_left_out() -> None:
    rows = down("Trocas . . . . . . . . . . 4", "Frete ............ 12", "Leia tudo... até a página 4")
    assert text_of(rows) == "Leia tudo... até a página 4"


def test_a_sentence_goes_on_over_the_end_of_a_page() -> None:
    assert text_of(down("O prazo é de"), down("quatro dias.")) == "O prazo é de quatro dias."


def test_two_columns_of_text_stay_two() -> None:
    left, right = down("Um", "dois"), down("Três", "quatro", left=320)
    assert text_of([*left, *right]) == "Um dois\n\nTrês quatro"


def test_a_scan_without_text_is_refused() -> None:
    with pytest.raises(Unreadable, match="no_text"):
        text_of([], [])


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"%PDF-1.7\n" + b"\x00" * 5000, papers.pdf([down("x")])[:200]])
def test_a_broken_file_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="broken"):
        pdf.read(data, lambda done, total: None)


def test_too_many_pages_are_refused_before_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MOST_PAGES", 2)
    with pytest.raises(Unreadable) as refused:
        text_of([], [], [])
    assert refused.value.params == {"reason": "too_long", "pages": 3, "limit": 2}
