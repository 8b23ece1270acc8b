"""What Alembic runs: on the connection (and in the transaction) that `prosa.core.schema` hands over."""

from typing import Any

from alembic import context

from prosa.core.db import Base


def ours(_item: Any, name: str | None, kind: str, *_: Any) -> bool:
    """Procrastinate's tables are made from its own script."""
    return not (kind == "table" and name is not None and name.startswith("procrastinate_"))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_object=ours,
    compare_type=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
