"""Vectors of texts from a model connection."""

from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from prosa.accounts.schemas import system
from prosa.agents import connections
from prosa.agents.embedding import ModelEmbedder, NoVectors, VectorsFailed
from prosa.agents.model_schemas import NewModel
from prosa.core.errors import NotFound
from prosa.core.runtime import Runtime
from prosa.testing.counterpart import Answer, Break, Counterpart, Request, counterpart
from prosa.testing.models import KEY, FakeModels


@pytest.fixture
async def end() -> AsyncIterator[Counterpart]:
    async with counterpart(FakeModels()) as found:
        yield found


def inside(runtime: Runtime) -> Runtime:
    """A runtime that may ask servers of its own network."""
    settings = runtime.settings.model_copy(update={"internal_hosts": frozenset({"127.0.0.1"})})
    return replace(runtime, settings=settings)


async def connected(runtime: Runtime, url: str, key: str = KEY, provider: str = "compatible") -> UUID:
    new = NewModel.model_validate(
        {
            "name": "Significados",
            "provider": provider,
            "model": "text-embedding-3-small",
            "base_url": f"{url}/v1" if url else None,
            "api_key": key,
        }
    )
    async with runtime.db.transaction() as session:
        return await connections.add_model(session, runtime, system("test"), new)


async def test_every_text_has_its_vector(runtime: Runtime, end: Counterpart) -> None:
    model = await connected(runtime, end.url)
    frete, frete_again, gato = await ModelEmbedder(inside(runtime)).embed(model, ["frete", "frete", "gato"], 5)
    assert frete == frete_again != gato
    assert len(frete) == len(gato) > 1


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(500, b"oops"), "500"),
        (Answer(429, b"{}"), "429"),
        (Answer(200, b"<html>"), "garbage"),
        (Answer(200, b"[]"), "garbage"),
        (Answer(200, b'{"data": [{"index": 0, "embedding": []}]}'), "garbage"),
        (Answer(200, b'{"data": [{"index": 0, "embedding": ["a"]}]}'), "garbage"),
        (Answer(200, b'{"data": [{"embedding": [1]}]}'), "garbage"),
        (Answer(200, b'{"data": []}'), "garbage"),
        (Break.HANG, "timeout"),
        (Break.CLOSE, "unreachable"),
    ],
)
async def test_whatever_comes_instead_has_a_code(runtime: Runtime, answer: Answer | Break, reason: str) -> None:
    def behaviour(_: Request) -> Answer | Break:
        return answer

    async with counterpart(behaviour) as end:
        model = await connected(runtime, end.url)
        with pytest.raises(VectorsFailed) as failure:
            await ModelEmbedder(inside(runtime)).embed(model, ["frete"], 0.3 if answer is Break.HANG else 5)
    assert failure.value.params == {"reason": reason}


async def test_a_wrong_key_and_a_model_that_is_gone(runtime: Runtime, end: Counterpart) -> None:
    embedder = ModelEmbedder(inside(runtime))
    with pytest.raises(VectorsFailed) as failure:
        await embedder.embed(await connected(runtime, end.url, key="sk-wrong"), ["frete"], 5)
    assert failure.value.params == {"reason": "401"}
    with pytest.raises(NotFound):
        await embedder.embed(uuid4(), ["frete"], 5)


async def test_a_provider_without_vectors_is_refused(runtime: Runtime) -> None:
    with pytest.raises(NoVectors):
        await ModelEmbedder(runtime).check(await connected(runtime, "", provider="anthropic"))
    await ModelEmbedder(runtime).check(await connected(runtime, "", provider="openai"))
    await ModelEmbedder(runtime).check(await connected(runtime, "", provider="gemini"))
