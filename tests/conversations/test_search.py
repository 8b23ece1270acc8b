"""Finding conversations by what was said in them."""

import pytest

from prosa.accounts.schemas import system
from prosa.conversations import search


@pytest.mark.parametrize(
    "q",
    [
        "geladeira",
        "GELADEIRA",
        "gel",
        "pedido gela",
        "o pedido da geladeira",
        "pédido",
        "  pedido!  ",
    ],
)
async def test_words_are_found_whatever_their_case_and_accents_and_the_last_by_its_beginning(talk, q):
    await talk.says("Cadê o pedido da geladeira?")
    assert await _found(talk, q) == [await talk.id()]


@pytest.mark.parametrize("q", ["geladeiras", "ge", "pedid geladeira", "pedido fogão", "da", "!!", ""])
async def test_other_words_find_nothing(talk, q):
    await talk.says("Cadê o pedido da geladeira?")
    assert await _found(talk, q) == []


async def test_what_is_said_every_day_is_found_when_nothing_else_is_asked(talk):
    await talk.says("Bom dia, tudo bem?")
    assert await _found(talk, "bom dia") == [await talk.id()]


async def _found(talk, q: str) -> list[object]:
    async with talk.runtime.db.transaction() as session:
        return [item.id for item in (await search.find(session, system("test"), q, None)).items]
