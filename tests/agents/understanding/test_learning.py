"""A company's corrections are learned, a worse model stays out, and every process reads with the same one."""

import asyncio
import mmap
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from prosa.accounts.company import change_company
from prosa.accounts.schemas import CompanyChange, system
from prosa.agents.understanding import (
    Certainty,
    Companion,
    Correction,
    Example,
    Subject,
    correct,
    facts,
    golden,
    undo,
)
from prosa.agents.understanding import shipped_examples as shipped
from prosa.agents.understanding.arrays import Damaged
from prosa.agents.understanding.corrections import NotInText, list_examples
from prosa.agents.understanding.learner import learn
from prosa.agents.understanding.model import pack, unpack
from prosa.agents.understanding.schemas import BoundsChoice, ModelFacts, UnderstandingChange
from prosa.agents.understanding.settings import change_settings, get_settings
from prosa.conversations.models import ConversationRow
from prosa.core.errors import NotFound
from prosa.core.ids import new_id
from prosa.core.runtime import Runtime
from prosa.core.storage import LocalStorage
from tests.factories import a_channel, a_contact
from tests.logs import kept_logs

ACTOR = system("test")
WORD = "o zorblax da recepção"


def few() -> list[Example]:
    examples = shipped()
    return list(examples[:: len(examples) // 500])


async def taught(runtime: Runtime, text: str, turn_id: UUID | None = None, **labels: object) -> UUID:
    subject = Subject(turn_id or uuid4(), await conversation(runtime), datetime.now(UTC), text, "pt", {})
    async with runtime.db.transaction() as session:
        await correct(session, ACTOR, subject, Correction.model_validate(labels))
    return subject.turn_id


async def conversation(runtime: Runtime) -> UUID:
    async with runtime.db.transaction() as session:
        channel_id, contact_id = await a_channel(session, runtime.vault), await a_contact(session)
        row = ConversationRow(id=new_id(), channel_id=channel_id, contact_id=contact_id)
        session.add(row)
        return row.id


async def model(runtime: Runtime) -> ModelFacts:
    async with runtime.db.transaction() as session:
        return await facts(session)


def category(companion: Companion, text: str = WORD) -> str:
    reading = companion.read([text])
    assert reading is not None
    return reading.category.value


async def test_a_correction_is_learned_followed_and_taken_back(runtime: Runtime) -> None:
    one, other = Companion(runtime, few()), Companion(runtime, few())
    assert one.read([WORD]) is None, "nothing is trained yet"
    await one.learn()
    assert one.read(["", None]) is None
    before = category(one)
    meant = "elogio" if before != "elogio" else "tecnico"
    turn_id = await taught(runtime, WORD, category=meant)
    assert (await model(runtime)).waiting == 1
    await one.learn()
    found = await model(runtime)
    assert (found.revision, found.corrections, found.waiting, found.candidate) == (2, 1, 0, None)
    assert found.golden["category"].of == sum("category" in example.labels for example in golden())
    assert category(one) == meant
    await other.prepare()
    assert category(other) == meant

    async with runtime.db.transaction() as session:
        await undo(session, ACTOR, turn_id)
    await one.learn()
    await other.prepare()
    assert (await model(runtime)).revision == 3
    assert category(one) == category(other) == before
    async with runtime.db.transaction() as session:
        with pytest.raises(NotFound):
            await undo(session, ACTOR, turn_id)


async def test_a_model_that_reads_the_golden_set_worse_does_not_go_live(runtime: Runtime) -> None:
    companion = Companion(runtime, few())
    await companion.learn()
    for example in [example for example in golden() if "category" in example.labels][:25]:
        await taught(runtime, f"{example.text} mesmo", category="elogio")
    await companion.learn()
    found = await model(runtime)
    assert (found.revision, found.corrections, found.waiting) == (1, 0, 25)
    assert found.candidate is not None
    assert found.candidate.golden["category"].right < found.golden["category"].right
    await companion.learn()
    assert (await model(runtime)).candidate == found.candidate, "the same examples are not tried twice"


async def test_a_newer_correction_of_a_turn_takes_the_place_of_the_older(runtime: Runtime) -> None:
    turn_id = await taught(runtime, WORD, category="reclamacao")
    await taught(runtime, WORD, turn_id, category="tecnico")
    async with runtime.db.transaction() as session:
        (found,) = await list_examples(session)
    assert found.labels == {"category": "tecnico"}


async def test_what_is_kept_of_a_correction_has_no_personal_data(runtime: Runtime) -> None:
    await taught(runtime, "meu cpf é 529.982.247-25 e não abre", category="tecnico")
    async with runtime.db.transaction() as session:
        (found,) = await list_examples(session)
    assert "529" not in found.text


async def test_a_corrected_entity_must_have_been_said(runtime: Runtime) -> None:
    with pytest.raises(NotInText):
        await taught(
            runtime, "quero a bota", intent="add_to_cart", entities=[{"type": "color", "text": "azul", "value": "azul"}]
        )


@pytest.mark.parametrize("wrong", [{}, {"intent": "dance"}, {"category": ""}, {"entities": []}])
def test_a_correction_says_something_that_exists(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="1 validation error"):
        Correction.model_validate(wrong)


async def test_the_company_says_what_is_sure_enough_and_who_minds_what(runtime: Runtime) -> None:
    companion = Companion(runtime, few())
    await companion.prepare()
    text = "quanto custa a bota?"
    before = companion.read([text])
    assert before is not None
    assert before.department is None
    change = UnderstandingChange(
        bounds={"category": BoundsChoice(act=1.0, confirm=0.0)}, departments={before.category.value: "Vendas"}
    )
    async with runtime.db.transaction() as session:
        await change_settings(session, ACTOR, change)
        await change_company(session, ACTOR, CompanyChange(timezone="America/Manaus"))
    await companion.prepare()
    after = companion.read([text])
    assert after is not None
    assert after.department == "Vendas"
    assert after.certainty("category") is Certainty.CONFIRM
    async with runtime.db.transaction() as session:
        assert (await get_settings(session)).bounds["intent"].act == before.bounds["intent"].act


def test_a_model_that_was_put_away_reads_as_before() -> None:
    trained = learn(few())
    again = unpack(pack(trained))
    for example in golden()[::5]:
        assert again.read(example.text) == trained.read(example.text)


async def test_all_processes_read_with_the_same_model(runtime: Runtime) -> None:
    first, other = Companion(runtime, few()), Companion(runtime, few())
    await first.learn()
    assert await other.take_up()
    for example in golden()[::5]:
        assert other.read([example.text]) == first.read([example.text])


def replaced(file: Path) -> None:
    other = file.with_name("other")
    other.write_bytes(b"prosa-arrays-1\n" + bytes(64))
    other.replace(file)


@pytest.mark.parametrize("harm", [Path.unlink, replaced])
async def test_weights_that_are_damaged_or_gone_are_made_again(runtime: Runtime, harm: Callable[[Path], None]) -> None:
    companion = Companion(runtime, few())
    await companion.learn()
    (file,) = stored(runtime)
    before = file.read_bytes()
    harm(file)
    assert companion.read([WORD]) is not None, "who reads with them goes on"
    other = Companion(runtime, few())
    assert not await other.take_up()
    assert other.read([WORD]) is None
    await other.learn()
    assert (await model(runtime)).revision == 1
    assert file.read_bytes() == before
    assert other.read([WORD]) == companion.read([WORD])


async def test_of_two_processes_that_start_together_one_trains(runtime: Runtime) -> None:
    with kept_logs() as logs:
        both = Companion(runtime, few()), Companion(runtime, few())
        await asyncio.gather(*(each.prepare() for each in both))
    assert [line["event"] for line in logs.lines].count("understanding_learned") == 1
    assert category(both[0]) == category(both[1])
    assert (await model(runtime)).revision == 1


async def test_only_the_model_that_reads_and_the_one_before_it_are_kept(runtime: Runtime) -> None:
    companion = Companion(runtime, few())
    await companion.learn()
    (first,) = stored(runtime)
    for plain in ("adorei o atendimento, obrigada", "vocês são ótimos, parabéns"):
        await taught(runtime, plain, category="elogio")
        await companion.learn()
    assert (await model(runtime)).revision == 3
    assert len(stored(runtime)) == 2
    assert first not in stored(runtime)


async def test_examples_of_another_release_make_a_model_of_their_own(runtime: Runtime) -> None:
    old, new = Companion(runtime, few()), Companion(runtime, few()[1:])
    await old.learn()
    before = category(old)
    assert not await new.take_up()
    await new.learn()
    assert (await model(runtime)).revision == 2
    await old.learn()
    assert (await model(runtime)).revision == 2, "what the old release has is not trained again"
    assert await old.take_up()
    assert category(old) == before


def test_what_reads_uses_the_bytes_where_they_lie(tmp_path: Path) -> None:
    file = tmp_path / "weights"
    file.write_bytes(pack(learn(few())))
    with file.open("rb") as opened:
        mapped = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
    model = unpack(mapped)
    assert not model.features.known.flags.owndata
    assert not model.heads[0].weights.flags.owndata
    with pytest.raises(BufferError):
        mapped.close()


@pytest.mark.parametrize("harm", [b"", b"prosa-arrays-1\n", b"prosa-arrays-0\n" + bytes(80)])
def test_bytes_that_are_no_model_are_refused(harm: bytes) -> None:
    with pytest.raises(Damaged):
        unpack(harm)


def stored(runtime: Runtime) -> list[Path]:
    storage = runtime.storage
    assert isinstance(storage, LocalStorage)
    return sorted(storage.folder.glob("??/*"))


def test_the_golden_set_is_not_learned_from() -> None:
    learned = {example.text.lower() for example in shipped()}
    assert not [example.text for example in golden() if example.text.lower() in learned]
