"""Vectors of passages: the company's choice of a model that makes them, and making those that are missing."""

from collections.abc import Sequence
from uuid import UUID

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from prosa.accounts import record_action
from prosa.accounts.schemas import Principal
from prosa.core.db import Session
from prosa.core.errors import ProsaError
from prosa.core.outbox import publish
from prosa.core.runtime import Runtime
from prosa.knowledge.base import entries
from prosa.knowledge.index import Entry
from prosa.knowledge.meaning import Key, packed
from prosa.knowledge.models import EmbeddingRow, PassageVectorRow
from prosa.knowledge.port import Embedder, embedder
from prosa.knowledge.schemas import Embeddings

log = structlog.get_logger(__name__)

BATCH = 64
"""Texts in one request."""
AT_ONCE = 1_024
"""Passages in one run; the next one goes on."""
PATIENCE = 30.0


async def choose(session: Session, actor: Principal, connection_id: UUID | None) -> None:
    """From now on, passages are also found by their meaning as this connection sees it; None ends that.

    The vectors of another one are forgotten.
    """
    others = PassageVectorRow.connection_id.is_distinct_from(connection_id)
    await session.execute(delete(PassageVectorRow).where(others))
    values = {"connection_id": connection_id, "problem": None}
    choice = insert(EmbeddingRow).values(id=1, revision=1, **values)
    raised = {"revision": EmbeddingRow.revision + 1, **values}
    await session.execute(choice.on_conflict_do_update(index_elements=["id"], set_=raised))
    record_action(session, actor, "embeddings.chosen", ("model", connection_id))
    publish(session, "embeddings")


async def state(runtime: Runtime) -> Embeddings:
    """What was chosen, and how far it has come."""
    passages = await entries(runtime)
    async with runtime.db.transaction() as session:
        row = await session.get(EmbeddingRow, 1)
        keys = await known(session, row.connection_id) if row and row.connection_id else set()
    return Embeddings(
        model_id=row.connection_id if row else None,
        passages=len(passages),
        embedded=sum((entry.article, entry.version, entry.number) in keys for entry in passages),
        problem=row.problem if row else None,
    )


async def known(session: Session, connection_id: UUID) -> set[Key]:
    """The passages that have a vector of this connection."""
    columns = select(PassageVectorRow.article_id, PassageVectorRow.version, PassageVectorRow.number)
    rows = await session.execute(columns.where(PassageVectorRow.connection_id == connection_id))
    return {(row.article_id, row.version, row.number) for row in rows}


async def fill(runtime: Runtime) -> int:
    """Makes vectors of passages that have none, and forgets those of passages that are gone; returns how many were
    made. What keeps it from that is kept for the screens, and the next run tries again."""
    asked = embedder(runtime)
    async with runtime.db.transaction() as session:
        row = await session.get(EmbeddingRow, 1)
        connection_id = row.connection_id if row else None
        done = await known(session, connection_id) if connection_id else set()
    if asked is None or connection_id is None:
        return 0
    passages = {(entry.article, entry.version, entry.number): entry for entry in await entries(runtime)}
    missing = [entry for key, entry in passages.items() if key not in done][:AT_ONCE]
    await _forget(runtime, connection_id, done - passages.keys())
    try:
        for start in range(0, len(missing), BATCH):
            await _make(runtime, asked, connection_id, missing[start : start + BATCH])
    except ProsaError as failure:
        log.warning("embedding_failed", error=failure.code)
        await _note(runtime, connection_id, str(failure.params.get("reason", failure.code)))
    return len(missing)


async def _make(runtime: Runtime, asked: Embedder, connection_id: UUID, batch: Sequence[Entry]) -> None:
    texts = ["\n".join(filter(None, (entry.title, entry.heading, entry.text))) for entry in batch]
    vectors = await asked.embed(connection_id, texts, PATIENCE)
    rows = [
        {
            "article_id": entry.article,
            "version": entry.version,
            "number": entry.number,
            "connection_id": connection_id,
            "vector": packed(vector),
        }
        for entry, vector in zip(batch, vectors, strict=True)
    ]
    async with runtime.db.transaction() as session:
        await session.execute(insert(PassageVectorRow).values(rows).on_conflict_do_nothing())
    await _note(runtime, connection_id, None)


async def _forget(runtime: Runtime, connection_id: UUID, gone: set[Key]) -> None:
    async with runtime.db.transaction() as session:
        for article, version, number in sorted(gone):
            await session.execute(
                delete(PassageVectorRow).where(
                    PassageVectorRow.article_id == article,
                    PassageVectorRow.version == version,
                    PassageVectorRow.number == number,
                    PassageVectorRow.connection_id == connection_id,
                )
            )


async def _note(runtime: Runtime, connection_id: UUID, problem: str | None) -> None:
    """Counts up, so that every process reads the vectors anew, unless another model was chosen meanwhile."""
    async with runtime.db.transaction() as session:
        await session.execute(
            update(EmbeddingRow)
            .where(EmbeddingRow.id == 1, EmbeddingRow.connection_id == connection_id)
            .values(revision=EmbeddingRow.revision + 1, problem=problem)
        )
        publish(session, "embeddings")
