"""Chat as it is typed, in the form that models read."""

import pytest

from prosa.agents.understanding.normal import marks, plain


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("vc tbm sabe qto custa", "voce tambem sabe quanto custa"),
        ("muitoooo boooom", "muito bom"),
        ("NÃO CONSIGO LOGAR", "nao consigo logar"),
        ("kkkkkk adorei", "risada adorei"),
        ("rsrsrs", "risada"),
        ("hahahaha boa", "risada boa"),
        ("me cobraram R$ 1.290,50", "me cobraram umvalor"),
        ("pode ser 14h30?", "pode ser umahora"),
        ("dia 12/03", "dia umadata"),
        ("pedido 123456", "pedido numerolongo"),
        ("olha https://exemplo.com/x?y=1", "olha umlink"),
        ("", ""),
        ("😍😍", ""),
    ],
)
def test_a_message_is_read_in_one_form(typed: str, read: str) -> None:
    assert plain(typed) == read


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("amei 😍", "glad"),
        ("de novo 😡", "sad"),
        ("cadê?", "asks"),
        ("cadê??", "insists"),
        ("socorro!!", "insists"),
        ("ISSO É UM ABSURDO", "shouts"),
        ("👍🏽", "glad"),
        ("123", "wordless"),
    ],
)
def test_signs_say_what_words_do_not(typed: str, says: str) -> None:
    assert says in marks(typed)


def test_a_short_word_in_capitals_is_not_shouted() -> None:
    assert "shouts" not in marks("OK")


def test_a_flood_is_read_only_so_far() -> None:
    assert len(plain("palavra " * 100_000)) < 2_000
