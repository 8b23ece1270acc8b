"""Finding by meaning: where words leave a question open, and nowhere else."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest

from prosa.core.errors import Unavailable
from prosa.core.runtime import Runtime
from prosa.knowledge import archive_article, create_article, search
from prosa.knowledge.embedding import choose, state
from prosa.knowledge.fusion import fuse
from prosa.knowledge.index import Entry, Hit
from prosa.knowledge.jobs import embed
from prosa.knowledge.meaning import FEWEST, Meaning, Near, packed
from prosa.knowledge.port import Embedder
from prosa.knowledge.schemas import Decision, NewArticle, Reason
from tests.accounts.house import counted_statements
from tests.knowledge.shelf import ACTOR, add

SUBJECTS = ["fotos filmar gravar", "frete", "troca", "pix", "garantia", "salas", "pipoca", "vagas", "idade", "clube"]
ARTICLES = {
    "Gravações": "Só nos aplausos.",
    "Frete": "Custa R$ 10.",
    "Troca": "Em 7 dias.",
    "Pix": "Aceitamos Pix.",
    "Garantia": "Um ano.",
    "Salas": "São três.",
    "Bomboniere": "Abre uma hora antes.",
    "Vagas": "Envie o currículo.",
    "Idade": "A partir de 14 anos.",
    "Clube": "R$ 59 por mês.",
}
PLACES = dict(zip(ARTICLES, range(len(ARTICLES)), strict=True))


@dataclass
class Concepts:
    """Vectors with one place for each subject: a text lies where its article's title or one of its words does."""

    asked: list[str] = field(default_factory=list)
    broken: bool = False

    async def check(self, connection_id: UUID) -> None: ...

    async def embed(self, connection_id: UUID, texts: Sequence[str], patience: float) -> list[list[float]]:
        if self.broken:
            raise Unavailable("down", reason="timeout")
        self.asked += texts
        return [self._vector(text.casefold()) for text in texts]

    def _vector(self, text: str) -> list[float]:
        found = [0.1] * len(SUBJECTS)
        for title, place in PLACES.items():
            if title.casefold() in text or any(word in text for word in SUBJECTS[place].split()):
                found[place] += 1.0
        return found


@pytest.fixture
async def concepts(runtime: Runtime) -> Concepts:
    found = Concepts()
    runtime.registry.add(Embedder, "concepts", found)
    for title, body in ARTICLES.items():
        await add(runtime, title, body)
    async with runtime.db.transaction() as session:
        await choose(session, ACTOR, uuid4())
    await embed(runtime)
    found.asked.clear()
    return found


async def test_what_no_word_finds_is_offered_for_its_meaning(runtime: Runtime, concepts: Concepts) -> None:
    found = await search(runtime, "posso filmar um pedacinho?")
    assert (found.decision, found.why.reason) == (Decision.MENU, Reason.MEANT)
    assert [passage.title for passage in found.passages] == ["Gravações"]
    assert concepts.asked == ["posso filmar um pedacinho?"]
    await search(runtime, "posso filmar um pedacinho?")
    assert len(concepts.asked) == 1


async def test_a_clear_answer_is_not_sent_to_the_model(runtime: Runtime, concepts: Concepts) -> None:
    assert (await search(runtime, "qual o valor do frete?")).why.reason is Reason.CLEAR
    assert concepts.asked == []


@pytest.mark.parametrize(
    ("scores", "closeness", "expected"),
    [
        ((0.6, 0.59), (4.0, 1.0), Reason.AGREED),
        ((0.6, 0.59), (4.0, 3.8), Reason.MEANT),
        ((0.6, 0.59), (1.5, 1.0), Reason.SEVERAL),
        ((0.6, 0.59), (1.0, 4.0), Reason.MEANT),
        ((0.3, 0.2), (4.0, 1.0), Reason.MEANT),
    ],
)
def test_meaning_settles_only_a_choice_that_words_had_made(
    scores: tuple[float, ...], closeness: tuple[float, ...], expected: Reason
) -> None:
    some = entries(2)
    hits = [Hit(entry, score, ()) for entry, score in zip(some, scores, strict=True)]
    near = sorted((Near(n, found) for n, found in enumerate(closeness)), key=lambda one: -one.closeness)
    reason, offered = fuse(Reason.SEVERAL, hits, near, some, lambda _: True)
    assert reason is expected
    assert offered[0].entry is some[0] or closeness[1] > closeness[0]


