"""Writes migrations from the models, against a PostgreSQL of its own that is thrown away afterwards.

make migration NAME="add labels"   writes the next revision with what the models have more
make migration NAME=foundation     writes the first revision anew, whole: only while nothing is released
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command
from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, NullPool, create_engine

from prosa.core.db import EXTRA_DDL, sqlalchemy_url
from prosa.core.schema import alembic_config, import_models, migrate
from prosa.core.server import EmbeddedServer

MIGRATIONS = Path(__file__).parent.parent / "src/prosa/core/migrations"
VERSIONS = MIGRATIONS / "versions"
IMPORT = "from prosa.core.schema import run_script\n"
EPILOGUE = """
    run_script("0001_extra.sql")
    run_script("0001_jobs.sql")
"""


def main() -> None:
    name = " ".join(sys.argv[1:]).strip()
    if not name:
        raise SystemExit(__doc__)
    import_models()
    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedServer(Path(folder), {"fsync": "off"})
        try:
            write(server.start(), name)
        finally:
            server.stop()
    subprocess.run([sys.executable, "-m", "ruff", "check", "-q", "--fix", VERSIONS], check=True)
    subprocess.run([sys.executable, "-m", "ruff", "format", "-q", VERSIONS], check=True)


def write(url: str, name: str) -> None:
    if name != "foundation":
        migrate(url)
    with create_engine(sqlalchemy_url(url), poolclass=NullPool).begin() as connection:
        foundation(connection) if name == "foundation" else next_revision(connection, name)


def foundation(connection: Connection) -> None:
    """Tables, what SQLAlchemy cannot say, and the jobs as Procrastinate makes them now: frozen, so that a
    later Procrastinate comes as a revision of its own."""
    for old in VERSIONS.glob("*.py"):
        old.unlink()
    (MIGRATIONS / "sql/0001_jobs.sql").write_text(SchemaManager.get_schema())
    (MIGRATIONS / "sql/0001_extra.sql").write_text("\n".join(f"{ddl.strip()};\n" for ddl in EXTRA_DDL))
    command.revision(alembic_config(connection), "foundation", autogenerate=True, rev_id="0001")
    revision = VERSIONS / "r0001_foundation.py"
    lines = [line for line in revision.read_text().splitlines() if not line.strip().startswith("# ###")]
    code = "\n".join(lines).replace("\nrevision =", f"\n{IMPORT}\nrevision =", 1)
    revision.write_text(code.rstrip() + EPILOGUE)


def next_revision(connection: Connection, name: str) -> None:
    number = len(list(VERSIONS.glob("r*.py"))) + 1
    command.revision(alembic_config(connection), name, autogenerate=True, rev_id=f"{number:04}")


if __name__ == "__main__":
    main()
