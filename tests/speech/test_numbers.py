"""Which numbers of what was heard are asked about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prosa.speech.numbers import Piece, doubtful, unvouched


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("meu CPF é 123.456.789-00, tá?", ("123.456.789-00",)),
        ("pedido 98765 de R$ 1.250,90.", ("98765", "R$ 1.250,90")),
        ("são 3 caixas e 12 potes", ()),
        ("o número é 1 2 3 4 5", ("1 2 3 4 5",)),
        ("CEP 01310-100 e de novo 01310-100", ("01310-100",)),
        ("", ()),
    ],
)
def test_long_numbers_are_asked_about_when_nobody_vouches_for_them(text: str, numbers: tuple[str, ...]) -> None:
    assert unvouched(text) == numbers


def test_a_number_is_as_sure_as_its_least_sure_piece() -> None:
    pieces = [Piece("pedido", 0.2), Piece(" 98", 0.99), Piece("765", 0.6), Piece(" e ", 0.1), Piece("4321", 0.99)]
    assert doubtful("pedido 98765 e 4321", pieces) == ("98765",)


def test_pieces_that_are_not_the_text_vouch_for_nothing() -> None:
    assert doubtful("pedido 98765", [Piece("outra coisa", 0.99)]) == ("98765",)


@given(st.text(), st.lists(st.builds(Piece, st.text(max_size=8), st.floats(0, 1))))
def test_every_doubt_stands_in_the_text(text: str, pieces: list[Piece]) -> None:
    assert all(number in text for number in (*doubtful(text, pieces), *unvouched(text)))


@given(st.lists(st.builds(Piece, st.sampled_from(["123", " ", "45", "a", ","]), st.floats(0.9, 1)), min_size=1))
def test_what_is_sure_is_never_asked_about(pieces: list[Piece]) -> None:
    assert doubtful("".join(piece.text for piece in pieces), pieces) == ()
