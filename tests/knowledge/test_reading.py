"""Tables and exported conversations as drafts of articles."""

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosa.core.documents import Unreadable
from prosa.knowledge import reading_chat, reading_fields, reading_table
from prosa.knowledge.schemas import ArticleKind, Audience

ANDROID = """12/03/2026 14:05 - As mensagens são protegidas com a criptografia de ponta a ponta.
12/03/2026 14:05 - Maria Souza: Oi, boa tarde!
12/03/2026 14:06 - Maria Souza: vocês entregam no sábado?
12/03/2026 14:07 - Loja Sol: Boa tarde, Maria! Entregamos sim,
das 9h às 13h, em Curitiba.
12/03/2026 14:08 - Maria Souza: <Mídia oculta>
12/03/2026 14:09 - Maria Souza: meu cpf é 529.982.247-25, qual o frete?
12/03/2026 14:10 - Loja Sol: Para o seu CPF o frete fica em R$ 12,00.
12/03/2026 14:11 - Maria Souza: obrigada
12/03/2026 14:12 - Loja Sol: De nada, conte conosco sempre que precisar!
"""
IPHONE = """\u200e[12/03/26, 2:05:33\u202fPM] Ana: What time do you open?
[12/03/26, 2:06:33\u202fPM] Shop: We open at 9 every morning.
"""


def test_what_was_asked_and_answered_makes_a_draft_without_names_and_greetings() -> None:
    drafts = reading_chat.read(ANDROID, "Conversa do WhatsApp com Maria Souza.txt")
    assert [(draft.title, draft.body) for draft in drafts] == [
        ("Vocês entregam no sábado?", "Entregamos sim,\ndas 9h às 13h, em Curitiba.")
    ]


def test_other_telephones_write_other_lines() -> None:
    assert [draft.title for draft in reading_chat.read(IPHONE)] == ["What time do you open?"]
    assert reading_chat.looks_like_one(IPHONE)
    assert not reading_chat.looks_like_one("Política de trocas\n\nEm 12/03/2026 mudou.\n")


def test_the_company_is_who_answers_when_the_name_of_the_file_does_not_tell() -> None:
    assert reading_chat.read(ANDROID)[0].body.startswith("Entregamos")


def test_the_conversation_in_an_archive_is_read_and_a_bomb_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    assert reading_chat.unpacked(archive({"_chat.txt": ANDROID, "IMG-1.jpg": "x"})) == ANDROID
    for wrong in (archive({"a.txt": "", "b.txt": ""}), archive({"x.jpg": ""})):
        with pytest.raises(Unreadable, match="chat_unknown"):
            reading_chat.unpacked(wrong)
    with pytest.raises(Unreadable, match="broken"):
        reading_chat.unpacked(b"PK\x03\x04 no archive")
    monkeypatch.setattr(reading_chat, "LARGEST", 1_000_000)
    with pytest.raises(Unreadable, match="suspicious"):
        reading_chat.unpacked(archive({"_chat.txt": "a" * 2_000_000}))


@pytest.mark.parametrize(("text", "reason"), [("nada", "chat_unknown"), (ANDROID.replace("?", ""), "nothing_found")])
def test_a_text_with_nothing_to_learn_is_refused(text: str, reason: str) -> None:
    quiet = text.replace("qual o frete", "ok").replace("vocês entregam", "entregue")
    with pytest.raises(Unreadable, match=reason):
        reading_chat.read(quiet)


def archive(files: dict[str, str]) -> bytes:
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as file:
        for name, text in files.items():
            file.writestr(name, text)
    return written.getvalue()


def test_a_table_as_spreadsheets_save_it_is_read() -> None:
    text = (
        "Pergunta;Resposta;Tipo;Válido até;Público\r\n"
        'Tem Pix?;"Sim;\r\n5% de desconto";;31/12/2026;interno\r\n'
        ";sem pergunta;;;\r\nsem resposta;;;;\r\nTem Pix?;De novo;Política;amanhã;\r\n"
    )
    first, second = reading_table.read(text)
    assert (first.title, first.body, first.kind) == ("Tem Pix?", "Sim;\r\n5% de desconto", ArticleKind.FAQ)
    assert (first.valid_until, first.audience) == (date(2026, 12, 31), Audience.OPERATORS)
    assert (second.key, second.kind, second.valid_until) == ("tem pix?#2", ArticleKind.POLICY, None)


@pytest.mark.parametrize(
    "text", ["Tem Pix?,Sim\nTem boleto?,Não", "question\tanswer\nTem Pix?\tSim", "title|body\na|b"]
)
def test_other_signs_and_tables_without_names_are_read(text: str) -> None:
    assert reading_table.read(text)[0].body in ("Sim", "b")


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "no_text"), ("nome;preço;estoque\nx;1;2", "columns_unknown"), ('a,b\n"' + "x" * 300_000, "broken")],
)
def test_a_table_of_something_else_is_refused(text: str, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        reading_table.read(text)
    assert refused.value.reason == reason


@given(st.text(alphabet=st.characters(exclude_characters="\x00"), max_size=200))
def test_whatever_the_text_reading_a_table_ends_in_drafts_or_a_reason(text: str) -> None:
    try:
        drafts = reading_table.read(text)
    except Unreadable:
        return
    assert all(draft.title and draft.body for draft in drafts)


def test_the_head_of_a_markdown_file_is_understood() -> None:
    head, rest = reading_fields.head("---\ntítulo: 'Trocas'\nválido até: 2026-12-31\noutro: x\n---\n\nCorpo")
    assert head == {"title": "Trocas", "valid_until": "2026-12-31"}
    assert rest == "\nCorpo"
    assert reading_fields.head("--- \nnada") == ({}, "--- \nnada")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-31", date(2026, 12, 31)),
        ("1/2/26", date(2026, 2, 1)),
        ("31/02/2026", None),
        ("logo", None),
        ("", None),
    ],
)
def test_days_are_read_as_people_write_them(text: str, day: date | None) -> None:
    assert reading_fields.day(text) == day


def test_days_in_the_wrong_order_say_nothing() -> None:
    said = reading_fields.said({"valid_from": "2026-12-31", "valid_until": "2026-01-01"})
    assert (said["valid_from"], said["valid_until"]) == (None, None)
