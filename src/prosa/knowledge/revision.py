"""The counter by which every process sees that what can be found has changed."""

from sqlalchemy.dialects.postgresql import insert

from prosa.core.db import Session
from prosa.core.outbox import publish
from prosa.knowledge.models import KnowledgeRevisionRow


async def raise_revision(session: Session) -> None:
    """Counts up in this transaction; screens that show articles are told."""
    await session.flush()
    count = insert(KnowledgeRevisionRow).values(id=1, revision=1)
    raised = {"revision": KnowledgeRevisionRow.revision + 1}
    await session.execute(count.on_conflict_do_update(index_elements=["id"], set_=raised))
    publish(session, "articles")
