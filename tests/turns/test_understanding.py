"""A turn is read before it is answered; what was read is kept, shown and corrected."""

from uuid import uuid4

import pytest

from prosa.accounts.schemas import system
from prosa.agents.understanding import Companion, Correction, shipped_examples
from prosa.conversations import understood
from prosa.core.errors import NotFound
from prosa.core.runtime import Runtime
from prosa.turns import understanding
from prosa.turns.understanding import NothingSaid
from tests.turns.conftest import Desk

ACTOR = system("test")


@pytest.fixture
async def companion(runtime: Runtime) -> Companion:
    examples = shipped_examples()
    found = Companion(runtime, examples[:: len(examples) // 500])
    runtime.registry.add(Companion, "understanding", found)
    await found.prepare()
    return found


async def test_the_engine_is_shown_the_reading_of_the_whole_burst(desk: Desk, companion: Companion) -> None:
    await desk.says("quanto custa a camiseta azul?")
    await desk.says("quero falar com um atendente")
    await desk.is_looked_at()
    (turn,) = desk.mind.turns
    assert turn.reading is not None
    assert turn.reading.wants_human.value is True
    assert "azul" in [entity.value for entity in turn.reading.entities]
    (row,) = await desk.turn_rows()
    heads = row.understanding["reading"]["heads"]
    assert heads["wants_human"]["value"] is True
    assert heads["wants_human"]["certainty"] == "act"
    async with desk.runtime.db.transaction() as session:
        kept = await understood.of(session, [await desk.id(), uuid4()])
    assert kept[await desk.id()].wants_human is True
    assert kept[await desk.id()].turn_id == row.id


async def test_without_a_model_or_without_words_the_turn_goes_on(desk: Desk) -> None:
    await desk.says("oi")
    await desk.is_looked_at()
    assert desk.mind.turns[0].reading is None
    (row,) = await desk.turn_rows()
    assert "reading" not in row.understanding


async def test_a_turn_is_corrected_and_the_weeks_tell(desk: Desk, companion: Companion) -> None:
    await desk.says("o sistema não abre, dá erro na tela")
    await desk.is_looked_at()
    (row,) = await desk.turn_rows()
    read = row.understanding["reading"]["heads"]["category"]
    wrong = next(name for name in ("elogio", "tecnico") if name != read["value"])
    async with desk.runtime.db.transaction() as session:
        found = await understanding.correct(session, ACTOR, row.id, Correction(category=wrong))
        week = (await understanding.quality(session)).weeks[0]
    assert found.agreed is (False if read["certainty"] == "act" else None)
    assert (week.decided, week.right) == (1, 0)
    assert week.automatic == week.wrong
    async with desk.runtime.db.transaction() as session:
        await understanding.correct(session, ACTOR, row.id, Correction(category=read["value"]))
        week = (await understanding.quality(session)).weeks[0]
    assert (week.automatic, week.wrong) == (week.right, 0)


async def test_only_a_turn_with_words_can_be_corrected(desk: Desk) -> None:
    async with desk.runtime.db.transaction() as session:
        with pytest.raises(NotFound):
            await understanding.correct(session, ACTOR, uuid4(), Correction(category="elogio"))
    await desk.says("")
    await desk.is_looked_at()
    for row in await desk.turn_rows():
        async with desk.runtime.db.transaction() as session:
            with pytest.raises(NothingSaid):
                await understanding.correct(session, ACTOR, row.id, Correction(category="elogio"))
