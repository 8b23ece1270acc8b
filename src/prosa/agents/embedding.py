"""Vectors of texts by a model connection, over the protocol of OpenAI's embeddings, which Gemini and most servers of
one's own speak too."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import httpx

from prosa.agents.connections import Connection, opened
from prosa.agents.model_schemas import Provider
from prosa.core import reach, wire
from prosa.core.errors import Invalid, Unavailable
from prosa.core.runtime import Runtime

BASES = {
    Provider.OPENAI: "https://api.openai.com/v1",
    Provider.GEMINI: "https://generativelanguage.googleapis.com/v1beta/openai",
}
LARGEST = 4_096
"""Numbers in a vector."""


class NoVectors(Invalid):
    """This provider makes no vectors of texts."""

    code = "no_vectors"


class VectorsFailed(Unavailable):
    """`params.reason` is `timeout`, `unreachable`, `garbage` or the status of the answer."""

    code = "embedding_failed"


class ModelEmbedder:
    """Asks the model of a connection; every call opens it anew, so a changed key counts at once."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def check(self, connection_id: UUID) -> None:
        """Raises `NotFound`, and `NoVectors`."""
        _base(await self._opened(connection_id))

    async def embed(self, connection_id: UUID, texts: Sequence[str], patience: float) -> list[list[float]]:
        """A vector for each text. Raises `VectorsFailed`, and what `check` raises."""
        connection = await self._opened(connection_id)
        key = connection.api_key
        headers = {"authorization": f"Bearer {key.get_secret_value()}"} if key else {}
        body = {"model": connection.model, "input": list(texts), "encoding_format": "float"}
        transport = reach.PublicOnly(self._runtime.settings.internal_hosts)
        try:
            async with asyncio.timeout(patience), httpx.AsyncClient(transport=transport, timeout=patience) as http:
                answer = await http.post(f"{_base(connection)}/embeddings", json=body, headers=headers)
        except (TimeoutError, httpx.TimeoutException):
            raise VectorsFailed("the model did not answer in time", reason="timeout") from None
        except httpx.HTTPError:
            raise VectorsFailed("the model cannot be reached", reason="unreachable") from None
        if answer.status_code != httpx.codes.OK:
            raise VectorsFailed("the model refused", reason=str(answer.status_code))
        return _vectors(answer.content, len(texts))

    async def _opened(self, connection_id: UUID) -> Connection:
        async with self._runtime.db.transaction() as session:
            return await opened(session, self._runtime, connection_id)


def _base(connection: Connection) -> str:
    base = connection.base_url or BASES.get(connection.provider)
    if base is None or connection.provider is Provider.ANTHROPIC:
        raise NoVectors("this provider makes no vectors of texts", provider=connection.provider)
    return base


def _vectors(body: bytes, wanted: int) -> list[list[float]]:
    try:
        rows = wire.objects(wire.obj(wire.read_json(body)).get("data"))
        rows.sort(key=lambda row: int(row["index"]))
        found = [[float(number) for number in row["embedding"]] for row in rows]
    except (ValueError, TypeError, LookupError):
        raise VectorsFailed("no vectors in the answer", reason="garbage") from None
    sizes = {len(vector) for vector in found}
    if len(found) != wanted or len(sizes) != 1 or not 0 < sizes.pop() <= LARGEST:
        raise VectorsFailed("the vectors do not fit the texts", reason="garbage")
    return found
