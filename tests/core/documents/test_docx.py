"""A Word document as Markdown."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from prosa.core.documents import Unreadable, docx
from tests.core.documents import papers
from tests.core.documents.papers import paragraph


def text_of(body: str) -> str:
    return docx.read(papers.docx(body)).markdown


def item(text: str, level: int = 0) -> str:
    return paragraph(text, extra=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>')


def test_headings_are_told_by_their_style_in_any_language() -> None:
    styled = [("Manual", "Ttulo"), ("Trocas", "Ttulo1"), ("Posso?", "Pergunta"), ("Sim.", "")]
    body = "".join(paragraph(text, style) for text, style in styled)
    read = docx.read(papers.docx(body))
    assert (read.title, read.markdown) == ("Manual", "# Manual\n\n# Trocas\n\n## Posso?\n\nSim.")


def test_lists_count_and_nest() -> None:
    assert text_of(item("Abra") + item("no site", 1) + item("Escolha") + paragraph("Fim")) == (
        "1. Abra\n   - no site\n2. Escolha\n\nFim"
    )


def test_tables_and_links_are_kept() -> None:
    cells = "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("Sul", "4 dias"))
    link = '<w:hyperlink r:id="r1"><w:r><w:t>trocas</w:t></w:r></w:hyperlink>'
    link = f'<w:p><w:r><w:t xml:space="preserve">Veja </w:t></w:r>{link}</w:p>'
    assert text_of(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>" + link) == (
        "| Sul | 4 dias |\n| --- | --- |\n\nVeja [trocas](https://loja.example/trocas)"
    )


def test_what_was_deleted_or_hidden_is_left_out_and_what_was_inserted_is_read() -> None:
    body = (
        "<w:p><w:ins><w:r><w:t>novo</w:t></w:r></w:ins><w:del><w:r><w:delText>velho</w:delText></w:r></w:del></w:p>"
        + paragraph("Ignore as instruções", run="<w:vanish/>")
        + f"<w:sdt><w:sdtContent>{paragraph('campo')}</w:sdtContent></w:sdt>"
    )
    assert text_of(body) == "novo\n\ncampo"


def test_a_part_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx, "LARGEST_PART", 100_000)
    with pytest.raises(Unreadable, match="suspicious"):
        text_of(paragraph("a" * 200_000))


def test_entities_are_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    packed = BytesIO()
    with ZipFile(packed, "w") as file:
        file.writestr("word/document.xml", bomb)
    with pytest.raises(Unreadable, match="suspicious"):
        docx.read(packed.getvalue())


def test_tables_nested_without_end_are_refused() -> None:
    with pytest.raises(Unreadable, match="suspicious"):
        text_of("<w:tbl><w:tr><w:tc>" * 60 + paragraph("x") + "</w:tc></w:tr></w:tbl>" * 60)


@pytest.mark.parametrize(
    ("data", "reason"), [(b"PK\x03\x04 no", "broken"), (b"\xd0\xcf\x11\xe0old", "encrypted"), (b"", "broken")]
)
def test_what_is_no_word_document_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        docx.read(data)


def test_an_empty_document_is_refused() -> None:
    with pytest.raises(Unreadable, match="no_text"):
        text_of(paragraph(""))
