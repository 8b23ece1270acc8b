"""Long conversations are put in short after the turn, and what is in short does not go along word for word again."""

from sqlalchemy import text

from prosa.agents.engine import Engine, Reply, ReplyKind, Turn
from prosa.conversations import remembering
from prosa.conversations.models import SummaryRow
from prosa.conversations.schemas import Summary
from prosa.core.ids import new_id
from prosa.turns import summaries
from tests.turns.conftest import Desk, Mind


class Scribe(Mind):
    """An engine that writes summaries."""

    text: str | None = "O contato quer trocar."
    asked: list[Turn]

    async def summarise(self, turn: Turn) -> str | None:
        self.asked = [turn]
        return self.text

    async def follow_up(self, turn: Turn) -> str | None:
        return None


SAID = (
    *("Vocês entregam em Recife?", "Qual é o horário de sábado?", "Tem o vestido azul no tamanho 42?"),
    *("Posso pagar por boleto?", "Como funciona a garantia do fogão?", "Quem cuida da montagem do armário?"),
    *("Meu cupom vale no aplicativo?", "Dá para retirar na loja de Olinda?", "E o frete do tapete?"),
    *("O sofá vem embalado?", "Aceitam vale presente?", "Fazem entrega expressa?", "Onde vejo a nota fiscal?"),
)


async def talk(desk: Desk, turns: int, first: int = 0) -> None:
    for number in range(first, first + turns):
        reply = Reply(ReplyKind.SMALL_TALK, ("Certo.", "Entendi.", "Vou ver.", "Pois é.")[number % 4])
        desk.mind.says(reply)
        await desk.says(SAID[number])
        await desk.is_looked_at()


async def kept(desk: Desk) -> Summary | None:
    async with desk.runtime.db.transaction() as session:
        found = await remembering.past(session, await desk.id())
    return found.summary if found else None


async def test_a_short_conversation_has_none(desk: Desk) -> None:
    await talk(desk, 3)
    assert not await summaries.summarise(desk.runtime, await desk.id())
    assert await kept(desk) is None


async def test_without_a_model_what_was_asked_is_picked(desk: Desk) -> None:
    await talk(desk, 8)
    assert await summaries.summarise(desk.runtime, await desk.id())
    found = await kept(desk)
    assert found is not None
    messages = await desk.messages()
    covered = [message for message in messages if message.seq <= found.seq]
    assert found.message_id == covered[-1].id
    assert len(messages) - len(covered) == summaries.KEPT_LINES
    assert SAID[4] in found.text
    assert SAID[7] not in found.text
    async with desk.runtime.db.transaction() as session:
        row = await session.get(SummaryRow, await desk.id())
    assert row is not None
    assert row.by == summaries.PICKED


async def test_the_next_turn_has_it_and_the_next_summary_goes_on_from_it(desk: Desk) -> None:
    scribe = Scribe(name="scribe")
    desk.runtime.registry.add(Engine, scribe.name, scribe)
    await talk(desk, 8)
    desk.mind = scribe
    async with desk.runtime.db.transaction() as session:
        await session.execute(text("UPDATE agent SET engine = 'scribe'"))
    assert await summaries.summarise(desk.runtime, await desk.id())
    first = await kept(desk)
    assert first is not None
    assert first.text == "O contato quer trocar."
    await talk(desk, 1, first=8)
    assert scribe.turns[-1].summary == first
    assert not summaries.is_long(scribe.turns[-1])
    assert not await summaries.summarise(desk.runtime, await desk.id())
    scribe.text = None
    await talk(desk, 4, first=9)
    assert summaries.is_long(scribe.turns[-1])
    assert await summaries.summarise(desk.runtime, await desk.id())
    (asked,) = scribe.asked
    assert asked.summary == first
    assert all(line.seq > first.seq for line in asked.history)
    second = await kept(desk)
    assert second is not None
    assert second.seq > first.seq


async def test_one_that_reaches_less_far_replaces_nothing(desk: Desk) -> None:
    await talk(desk, 8)
    await summaries.summarise(desk.runtime, await desk.id())
    found = await kept(desk)
    assert found is not None
    async with desk.runtime.db.transaction() as session:
        await remembering.keep(session, await desk.id(), Summary("alt", new_id(), found.seq - 1), "late")
    assert await kept(desk) == found


async def test_a_conversation_that_is_gone_has_none(desk: Desk) -> None:
    assert not await summaries.summarise(desk.runtime, new_id())
