"""The database's schema: made and brought up to date on start, never guessed and never taken back."""

import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module, resources
from importlib.util import find_spec
from typing import Any, cast

import psycopg
from alembic import command, op
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.exc import OperationalError

import prosa
from prosa.core.db import sqlalchemy_url
from prosa.core.errors import ProsaError, Unavailable
from prosa.core.settings import without_password

MIGRATIONS = "prosa.core.migrations"
OLDEST_SERVER = 15
_LOCK = 0x50524F5341
"""Advisory lock under which one process at a time migrates."""


class SchemaRefused(ProsaError):
    """This database cannot be used by this version; the message says what to do."""

    status = 500
    code = "schema_refused"


class Unreachable(Unavailable):
    """No connection to the database; the message says which and what the driver said."""

    code = "database_unreachable"


@dataclass(frozen=True, slots=True)
class SchemaState:
    """Revision the database is at (none: empty) and the one this version needs."""

    found: str | None
    needed: str

    @property
    def current(self) -> bool:
        return self.found == self.needed


def migrate(url: str) -> SchemaState:
    """Applies what is missing, in one transaction, and returns the state found before.

    Several starting processes wait for each other. Raises `SchemaRefused` for a database of a newer Prosa or
    a server that is too old, and `Unreachable`; the database is untouched then.
    """
    with _connected(url) as connection:
        _check_server(connection)
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        state = _state(connection)
        if not state.current:
            command.upgrade(alembic_config(connection), "head")
    return state


def inspect(url: str) -> SchemaState:
    """The state of a database, without changing it. Raises `SchemaRefused` when it is from a newer Prosa, and
    `Unreachable`."""
    with _connected(url) as connection:
        return _state(connection)


def known_revisions() -> set[str]:
    """Those this version can bring up to date."""
    return {script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()}


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    """One connection in one transaction."""
    engine = create_engine(sqlalchemy_url(url), poolclass=NullPool, hide_parameters=True)
    try:
        connection = engine.connect()
    except OperationalError as error:
        said = str(error.orig).strip().splitlines()[0]
        raise Unreachable(f"the database {without_password(url)} does not answer: {said}") from None
    with connection, connection.begin():
        yield connection


def _check_server(connection: Connection) -> None:
    version = int(connection.scalar(text("SHOW server_version_num"))) // 10_000
    if version < OLDEST_SERVER:
        raise SchemaRefused(f"Prosa needs PostgreSQL {OLDEST_SERVER} or newer, this server is {version}")
    encoding = connection.scalar(text("SHOW server_encoding"))
    if encoding != "UTF8":
        raise SchemaRefused(f"Prosa needs a database with encoding UTF8, this one has {encoding}")


def _state(connection: Connection) -> SchemaState:
    found = MigrationContext.configure(connection).get_current_revision()
    if found is not None and found not in known_revisions():
        raise SchemaRefused(
            f"this database was made by a newer Prosa (revision {found}); install that version or restore a backup"
        )
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    return SchemaState(found, cast("str", head))


def alembic_config(connection: Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", MIGRATIONS.replace(".migrations", ":migrations"))
    config.set_main_option("file_template", "r%%(rev)s_%%(slug)s")
    return config


def run_script(name: str) -> None:
    """For revisions: runs the SQL file `migrations/sql/<name>`, which may hold several statements."""
    statements = (resources.files(MIGRATIONS) / "sql" / name).read_text(encoding="utf-8")
    run_statements(op.get_bind(), statements)


def run_statements(connection: Connection, statements: str) -> None:
    """Several statements at once, as they stand: nothing in them is a placeholder."""
    driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    driver.execute(statements.encode())


def import_models() -> None:
    """Imports the `models` module of every package (and `core.live`), so that `Base.metadata` is complete. A package
    of that name, such as the tests' language models, holds no tables."""
    import_module("prosa.core.live")
    for package in pkgutil.iter_modules(prosa.__path__, "prosa."):
        found = find_spec(f"{package.name}.models") if package.ispkg else None
        if found is not None and found.submodule_search_locations is None:
            import_module(found.name)