async def test_the_model_sees_no_personal_data(runtime: Runtime, concepts: Concepts) -> None:
    await search(runtime, "meu cpf 529.982.247-25 dá pra filmar?")
    assert "529" not in concepts.asked[0]


async def test_without_the_model_words_alone_decide_and_it_rests(runtime: Runtime, concepts: Concepts) -> None:
    concepts.broken = True
    assert (await search(runtime, "posso filmar?")).decision is Decision.ABSTAIN
    concepts.broken = False
    assert (await search(runtime, "posso filmar?")).decision is Decision.ABSTAIN
    assert concepts.asked == []


async def test_a_contact_is_not_offered_what_is_for_operators(runtime: Runtime, concepts: Concepts) -> None:
    async with runtime.db.transaction() as session:
        secret = NewArticle(title="Clube dos funcionários", kind="policy", body="Gravar é livre.", audience="operators")
        await create_article(session, ACTOR, secret)
    await embed(runtime)
    found = await search(runtime, "posso filmar um pedacinho?")
    assert [passage.title for passage in found.passages] == ["Gravações"]


async def test_vectors_follow_the_articles(runtime: Runtime, concepts: Concepts) -> None:
    assert (await state(runtime)).embedded == len(ARTICLES)
    first = await add(runtime, "Estacionamento", "Grátis.")
    assert ((await state(runtime)).passages, (await state(runtime)).embedded) == (11, 10)
    await embed(runtime)
    assert concepts.asked == ["Estacionamento\nGrátis."]
    async with runtime.db.transaction() as session:
        await archive_article(session, ACTOR, first)
    await embed(runtime)
    assert ((await state(runtime)).passages, (await state(runtime)).embedded) == (10, 10)


async def test_what_keeps_vectors_from_being_made_is_told(runtime: Runtime, concepts: Concepts) -> None:
    concepts.broken = True
    await add(runtime, "Estacionamento", "Grátis.")
    await embed(runtime)
    assert (await state(runtime)).problem == "timeout"
    concepts.broken = False
    await embed(runtime)
    assert (await state(runtime)).problem is None


async def test_another_choice_forgets_the_vectors_and_none_ends_it(runtime: Runtime, concepts: Concepts) -> None:
    async with runtime.db.transaction() as session:
        await choose(session, ACTOR, None)
    assert ((await state(runtime)).model_id, (await state(runtime)).embedded) == (None, 0)
    await embed(runtime)
    assert (await search(runtime, "posso filmar?")).decision is Decision.ABSTAIN
    assert concepts.asked == []


async def test_an_unchanged_base_still_costs_one_statement(runtime: Runtime, concepts: Concepts) -> None:
    await search(runtime, "posso filmar?")
    with counted_statements(runtime) as statements:
        await search(runtime, "posso filmar?")
    assert len(statements) == 1


def entries(number: int) -> list[Entry]:
    return [Entry(uuid4(), 1, 1, f"Artigo {n}", "", "") for n in range(number)]


def test_in_a_tiny_base_nothing_stands_out() -> None:
    few = entries(FEWEST - 1)
    vectors = {(entry.article, 1, 1): packed([1.0, float(n)]) for n, entry in enumerate(few)}
    assert Meaning(few, vectors).closest([1.0, 0.0], 3) == []


def test_vectors_of_another_model_are_not_compared() -> None:
    some = entries(FEWEST)
    vectors = {(entry.article, 1, 1): packed([1.0, float(n)]) for n, entry in enumerate(some)}
    assert Meaning(some, vectors).closest([1.0, 0.0, 0.0], 3) == []
    assert [near.position for near in Meaning(some, vectors).closest([1.0, 0.0], 2)] == [0, 1]
